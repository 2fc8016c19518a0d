import { add, div, mul, reduceMean, reduceSum, reshape, sqrt, square, stopGradient, sub, type Tensor } from "../graph/index.ts";
import type { CallContext, WholeBatch } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type Mask, overFeatures } from "./masks.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type Variable, variable } from "./variable.ts";

/** The options of `batchNormalization`. */
export interface BatchNormalizationOptions extends LayerOptions {
  /** Share of the moving statistics that remains in each step; default 0.99. */
  readonly momentum?: number;
  /** Number that is added to the variance; default 0.001. */
  readonly epsilon?: number;
  /** Whether a learned number, `beta`, is added to each feature; default true. */
  readonly center?: boolean;
  /** Whether a learned number, `gamma`, multiplies each feature; default true. */
  readonly scale?: boolean;
}

/**
 * Normalizes each feature (last axis) to mean 0 and variance 1, then multiplies it by gamma and adds beta (Ioffe & Szegedy,
 * 2015). While training, it uses the statistics of the batch. It uses moving statistics otherwise, and also while the layer,
 * or a model that contains it, is frozen. Masked steps aren't counted. Any shape.
 */
export class BatchNormalization extends Layer {
  static override readonly takes = layerTakes<BatchNormalizationOptions>("BatchNormalization", {
    momentum: true,
    epsilon: true,
    center: true,
    scale: true,
  });
  override readonly supportsMasking = true;
  private readonly momentum: number;
  private readonly epsilon: number;
  private readonly center: boolean;
  private readonly scale: boolean;

  constructor({ momentum = 0.99, epsilon = 0.001, center = true, scale = true, ...options }: BatchNormalizationOptions = {}) {
    super(options);
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.center = center;
    this.scale = scale;
  }

  protected override build(inputShape: readonly number[]): void {
    const features = [inputShape.at(-1)!];
    this.hold([
      ...(this.scale ? [variable("gamma", features, "ones")] : []),
      ...(this.center ? [variable("beta", features, "zeros")] : []),
      variable("moving_mean", features, "zeros", { trainable: false }),
      variable("moving_variance", features, "ones", { trainable: false }),
    ]);
  }

  /** Leaves out `center` and `scale` if both are true, as in the files of older versions. */
  override config() {
    const { momentum, epsilon, center, scale } = this;
    return { momentum, epsilon, ...(!center && { center }), ...(!scale && { scale }) };
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [movingMean, movingVariance] = this.variables.slice(-2);
    const [gamma, beta] = this.scale ? this.variables : [undefined, ...this.variables];
    const useBatch = context.training && this.trainable && !context.frozen;
    const [mean, variance] = useBatch
      ? statistics(x, context.maskOf(x), context.batch)
      : [context.weight(movingMean!), context.weight(movingVariance!)];
    if (useBatch) {
      const move = (kept: Variable, now: Tensor) =>
        context.update(kept, add(mul(context.weight(kept), this.momentum), mul(stopGradient(now), 1 - this.momentum)));
      move(movingMean!, mean);
      move(movingVariance!, variance);
    }
    const scale = div(gamma ? context.weight(gamma) : 1, sqrt(add(variance, this.epsilon)));
    const scaled = mul(sub(x, mean), scale);
    return this.center ? add(scaled, context.weight(beta!)) : scaled;
  }
}

/** Computes the mean and variance of each feature over the whole batch. */
function statistics(x: Tensor, mask: Mask, batch: WholeBatch): [Tensor, Tensor] {
  if (mask) return countedStatistics(x, overFeatures(mask), batch);
  const rows = x.shape.slice(0, -1).map((_, axis) => axis);
  const mean = batch.mean(reduceMean(x, rows));
  return [mean, batch.mean(reshape(reduceMean(square(sub(x, mean)), rows), mean.shape))];
}

/**
 * Computes the mean and variance of each feature over the steps that count.
 * @param counts - 1 for a step that counts and 0 for others, [batch, time, 1].
 */
function countedStatistics(x: Tensor, counts: Tensor, batch: WholeBatch): [Tensor, Tensor] {
  const rows = x.shape.slice(0, -1).map((_, axis) => axis);
  // This number is Keras's. It prevents a division by zero if no step of a batch counts.
  const count = add(batch.sum(reduceSum(counts)), 1e-7);
  const mean = div(batch.sum(reduceSum(mul(x, counts), rows)), count);
  return [mean, div(batch.sum(reduceSum(mul(square(sub(x, mean)), counts), rows)), count)];
}

/**
 * Creates a batch normalization layer.
 * @example
 * const model = sequential([dense(100, { useBias: false }), batchNormalization(), activation("relu")]);
 */
export const batchNormalization = (options: BatchNormalizationOptions = {}): BatchNormalization =>
  new BatchNormalization(options);
