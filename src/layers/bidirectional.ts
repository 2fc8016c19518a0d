import { OptionError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { add, concat, mul, reverse, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import type { Mask } from "./masks.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import type { Variable } from "./variable.ts";

/** Functions that merge the forward and the backward outputs. */
const mergers = {
  concat: (a, b) => concat([a, b], a.shape.length - 1),
  sum: (a, b) => add(a, b),
  ave: (a, b) => mul(add(a, b), 0.5),
  mul: (a, b) => mul(a, b),
} as const satisfies Record<string, (a: Tensor, b: Tensor) => Tensor>;

/** The options of `bidirectional`. */
export interface BidirectionalOptions extends LayerOptions {
  /**
   * How to merge both outputs: "concat" joins their features (the default), "sum" adds them, "ave" takes the mean, "mul"
   * multiplies.
   */
  readonly mergeMode?: keyof typeof mergers;
}

/**
 * Reads sequences with a recurrent layer, and backwards with a second layer that has the same options and its own weights
 * (Schuster & Paliwal, 1997). Input [batch, time, features]. Output [batch, 2 · units], or [batch, time, 2 · units] if the
 * layer has `returnSequences`; with another `mergeMode` than "concat", `units` features. The outputs of both layers are
 * aligned with the steps of the input. Masked steps get zeros.
 */
export class Bidirectional extends Layer {
  static override readonly takes = layerTakes<BidirectionalOptions>("Bidirectional", { mergeMode: true }, "layer");
  readonly layer: Recurrent;
  readonly mergeMode: keyof typeof mergers;
  private readonly backwards: Recurrent;

  constructor(layer: Recurrent, { mergeMode = "concat", ...options }: BidirectionalOptions = {}) {
    super(options);
    if (!(layer instanceof Recurrent))
      throw new OptionError("A bidirectional layer needs a recurrent layer: bidirectional(lstm(16)).");
    lookUp("mergeMode", mergeMode, mergers);
    this.layer = layer;
    this.mergeMode = mergeMode;
    const { units, ...config } = layer.config() as RecurrentOptions & { readonly units: number };
    const Kind = layer.constructor as new (units: number, options: RecurrentOptions) => Recurrent;
    this.backwards = new Kind(units, { ...config, goBackwards: !layer.goBackwards, trainable: layer.trainable });
  }

  private get both(): readonly [Recurrent, Recurrent] {
    return [this.layer, this.backwards];
  }

  protected override build(inputShape: readonly number[]): void {
    this.hold(
      this.both.flatMap((layer) => {
        layer.buildFor(inputShape);
        return layer.variables;
      }),
    );
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [first, second] = this.both.map((layer) => layer.read(x, context, { zeros: true })) as [Tensor, Tensor];
    return mergers[this.mergeMode](first, second.shape.length === 3 ? reverse(second, 1) : second);
  }

  override computeMask(x: Tensor, masks: readonly Mask[]): Mask {
    return this.layer.computeMask(x, masks);
  }

  protected override get paths(): ReadonlyMap<Variable, string> {
    const directions = ["forward", "backward"];
    const pathsOf = (layer: Recurrent, i: number) =>
      layer.variables.map((each) => [each, `${this.name}/${directions[i]}_${each.name}`] as const);
    return new Map(this.both.flatMap(pathsOf));
  }

  override get trainableVariables(): readonly Variable[] {
    return this.trainable ? this.both.flatMap((layer) => layer.trainableVariables) : [];
  }
}

/**
 * Creates a layer that runs a recurrent layer in both directions.
 * @throws OptionError if the layer isn't recurrent.
 * @example
 * const model = sequential([bidirectional(lstm(16, { returnSequences: true }), { inputShape: [50, 3] })]);
 */
export const bidirectional = (layer: Recurrent, options: BidirectionalOptions = {}): Bidirectional =>
  new Bidirectional(layer, options);
