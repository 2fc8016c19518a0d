import { expectKnown, given, type OptionNames, type Takes } from "../core/options.ts";
import type { Tensor } from "../graph/index.ts";
import type { Constraint } from "./constraints.ts";
import type { InitializerChoice } from "./initializers.ts";
import type { GraphRandom } from "./random.ts";
import type { Regularizer } from "./regularizers.ts";
import type { Variable } from "./variable.ts";

/** What a layer's `call` is given besides its input. */
export interface CallContext {
  /** True while training: noise is added, dropout drops, batch statistics are used. */
  readonly training: boolean;
  /** Whether codings are drawn from their distribution, as in training and when a loss is measured; else they are its mean. */
  readonly sampling: boolean;
  readonly random: GraphRandom;
  /** The values of a variable inside the graph. */
  weight(variable: Variable): Tensor;
  /** The value that a kept statistic has after this step. */
  update(variable: Variable, value: Tensor): void;
  /** Adds a penalty (a scalar, of the batch) to the loss. */
  addLoss(penalty: Tensor): void;
}

export interface LayerOptions {
  /** Must be unique within a model; from the kind of layer where it isn't given ("dense", "dense_1", …). */
  readonly name?: string;
  /** Shape of one example, without the batch; needed on the first layer of a model only. */
  readonly inputShape?: readonly number[];
  readonly trainable?: boolean;
}

/** What a kind of layer takes. */
export interface LayerTakes extends Takes {
  /** What stands before its options, in its function's order. */
  readonly first?: readonly string[];
  /** What its `config()` keeps: that, and its own options. */
  readonly kept?: readonly string[];
}

/** What a kind of layer takes: some values, each in its place, and then its own options and those of every layer. */
export const layerTakes = <T extends LayerOptions>(
  where: string,
  own: OptionNames<Omit<T, keyof LayerOptions>>,
  ...first: readonly string[]
): LayerTakes => ({
  where,
  names: { name: true, inputShape: true, trainable: true, ...own },
  first,
  kept: [...first, ...Object.keys(own)],
});

/** A step from input to output: its options, its variables, and how it transforms. It knows nothing of training. */
export abstract class Layer {
  /** Its options by their names, so that a mistyped one is told; a layer that doesn't say takes any. */
  static readonly takes: LayerTakes | undefined;
  /** Keras's class name: what a saved model calls it. */
  abstract readonly kind: string;
  name: string;
  /** Whether the name was given; else the model that it is in gives one, and may give another. */
  readonly hasOwnName: boolean;
  trainable: boolean;
  readonly inputShape?: readonly number[];
  /** The layer whose kernel this one takes. */
  readonly tiedTo?: Layer;
  /** The layers that it applies one after the other, where it is made of such, as a model is. */
  readonly layers?: readonly Layer[];
  protected own: readonly Variable[] | undefined;

  /** @throws OptionError for an option that the layer doesn't take, with the nearest name. */
  constructor(options: LayerOptions = {}) {
    if (new.target.takes) expectKnown(new.target.takes, options);
    const { name = "", inputShape, trainable = true } = options;
    this.name = name;
    this.hasOwnName = name !== "";
    this.trainable = trainable;
    if (inputShape) this.inputShape = inputShape;
  }

  /** Makes the layer's variables for an input shape (without the batch), at its first use; a layer used twice keeps them. */
  buildFor(inputShape: readonly number[]): void {
    this.own ??= this.build(inputShape);
  }

  /** The name of its kind, "dense_transpose": what it is called where it wasn't given one, with a number where that is taken. */
  get kindName(): string {
    return this.kind
      .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .toLowerCase();
  }

  /** What messages call it: in no model yet it has its kind's name. */
  get called(): string {
    return this.name || this.kindName;
  }

  /** The variables for an input shape; none by default. */
  protected build(_inputShape: readonly number[]): Variable[] {
    return [];
  }

  abstract call(x: Tensor, context: CallContext): Tensor;

  /** The options that make the same layer again; they are saved with a model. By default the fields that are called as what it takes. */
  config(): Record<string, unknown> {
    const { kept = [] } = (this.constructor as typeof Layer).takes ?? {};
    return given(Object.fromEntries(kept.map((name) => [name, this[name as keyof this]])));
  }

  /** Whether it adds to the loss what depends on how many examples are looked at together. */
  get measuresBatch(): boolean {
    return false;
  }

  /** Whether the layer accepts missing values, as NaN, in its input. Otherwise NaN is refused. */
  get acceptsMissing(): boolean {
    return false;
  }

  /** The most numbers that an example is at any layer inside of it; 0 where it has no layers. */
  get widest(): number {
    return 0;
  }

  get variables(): readonly Variable[] {
    return this.own ?? [];
  }

  /** Each variable's place in this layer, in the order of `variables`: "dense/kernel". */
  get variablePaths(): readonly string[] {
    return this.variables.map(({ name }) => `${this.name}/${name}`);
  }

  /** The variables that a step of training changes: none of a frozen layer. */
  get trainableVariables(): readonly Variable[] {
    return this.trainable ? this.variables.filter((variable) => variable.trainable) : [];
  }
}

/** A variable of a layer, trainable unless said otherwise. */
export const variable = (
  name: string,
  shape: readonly number[],
  initializer: InitializerChoice,
  { trainable = true, regularizer, constraint }: { trainable?: boolean; regularizer?: Regularizer; constraint?: Constraint } = {},
): Variable => ({
  name,
  shape,
  initializer,
  trainable,
  ...(regularizer !== undefined && { regularizer }),
  ...(constraint !== undefined && { constraint }),
});
