import { add, mul, layerNormalization as normalized, reshape, type Tensor } from "../graph/index.ts";
import { axesOf, epsilonOf, withAxesLast } from "./axes.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type Variable, variable } from "./variable.ts";

/** The options of `layerNormalization`. */
export interface LayerNormalizationOptions extends LayerOptions {
  /** Axis or axes to normalize over together. 0 is the batch and -1 the last axis; default -1. */
  readonly axis?: number | readonly number[];
  /** Number that is added to the variance; default 0.001. */
  readonly epsilon?: number;
  /** Whether a learned number, `beta`, is added; default true. */
  readonly center?: boolean;
  /** Whether a learned number, `gamma`, multiplies; default true. */
  readonly scale?: boolean;
}

/**
 * Normalizes each example to mean 0 and variance 1 along the last axis, or along several axes together. It then multiplies
 * by gamma and adds beta (Ba et al., 2016). It does the same in training and in use. Any shape; the output has the same
 * shape. Gamma and beta have the sizes of the axes.
 */
export class LayerNormalization extends Layer {
  static override readonly takes = layerTakes<LayerNormalizationOptions>("LayerNormalization", {
    axis: true,
    epsilon: true,
    center: true,
    scale: true,
  });
  override readonly supportsMasking = true;
  readonly axis: number | readonly number[];
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;

  constructor({ axis = -1, epsilon = 0.001, center = true, scale = true, ...options }: LayerNormalizationOptions = {}) {
    super(options);
    this.axis = axis;
    this.epsilon = epsilonOf(epsilon);
    this.center = center;
    this.scale = scale;
  }

  protected override build(inputShape: readonly number[]): void {
    const sizes = axesOf(this.kind, this.axis, inputShape.length + 1).map((axis) => inputShape[axis - 1]!);
    this.hold([
      ...(this.scale ? [variable("gamma", sizes, "ones")] : []),
      ...(this.center ? [variable("beta", sizes, "zeros")] : []),
    ]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const axes = axesOf(this.kind, this.axis, x.shape.length);
    const y = withAxesLast(x, axes, (turned) => normalized(turned, x.shape.length - axes.length, this.epsilon));
    const along = (v: Variable) =>
      reshape(
        context.weight(v),
        x.shape.slice(1).map((dim, i) => (axes.includes(i + 1) ? dim : 1)),
      );
    const [gamma, beta] = this.scale ? this.variables : [undefined, ...this.variables];
    const scaled = gamma ? mul(y, along(gamma)) : y;
    return beta ? add(scaled, along(beta)) : scaled;
  }
}

/**
 * Creates a layer normalization layer.
 * @throws OptionError if `axis` isn't made of whole numbers, or contains the batch.
 * @example
 * const model = sequential([dense(100, { inputShape: [784] }), layerNormalization()]);
 */
export const layerNormalization = (options: LayerNormalizationOptions = {}): LayerNormalization =>
  new LayerNormalization(options);
