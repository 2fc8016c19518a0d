import { OptionError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { add, clip, log, mul, reduceMean, reduceSum, sub, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

export interface SparsityRegularizationOptions extends LayerOptions {
  /** How active each unit should be on average, between 0 and 1; .1 by default. */
  readonly target?: number;
  /** .05 / 32 by default, the lecture's. */
  readonly weight?: number;
}

/**
 * Passes its input on and adds to the loss, for each unit, how far its mean activation over the batch is from a target: the Kullback-Leibler divergence
 * of the two as shares, t · ln(t / q) + (1 - t) · ln((1 - t) / (1 - q)), summed over the units (Géron, chapter 17, "Sparse Autoencoders").
 * Input [batch, units], from 0 to 1.
 */
export class SparsityRegularization extends Layer {
  static override readonly takes = layerTakes<SparsityRegularizationOptions>("SparsityRegularization", {
    target: true,
    weight: true,
  });
  override readonly supportsMasking = true;
  readonly target: number;
  readonly weight: number;

  constructor({ target = 0.1, weight = 0.05 / 32, ...options }: SparsityRegularizationOptions = {}) {
    super(options);
    if (!(target > 0 && target < 1))
      throw new OptionError(`A sparsity target lies between 0 and 1, but this is ${shown(target)}.`);
    this.target = target;
    this.weight = weight;
  }

  call(x: Tensor, context: CallContext): Tensor {
    const q = clip(reduceMean(x, [0]), 1e-7, 1 - 1e-7);
    const t = this.target;
    const entropy = t * Math.log(t) + (1 - t) * Math.log(1 - t);
    const cross = add(mul(log(q), t), mul(log(sub(1, q)), 1 - t));
    context.addLoss(mul(reduceSum(sub(entropy, cross)), this.weight));
    return x;
  }

  override get measuresBatch(): boolean {
    return true;
  }
}

/** A penalty on units that are more, or less, active than a target. */
export const sparsityRegularization = (options: SparsityRegularizationOptions = {}): SparsityRegularization =>
  new SparsityRegularization(options);
