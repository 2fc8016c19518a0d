import { OptionError } from "../core/errors.ts";
import { add, mul, neg, relu, type Tensor } from "../graph/index.ts";
import { axesOf } from "./axes.ts";
import type { CallContext } from "./call-context.ts";
import { type InitializerChoice, initializerOf } from "./initializers.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { variable } from "./variable.ts";

export interface PReLUOptions extends LayerOptions {
  /** Of the slopes; `zeros` by default. */
  readonly alphaInitializer?: InitializerChoice;
  /** Axes along which one slope serves all, [1, 2] for a slope a channel of images; none by default: each number of an example has its own. */
  readonly sharedAxes?: readonly number[];
}

/** x where it is above 0, else alpha · x, with learned slopes alpha (He et al., 2015). Any shape; the output has the same shape. */
export class PReLU extends Layer {
  static override readonly takes = layerTakes<PReLUOptions>("PReLU", { alphaInitializer: true, sharedAxes: true });
  override readonly supportsMasking = true;
  readonly alphaInitializer: InitializerChoice;
  readonly sharedAxes: readonly number[];

  constructor({ alphaInitializer = "zeros", sharedAxes = [], ...options }: PReLUOptions = {}) {
    super(options);
    if (!Array.isArray(sharedAxes))
      throw new OptionError(`sharedAxes is a list of axes, such as [1, 2], but this is ${JSON.stringify(sharedAxes)}.`);
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

/** A rectifier whose slope below zero is learned: `prelu({ sharedAxes: [1, 2] })`. */
export const prelu = (options: PReLUOptions = {}): PReLU => new PReLU(options);
