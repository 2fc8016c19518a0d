import { OptionError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { add, clip, log, mul, reduceMean, reduceSum, sub, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `sparsityRegularization`. */
export interface SparsityRegularizationOptions extends LayerOptions {
  /** Target for the mean activation of each unit, between 0 and 1; default 0.1. */
  readonly target?: number;
  /** Weight of the penalty in the loss; default 0.05 / 32, as in the lecture. */
  readonly weight?: number;
}

/**
 * Returns its input unchanged and adds a penalty to the loss: the Kullback-Leibler divergence between a target t and each
 * unit's mean activation q over the batch. It is t · ln(t / q) + (1 - t) · ln((1 - t) / (1 - q)), summed over the units
 * (Géron, chapter 17, "Sparse Autoencoders"). Input [batch, units], from 0 to 1.
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
      throw new OptionError(`A sparsity target must be between 0 and 1, but it is ${shown(target)}.`);
    this.target = target;
    this.weight = weight;
  }

  call(x: Tensor, context: CallContext): Tensor {
    const q = clip(context.batch.mean(reduceMean(x, [0])), 1e-7, 1 - 1e-7);
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

/**
 * Creates a layer that penalises units whose mean activation differs from a target.
 * @throws OptionError if `target` isn't between 0 and 1.
 * @example
 * const encoder = sequential([dense(300, { activation: "sigmoid" }), sparsityRegularization({ target: 0.1 })]);
 */
export const sparsityRegularization = (options: SparsityRegularizationOptions = {}): SparsityRegularization =>
  new SparsityRegularization(options);
