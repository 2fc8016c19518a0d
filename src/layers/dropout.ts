import { OptionError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { cast, constantOf, less, mul, type Shape, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import type { GraphRandom } from "./random.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** While training, sets a share of the inputs to 0 and scales the others by 1 / (1 - rate) (Srivastava et al., 2014). Any shape. */
export class Dropout extends Layer {
  static override readonly takes = layerTakes("Dropout", {}, "rate");
  override readonly supportsMasking = true;
  readonly rate: number;

  constructor(rate: number, options: LayerOptions = {}) {
    super(options);
    this.rate = rateOf("dropout", rate);
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    return training && this.rate > 0 ? dropped(x, x.shape, this.rate, random) : x;
  }
}

/** x, of which a random share is 0 and the rest larger by 1 / (1 - rate). @param shape what is drawn; along its axes of size 1 all stay or go together. */
export const dropped = (x: Tensor, shape: Shape, rate: number, random: GraphRandom): Tensor =>
  mul(x, mul(kept(random, shape, rate), 1 / (1 - rate)));

/** @throws OptionError where a rate isn't a share below 1. */
export function rateOf(what: string, rate: number): number {
  if (!(rate >= 0 && rate < 1))
    throw new OptionError(`A ${what} rate is at least 0 and less than 1, but this is ${shown(rate)}.`);
  return rate;
}

/** 1 for the elements that stay and 0 for a random share. Compared as integers, so that every runtime draws exactly the same ones. */
export function kept(random: GraphRandom, shape: Shape, rate: number): Tensor {
  const limit = Math.min(Math.round((0.5 - rate) * 2 ** 32), 2 ** 31 - 1);
  return cast(less(random.bits(shape), constantOf("int32", [], [limit])), "float32");
}

/** Dropout of a share of the inputs, while training. */
export const dropout = (rate: number, options: LayerOptions = {}): Dropout => new Dropout(rate, options);
