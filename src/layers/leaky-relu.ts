import { OptionError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { greater, mul, type Tensor, where } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

export interface LeakyReLUOptions extends LayerOptions {
  /** .3 by default, as of Keras's layer; the activation `leakyRelu` has .2. */
  readonly negativeSlope?: number;
}

/** x where it is above 0, else negativeSlope · x (Maas et al., 2013). Any shape; the output has the same shape. */
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

/** @throws OptionError where a slope below zero isn't a number of at least 0. */
export function slopeOf(negativeSlope: number): number {
  if (!(negativeSlope >= 0 && Number.isFinite(negativeSlope)))
    throw new OptionError(`negativeSlope is a number of at least 0, but this is ${shown(negativeSlope)}.`);
  return negativeSlope;
}

/** A rectifier that lets a share of negative numbers through: `leakyRelu({ negativeSlope: 0.1 })`, or `leakyRelu(0.1)`. */
export const leakyRelu = (options: LeakyReLUOptions | number = {}): LeakyReLU =>
  new LeakyReLU(orFirst<LeakyReLUOptions>("negativeSlope", options));
