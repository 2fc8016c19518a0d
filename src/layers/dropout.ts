import { OptionError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { cast, constantOf, less, mul, type Shape, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import type { GraphRandom } from "./random.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * While training, sets a random share of the inputs to 0 and multiplies the others by 1 / (1 - rate) (Srivastava et al.,
 * 2014). Any shape.
 */
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

/**
 * Sets a random share of x to 0 and multiplies the rest by 1 / (1 - rate).
 * @param shape - shape of the random numbers. Along its axes of size 1, all elements are dropped or kept together.
 */
export const dropped = (x: Tensor, shape: Shape, rate: number, random: GraphRandom): Tensor =>
  mul(x, mul(kept(random, shape, rate), 1 / (1 - rate)));

/** @throws OptionError if a rate isn't at least 0 and below 1. */
export function rateOf(what: string, rate: number): number {
  if (!(rate >= 0 && rate < 1))
    throw new OptionError(`The ${what} rate must be at least 0 and less than 1, but it is ${shown(rate)}.`);
  return rate;
}

/**
 * Returns 1 for elements to keep and 0 for a random share of them. It compares integers, so that every runtime draws exactly
 * the same elements.
 */
export function kept(random: GraphRandom, shape: Shape, rate: number): Tensor {
  const limit = Math.min(Math.round((0.5 - rate) * 2 ** 32), 2 ** 31 - 1);
  return cast(less(random.bits(shape), constantOf("int32", [], [limit])), "float32");
}

/**
 * Creates a dropout layer.
 * @param rate - share of the inputs to drop, from 0 to below 1.
 * @throws OptionError if the rate isn't in that range.
 * @example
 * const model = sequential([dense(100, { activation: "relu" }), dropout(0.2), dense(10)]);
 */
export const dropout = (rate: number, options: LayerOptions = {}): Dropout => new Dropout(rate, options);
