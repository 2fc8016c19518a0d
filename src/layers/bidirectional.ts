import { OptionError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { add, concat, mul, reverse, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import type { Mask } from "./masks.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import type { Variable } from "./variable.ts";

/** How what is read forwards and what is read backwards become one. */
const mergers = {
  concat: (a, b) => concat([a, b], a.shape.length - 1),
  sum: (a, b) => add(a, b),
  ave: (a, b) => mul(add(a, b), 0.5),
  mul: (a, b) => mul(a, b),
} as const satisfies Record<string, (a: Tensor, b: Tensor) => Tensor>;

export interface BidirectionalOptions extends LayerOptions {
  /** `concat`, the default: beside each other; `sum`, `ave`, the mean, or `mul`, the product: as many features as one layer has. */
  readonly mergeMode?: keyof typeof mergers;
}

/**
 * A recurrent layer that reads sequences forwards, and another of the same options that reads them backwards (Schuster & Paliwal, 1997). Input
 * [batch, time, features]; output [batch, 2 · units], or [batch, time, 2 · units] with the layer's `returnSequences`; `units` features if they
 * aren't put beside each other. The second layer's outputs stand at the steps that they are of. Both layers have weights of their own.
 * Steps that are skipped get zeros from both.
 */
export class Bidirectional extends Layer {
  static override readonly takes = layerTakes<BidirectionalOptions>("Bidirectional", { mergeMode: true }, "layer");
  readonly layer: Recurrent;
  readonly mergeMode: keyof typeof mergers;
  private readonly backwards: Recurrent;

  constructor(layer: Recurrent, { mergeMode = "concat", ...options }: BidirectionalOptions = {}) {
    super(options);
    if (!(layer instanceof Recurrent))
      throw new OptionError("A bidirectional layer is made of a recurrent one: bidirectional(lstm(16)).");
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

/** A recurrent layer in both directions: `bidirectional(lstm(16, { returnSequences: true }))`. */
export const bidirectional = (layer: Recurrent, options: BidirectionalOptions = {}): Bidirectional =>
  new Bidirectional(layer, options);
