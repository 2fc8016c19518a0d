import { ShapeError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { add, exp, gemm, mul, reduceMean, square, sub, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { expectFeatures, featuresOf } from "./dense.ts";
import { biasVariables, kernelConfig, kernelVariable } from "./kernel.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `gaussianCodings`. */
export interface GaussianCodingsOptions extends LayerOptions {
  /**
   * Weight of the divergence in the loss; default 1. The lecture uses 1 / pixels, because its reconstruction loss is a mean
   * over the pixels.
   */
  readonly weight?: number;
}

/**
 * Computes the codings of a variational autoencoder (Kingma & Welling, 2014). Two dense layers compute the mean and the
 * log-variance of each coding, and the coding is drawn from that normal distribution. The divergence from the standard
 * normal distribution is added to the loss: -½ · Σ(1 + log σ² - σ² - µ²), averaged over the batch. A model in use returns
 * the means. Input [batch, features]; output [batch, units].
 */
export class GaussianCodings extends Layer {
  static override readonly takes = layerTakes<GaussianCodingsOptions>("GaussianCodings", { weight: true }, "units");
  readonly units: number;
  readonly weight: number;

  constructor(units: number, { weight = 1, ...options }: GaussianCodingsOptions = {}) {
    super(options);
    if (!Number.isInteger(units) || units < 1)
      throw new ShapeError(`The number of codings must be a whole number of at least 1, but it is ${shown(units)}.`);
    this.units = units;
    this.weight = weight;
  }

  protected override build(inputShape: readonly number[]): void {
    const config = kernelConfig({});
    this.hold(
      ["mean", "log_variance"].flatMap((part) =>
        [kernelVariable([featuresOf(inputShape), this.units], config), ...biasVariables(this.units, config)].map((made) => ({
          ...made,
          name: `${part}_${made.name}`,
        })),
      ),
    );
  }

  call(x: Tensor, context: CallContext): Tensor {
    const { mean, logVariance } = this.distributionOf(x, context);
    if (!context.sampling) return mean;
    const terms = sub(add(exp(logVariance), square(mean)), logVariance);
    context.addLoss(mul(sub(reduceMean(terms), 1), 0.5 * this.weight * this.units));
    return add(mean, mul(exp(mul(logVariance, 0.5)), context.random.normal(mean.shape)));
  }

  /** Returns the mean and the log-variance of each coding's distribution, [batch, units] each. */
  distributionOf(x: Tensor, context: CallContext): { readonly mean: Tensor; readonly logVariance: Tensor } {
    const [meanKernel, meanBias, varianceKernel, varianceBias] = this.variables.map((variable) => context.weight(variable));
    expectFeatures(x, meanKernel!.shape[0] as number);
    return { mean: gemm(x, meanKernel!, meanBias), logVariance: gemm(x, varianceKernel!, varianceBias) };
  }
}

/**
 * Creates the coding layer of a variational autoencoder.
 * @param units - number of codings.
 * @throws ShapeError if `units` isn't a whole number of at least 1.
 * @example
 * const encoder = sequential([dense(100, { activation: "selu" }), gaussianCodings(10, { weight: 1 / 784 })]);
 */
export const gaussianCodings = (units: number, options: GaussianCodingsOptions = {}): GaussianCodings =>
  new GaussianCodings(units, options);
