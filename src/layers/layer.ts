import { OptionError, ShapeError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { expectKnown, given } from "../core/options.ts";
import { input as graphInput, inputsOfRows, showShape, type Tensor } from "../graph/index.ts";
import { staticShape } from "../graph/tensor.ts";
import { type CallContext, callContext } from "./call-context.ts";
import type { InitializerChoice } from "./initializers.ts";
import { located } from "./located.ts";
import { type Mask, withMask } from "./masks.ts";
import { nameLayers } from "./names.ts";
import { type GivenWeights, setWeights } from "./set-weights.ts";
import { type Application, expectExampleShape, type InputOptions, inputOptions, listed, Symbolic } from "./symbolic.ts";
import type { LayerOptions, LayerTakes } from "./takes.ts";
import { type Variable, type VariableOptions, variable } from "./variable.ts";

/** What a layer takes or gives: one tensor, or several in their order. */
export type Tensors = Tensor | readonly Tensor[];
/** The same values between the layers of a model. */
export type Symbols<T extends Tensors> = T extends readonly Tensor[] ? readonly SymbolicTensor[] : SymbolicTensor;
/** The shapes of one example of each, without the batch. */
export type Shapes<T extends Tensors> = T extends readonly Tensor[] ? readonly (readonly number[])[] : readonly number[];

/** A layer, whatever it takes and gives. */
export type AnyLayer = Layer<Tensors, Tensors>;
/** A value between the layers of a model; `input` makes the first, and `apply` of a layer the others. */
export type SymbolicTensor = Symbolic<AnyLayer>;

/** The input of a model of layers. @param shape of one example, without the batch: `input([28, 28, 1])`. */
export const input = (shape: readonly number[], options: InputOptions = {}): SymbolicTensor =>
  new Symbolic<AnyLayer>(expectExampleShape(shape), undefined, inputOptions(options).name);

/**
 * A step from input to output: its options, its weights, and how it transforms. It knows nothing of training.
 *
 * A layer of your own extends this class, makes its weights in `build` and says in `call` what it does with tensors:
 *
 *     class Swish extends Layer {
 *       static kind = "Swish";
 *       build() { this.beta = this.addWeight("beta", [1], "ones"); }
 *       call(x) { return mul(x, sigmoid(mul(this.beta, x))); }
 *     }
 *
 * Other layers may be fields of it; `call` uses them by `this.inner.apply(x, context)`. Options that its constructor hands on to `super` are saved with a
 * model; with others of its own it overrides `config`.
 */
export abstract class Layer<In extends Tensors = Tensor, Out extends Tensors = Tensor> {
  /** Its options by their names, so that a mistyped one is told; a layer that doesn't say takes any. */
  static readonly takes: LayerTakes | undefined = undefined;
  /** What a saved model calls it: the name of the class by default. */
  static readonly kind: string | undefined = undefined;
  /** Keras's class name: what a saved model calls it. */
  readonly kind: string;
  name: string;
  /** Whether the name was given; else the model that it is in gives one, and may give another. */
  readonly hasOwnName: boolean;
  trainable: boolean;
  /** Whether the steps that were skipped before it are skipped behind it too; false by default: behind other layers every step counts. */
  readonly supportsMasking: boolean = false;
  readonly inputShape?: readonly number[];
  /** The layer whose kernel this one takes. */
  readonly tiedTo?: AnyLayer;
  /** The layers that it is made of, where it is a model. */
  readonly layers?: readonly AnyLayer[];
  protected own: readonly Variable[] | undefined;
  /** The shapes that it made its weights for. */
  builtFor?: Shapes<In>;
  /** The layers that are its fields, once it is built: looking for them takes long in a deep model. */
  private knownParts: readonly AnyLayer[] | undefined;
  /** The options that it was given, but those that every layer has. */
  private readonly ownOptions: Readonly<Record<string, unknown>>;

  /** @throws OptionError for an option that the layer doesn't take, with the nearest name. */
  constructor(options: LayerOptions = {}) {
    const { takes, kind = takes?.where ?? new.target.name } = new.target;
    if (takes) expectKnown(takes, options);
    const { name = "", inputShape, trainable = true, ...others } = options;
    this.kind = kind;
    this.name = name;
    this.hasOwnName = name !== "";
    this.trainable = trainable;
    this.ownOptions = others;
    if (inputShape) this.inputShape = inputShape;
  }

  /** Makes the layer's weights for the shape of an example, at its first use; a layer used twice keeps them. */
  buildFor(shapes: Shapes<In>): void {
    if (this.own) return;
    this.own = [];
    try {
      this.build(shapes);
      this.builtFor = shapes;
    } catch (error) {
      this.own = undefined;
      throw error;
    }
  }

  /** Whether it has made its weights. */
  get isBuilt(): boolean {
    return this.own !== undefined;
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

  /** Makes the weights for the shape of an example (without the batch), by `addWeight`; none by default. */
  protected build(_shapes: Shapes<In>): void {}

  /**
   * Adds a weight, in `build`. Kept in a field of the layer, it is in `call` the tensor of its numbers.
   * @param name unique within the layer: "kernel".
   * @param initializer what draws its first numbers: a name, `{ kind, … }` or a function `(shape, random) => numbers`; "glorotUniform" by default, as in Keras.
   * @param options whether it learns, and its regularizer and constraint, as a dense layer's options have them.
   */
  protected addWeight(
    name: string,
    shape: readonly number[],
    initializer: InitializerChoice = "glorotUniform",
    options: VariableOptions = {},
  ): Variable {
    if (typeof name !== "string" || !Array.isArray(shape) || shape.some((size) => !Number.isInteger(size) || size < 1))
      throw new OptionError(
        `A weight of layer "${this.called}" takes a name and a shape: addWeight("kernel", [4, 3]), but gets ${JSON.stringify(name)} and ${JSON.stringify(shape)}.`,
      );
    const made = variable(name, shape, initializer, options);
    this.hold([made]);
    return made;
  }

  /** Takes weights that are made already, in `build`: those of another layer, or of other options. */
  protected hold(weights: readonly Variable[]): void {
    this.own = [...(this.own ?? []), ...weights];
  }

  /** What it does with tensors [batch, …], in a graph. @throws ShapeError where they aren't of a shape that it takes. */
  abstract call(x: In, context: CallContext): Out;

  /**
   * Applies the layer, as often as one likes: each use shares its weights.
   * @param inputs values of a model's layers, from `input` and `apply`; in the `call` of a layer of your own, tensors, with its context.
   * @throws ShapeError where they aren't of a shape that it takes.
   * @example
   * const image = input([28, 28, 1]);
   * const features = conv2d(16, 3).apply(image);
   */
  apply(inputs: Symbols<In>): Symbols<Out>;
  apply(inputs: In, context: CallContext): Out;
  apply(inputs: Symbols<In> | In, context?: CallContext): Symbols<Out> | Out {
    return context ? this.applyTo(inputs as In, context) : this.connect(inputs as Symbols<In>);
  }

  /**
   * The mask of what it gives, [batch, time]: 1 for a step that counts, 0 for one that is skipped. By default that of its first input, if `supportsMasking`. A
   * layer's `call` finds the masks of its inputs by `context.maskOf(x)`.
   * @param masks of its inputs, in their order; undefined of one whose steps all count.
   */
  computeMask(_inputs: In, masks: readonly Mask[]): Mask {
    return this.supportsMasking ? masks[0] : undefined;
  }

  private applyTo(inputs: In, context: CallContext): Out {
    if (!this.isBuilt) this.buildFor(likeOf(inputs, ({ shape }: Tensor) => staticShape(shape.slice(1), "it")) as Shapes<In>);
    const inside = this.trainable || context.frozen ? context : { ...context, frozen: true };
    if (typeof this.call !== "function")
      throw new OptionError(`Layer "${this.called}" has no call. Write what it does: call(x) { return …; }.`);
    const outputs = this.withWeights(inside, () => this.call(inputs, inside));
    if (listed<object>(outputs).some((output) => typeof output !== "object" || output === null || !("source" in output)))
      throw new OptionError(
        `call of layer "${this.called}" gives ${Array.isArray(outputs) ? "a list with something else than tensors" : typeof outputs}. Return a tensor, made with functions of codings/graph.`,
      );
    const masked = this.masked(inputs, outputs, context);
    context.seen?.(this, masked);
    return masked;
  }

  /** What it gives, with its mask, unless a layer inside of it has set that. */
  private masked(inputs: In, outputs: Out, context: CallContext): Out {
    const taken = listed<Tensor>(inputs);
    const mask = this.computeMask(
      inputs,
      taken.map((each) => context.maskOf(each)),
    );
    return likeOf(outputs, (output: Tensor) => withMask(output, mask, taken, context)) as Out;
  }

  /** While the work is done, each field that holds a weight holds the weight's numbers in the graph. */
  private withWeights<T>(context: CallContext, work: () => T): T {
    const own = new Set<unknown>(this.own);
    if (own.size === 0) return work();
    const inGraph = (value: unknown) => (own.has(value) ? context.weight(value as Variable) : value);
    const holds = (value: unknown) => own.has(value) || (Array.isArray(value) && value.some((each) => own.has(each)));
    const fields = Object.entries(this).filter(([name, value]) => name !== "own" && holds(value));
    const set = (name: string, value: unknown) => Object.assign(this, { [name]: value });
    try {
      for (const [name, value] of fields) set(name, Array.isArray(value) ? value.map(inGraph) : inGraph(value));
      return work();
    } finally {
      for (const [name, value] of fields) set(name, value);
    }
  }

  /** Puts the layer behind others in a model. */
  private connect(inputs: Symbols<In>): Symbols<Out> {
    const before = listed<SymbolicTensor>(inputs);
    const wrong = before.find((value) => !(value instanceof Symbolic));
    if (before.length === 0 || wrong !== undefined)
      throw new ShapeError(
        `Layer "${this.called}" is applied to what input() and other layers' apply() give, or to tensors with a context, but gets ${wrong === undefined ? "nothing" : typeof wrong}.`,
      );
    const given = (Array.isArray(inputs) ? before.map(({ shape }) => shape) : before[0]!.shape) as Shapes<In>;
    const shapes = located(this, before, () => this.outputShapeFor(given));
    const use: Application<AnyLayer> & { outputs: readonly SymbolicTensor[] } = {
      layer: this as unknown as AnyLayer,
      inputs: before,
      isList: Array.isArray(inputs),
      outputs: [],
    };
    const areSeveral = Array.isArray(shapes[0]);
    const each = (areSeveral ? shapes : [shapes]) as readonly (readonly number[])[];
    use.outputs = each.map((shape) => new Symbolic<AnyLayer>(shape, use));
    return (areSeveral ? use.outputs : use.outputs[0]) as Symbols<Out>;
  }

  /**
   * The shape of one example that it gives for that of one that it takes (lists of shapes where it takes or gives several), without the batch. It makes its
   * weights, if they aren't made yet. @throws ShapeError where it doesn't take examples of the shape.
   */
  outputShapeFor(shapes: Shapes<In>): Shapes<Out> {
    this.buildFor(shapes);
    const areSeveral = Array.isArray(shapes[0]);
    const each = (areSeveral ? shapes : [shapes]) as readonly (readonly number[])[];
    const inputs = inputsOfRows(each.map((shape) => ({ name: "x", dtype: "float32", shape })));
    const first = inputs[0]!;
    const weights = new Map<Variable, Tensor>();
    const weight = (of: Variable): Tensor => {
      const known = weights.get(of) ?? graphInput(of.name, "float32", of.shape);
      weights.set(of, known);
      return known;
    };
    const outputs = this.apply((areSeveral ? inputs : first) as In, callContext("use", { get: weight }));
    return likeOf(outputs, ({ shape }: Tensor) => {
      if (shape[0] !== first.shape[0])
        throw new ShapeError(`changes the number of examples: ${showShape(first.shape)} becomes ${showShape(shape)}.`);
      return staticShape(shape.slice(1), "its output");
    }) as Shapes<Out>;
  }

  /** The options that make the same layer again; they are saved with a model. By default those that it was given, with their defaults where it says what it takes. */
  config(): Record<string, unknown> {
    const { takes } = this.constructor as typeof Layer;
    if (!takes) return { ...this.ownOptions };
    return given(Object.fromEntries((takes.kept ?? []).map((name) => [name, this[name as keyof this]])));
  }

  /** The layers that are fields of a layer of your own, in the order of the fields. */
  protected get parts(): readonly AnyLayer[] {
    if (this.knownParts) return this.knownParts;
    const parts = Object.entries(this)
      .filter(([name]) => name !== "tiedTo" && name !== "knownParts")
      .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
      .filter((value): value is AnyLayer => value instanceof Layer);
    if (parts.some(({ name }) => !name)) nameLayers(parts);
    if (this.isBuilt) this.knownParts = parts;
    return parts;
  }

  /** Whether it adds to the loss what depends on how many examples are looked at together. */
  get measuresBatch(): boolean {
    return this.parts.some(({ measuresBatch }) => measuresBatch);
  }

  /** Whether the layer accepts missing values, as NaN, in its input. Otherwise NaN is refused. */
  get acceptsMissing(): boolean {
    return false;
  }

  /** Where the numbers of an input are indices, how many there are, from 0 on; undefined of other numbers. Indices that are uint8 aren't pixels. @param _place of the input. */
  indicesBelow(_place = 0): number | undefined {
    return undefined;
  }

  /** The most numbers that an example is at any layer inside of it; 0 where it has no layers. */
  get widest(): number {
    return 0;
  }

  /** Its weights, and those of the layers that are its fields. */
  get variables(): readonly Variable[] {
    return [...this.paths.keys()];
  }

  /** Each variable's place in this layer, in the order of `variables`: "dense/kernel". */
  get variablePaths(): readonly string[] {
    return [...this.paths.values()];
  }

  /** Each variable under the path where it is first met. */
  protected get paths(): ReadonlyMap<Variable, string> {
    const paths = new Map<Variable, string>();
    for (const each of this.own ?? []) paths.set(each, `${this.name}/${each.name}`);
    for (const part of this.parts) {
      const { variables, variablePaths } = part;
      const taken = new Set(paths.values());
      variables.forEach((each, i) => {
        if (paths.has(each)) return;
        const path = variablePaths[i]!;
        // The paths inside of a model begin with its layers, so that two models may have the same ones.
        const isTaken = taken.has(`${this.name}/${path}`);
        paths.set(each, `${this.name}/${isTaken ? `${part.name}/` : ""}${path}`);
      });
    }
    return paths;
  }

  /**
   * Its weights' numbers, copied, in the order of `variablePaths`.
   * @throws OptionError for a layer whose first numbers aren't drawn yet, which the model does that it is in.
   */
  getWeights(): NdArray<"float32">[] {
    return this.variables.map((variable) => {
      if (!variable.value)
        throw new OptionError(
          `Layer "${this.called}" has no numbers yet. Call initialize() of its model first, which draws them.`,
        );
      return ndarray("float32", variable.shape, variable.value.slice());
    });
  }

  /**
   * Puts numbers into its weights, all or none of them: arrays or lists, in the order of `variablePaths`.
   * @throws ShapeError where they aren't as many, or not of the shapes, that `getWeights` gives; DataError where a number isn't finite.
   */
  setWeights(given: readonly GivenWeights[]): void {
    setWeights(this.layers ? "The model" : `Layer "${this.called}"`, this, given);
  }

  /** The variables that a step of training changes: none of a frozen layer. */
  get trainableVariables(): readonly Variable[] {
    if (!this.trainable) return [];
    const own = (this.own ?? []).filter((each) => each.trainable);
    return [...new Set([...own, ...this.parts.flatMap((part) => part.trainableVariables)])];
  }
}

/** One value for one, a list of values for a list. */
const likeOf = <T extends object, R>(values: unknown, of: (value: T) => R): R | R[] =>
  Array.isArray(values) ? values.map(of) : of(values as T);
