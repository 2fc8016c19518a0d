import { OptionError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { greater, mul, type Tensor, where } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `leakyRelu`. */
export interface LeakyReLUOptions extends LayerOptions {
  /** Factor for negative numbers; default 0.3, as in Keras's layer. The activation "leakyRelu" uses 0.2. */
  readonly negativeSlope?: number;
}

/** Computes x if x > 0, otherwise negativeSlope · x (Maas et al., 2013). Any shape; the output has the same shape. */
export class LeakyReLU extends Layer {
  static override readonly takes = layerTakes<LeakyReLUOptions>("LeakyReLU", { negativeSlope: true });
  override readonly supportsMasking = true;
  readonly negativeSlope: number;

  constructor({ negativeSlope = 0.3, ...options }: LeakyReLUOptions = {}) {
    super(options);
    this.negativeSlope = slopeOf(negativeSlope);
  }

  call(x: Tensor): Tensor {
    return where(greater(x, 0), x, mul(x, this.negativeSlope));
  }
}

/** @throws OptionError if a slope isn't a number of at least 0. */
export function slopeOf(negativeSlope: number): number {
  if (!(negativeSlope >= 0 && Number.isFinite(negativeSlope)))
    throw new OptionError(`negativeSlope must be a number of at least 0, but it is ${shown(negativeSlope)}.`);
  return negativeSlope;
}

/**
 * Creates a layer of leaky rectifiers.
 * @param options - options, or only `negativeSlope`.
 * @throws OptionError if `negativeSlope` is below 0.
 * @example
 * const layer = leakyRelu({ negativeSlope: 0.1 }); // or leakyRelu(0.1)
 */
export const leakyRelu = (options: LeakyReLUOptions | number = {}): LeakyReLU =>
  new LeakyReLU(orFirst<LeakyReLUOptions>("negativeSlope", options));
