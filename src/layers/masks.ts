import { cast, cumSum, equal, maximum, mul, range, reshape, sub, type Tensor, withGradient } from "../graph/index.ts";

/**
 * The mask of sequences: float32 [batch, time], 1 for a step that counts and 0 for one that is skipped. Undefined if every
 * step counts.
 */
export type Mask = Tensor | undefined;

/** The masks of tensors in a graph. */
export interface Masks {
  /** Returns the mask of a tensor, [batch, time]; undefined if all steps count. */
  maskOf(values: Tensor): Mask;
  /** Sets the mask of a layer's output. `apply` calls it with the result of the layer's `computeMask`. */
  setMask(values: Tensor, mask: Tensor): void;
}

/**
 * Sets the mask of a layer's output, unless a layer inside has already set it.
 * @param taken - inputs of the layer. If an output is an input and their masks differ, the output becomes a new tensor, so
 * that the input keeps its mask.
 */
export function withMask(output: Tensor, mask: Mask, taken: readonly Tensor[], masks: Masks): Tensor {
  const known = masks.maskOf(output);
  const isTaken = known !== undefined && taken.includes(output);
  if (known === mask || (known && !isTaken)) return output;
  const own = isTaken ? withGradient(output, [output], (dy) => [dy]) : output;
  if (mask) masks.setMask(own, mask);
  return own;
}

/** Reshapes a mask [batch, time] to [batch, time, 1], to multiply it with sequences. */
export const overFeatures = (mask: Tensor): Tensor => reshape(mask, [...mask.shape, 1]);

/** Returns a mask of the steps that count in at least one of several masks. */
export const anyCounts = (masks: readonly Tensor[]): Tensor => masks.reduce((either, mask) => maximum(either, mask));

/**
 * Matrices that remove skipped steps from sequences and put outputs back in place. An operator that doesn't support masks
 * then works on the steps that count.
 */
export interface Skipping {
  /**
   * Shape [batch, time, time]. Multiplied with sequences [batch, time, features], it moves the steps that count to the front
   * and puts zeros after them.
   */
  readonly out: Tensor;
  /**
   * Shape [batch, time, time]. Multiplied with the operator's outputs, it gives each step the output of the last step that
   * counted, and zeros before the first.
   */
  readonly back: Tensor;
  /** The same, with zeros at each skipped step. */
  readonly backWithZeros: Tensor;
}

/**
 * Creates the matrices for a mask.
 * @param mask - [batch, time], with a known number of steps.
 */
export function skipping(mask: Tensor): Skipping {
  const [batch, time] = mask.shape as readonly [Tensor["shape"][number], number];
  // The index of each step among the steps that count, or of the last such step before it; -1 before the first.
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
