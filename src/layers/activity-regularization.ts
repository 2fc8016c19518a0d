import { abs, mul, reduceMean, square, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `activityRegularization`. */
export interface ActivityRegularizationOptions extends LayerOptions {
  /** Weight of Σ|activation|; default 0. */
  readonly l1?: number;
  /** Weight of Σ activation²; default 0. */
  readonly l2?: number;
}

/**
 * Returns its input unchanged and adds a penalty on it to the loss: l1 · Σ|x| + l2 · Σx² of each example, averaged over the
 * batch (Géron, chapter 17, "Sparse Autoencoders"). Any shape.
 */
export class ActivityRegularization extends Layer {
  static override readonly takes = layerTakes<ActivityRegularizationOptions>("ActivityRegularization", { l1: true, l2: true });
  override readonly supportsMasking = true;
  readonly l1: number;
  readonly l2: number;

  constructor({ l1 = 0, l2 = 0, ...options }: ActivityRegularizationOptions = {}) {
    super(options);
    this.l1 = l1;
    this.l2 = l2;
  }

  call(x: Tensor, context: CallContext): Tensor {
    const size = x.shape.slice(1).reduce<number>((product, dim) => product * (dim as number), 1);
    if (this.l1 > 0) context.addLoss(mul(reduceMean(abs(x)), this.l1 * size));
    if (this.l2 > 0) context.addLoss(mul(reduceMean(square(x)), this.l2 * size));
    return x;
  }
}

/**
 * Creates a layer that penalises large activations.
 * @example
 * const codings = sequential([dense(300, { activation: "sigmoid" }), activityRegularization({ l1: 1e-4 })]);
 */
export const activityRegularization = (options: ActivityRegularizationOptions = {}): ActivityRegularization =>
  new ActivityRegularization(options);
