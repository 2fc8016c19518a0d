import { OptionError } from "../core/errors.ts";
import { add, mul, neg, relu, type Tensor } from "../graph/index.ts";
import { axesOf } from "./axes.ts";
import type { CallContext } from "./call-context.ts";
import { type InitializerChoice, initializerOf } from "./initializers.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { variable } from "./variable.ts";

/** The options of `prelu`. */
export interface PReLUOptions extends LayerOptions {
  /** Initializer of the slopes; default "zeros". */
  readonly alphaInitializer?: InitializerChoice;
  /**
   * Axes that share a slope, such as [1, 2] for one slope per channel of images. Default: none, so each number of an example
   * has its own slope.
   */
  readonly sharedAxes?: readonly number[];
}

/**
 * Computes x if x > 0, otherwise alpha · x, with learned slopes alpha (He et al., 2015). Any shape; the output has the same
 * shape.
 */
export class PReLU extends Layer {
  static override readonly takes = layerTakes<PReLUOptions>("PReLU", { alphaInitializer: true, sharedAxes: true });
  override readonly supportsMasking = true;
  readonly alphaInitializer: InitializerChoice;
  readonly sharedAxes: readonly number[];

  constructor({ alphaInitializer = "zeros", sharedAxes = [], ...options }: PReLUOptions = {}) {
    super(options);
    if (!Array.isArray(sharedAxes))
      throw new OptionError(`sharedAxes must be a list of axes, such as [1, 2], but it is ${JSON.stringify(sharedAxes)}.`);
    initializerOf(alphaInitializer);
    this.alphaInitializer = alphaInitializer;
    this.sharedAxes = sharedAxes;
  }

  protected override build(inputShape: readonly number[]): void {
    const shared = this.sharedAxes.length > 0 ? axesOf(this.kind, this.sharedAxes, inputShape.length + 1) : [];
    const shape = inputShape.map((dim, i) => (shared.includes(i + 1) ? 1 : dim));
    this.hold([variable("alpha", shape, this.alphaInitializer)]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const alpha = context.weight(this.variables[0]!);
    return add(relu(x), mul(neg(relu(neg(x))), alpha));
  }
}

/**
 * Creates a layer of rectifiers with learned slopes.
 * @throws OptionError if `sharedAxes` isn't a list.
 * @example
 * const layer = prelu({ sharedAxes: [1, 2] });
 */
export const prelu = (options: PReLUOptions = {}): PReLU => new PReLU(options);
