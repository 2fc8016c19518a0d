import { cast, cumSum, equal, maximum, mul, range, reshape, sub, type Tensor, withGradient } from "../graph/index.ts";

/**
 * Which steps of sequences count: float32 [batch, time], 1 for a step that counts and 0 for one that is skipped. Undefined where every step counts.
 */
export type Mask = Tensor | undefined;

/** The masks of what is in a graph. */
export interface Masks {
  /** Which steps of some sequences count, [batch, time]: 1 for a step that counts, 0 for one that is skipped; undefined where all do. */
  maskOf(values: Tensor): Mask;
  /** Sets the mask of what a layer gives. `apply` does it with what the layer's `computeMask` says. */
  setMask(values: Tensor, mask: Tensor): void;
}

/**
 * What a layer gives, with its mask, unless a layer inside of it has set that.
 * @param taken what the layer took: passed on as it is, it becomes another tensor where the mask is another, as what was taken keeps its own.
 */
export function withMask(output: Tensor, mask: Mask, taken: readonly Tensor[], masks: Masks): Tensor {
  const known = masks.maskOf(output);
  const isTaken = known !== undefined && taken.includes(output);
  if (known === mask || (known && !isTaken)) return output;
  const own = isTaken ? withGradient(output, [output], (dy) => [dy]) : output;
  if (mask) masks.setMask(own, mask);
  return own;
}

/** A mask [batch, time] for the features of its sequences: [batch, time, 1]. */
export const overFeatures = (mask: Tensor): Tensor => reshape(mask, [...mask.shape, 1]);

/** The steps that count in any of several masks. */
export const anyCounts = (masks: readonly Tensor[]): Tensor => masks.reduce((either, mask) => maximum(either, mask));

/** Matrices that take the skipped steps out of sequences and put outputs back, so that an operator that can't skip steps need not know of them. */
export interface Skipping {
  /** [batch, time, time]: times sequences [batch, time, features] it gives the steps that count, one behind the other, and zeros after them. */
  readonly out: Tensor;
  /** [batch, time, time]: times what an operator made of those, it gives each step the output of the last step that counted, zeros before the first. */
  readonly back: Tensor;
  /** The same, with zeros at each step that was skipped. */
  readonly backWithZeros: Tensor;
}

/** @param mask [batch, time] of a known time. */
export function skipping(mask: Tensor): Skipping {
  const [batch, time] = mask.shape as readonly [Tensor["shape"][number], number];
  // Each step's place among those that count, or that of the last one before it: -1 before the first.
  const place = sub(cumSum(mask), 1);
  const places = cast(range(time), "float32");
  const taken = sub(mul(place, mask), sub(1, mask));
  const at = (steps: Tensor) => cast(equal(reshape(steps, [batch, time, 1]), reshape(places, [1, 1, time])), "float32");
  return {
    out: cast(equal(reshape(taken, [batch, 1, time]), reshape(places, [1, time, 1])), "float32"),
    back: at(place),
    backWithZeros: at(taken),
  };
}
