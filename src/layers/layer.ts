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

/** The inputs or outputs of a layer: one tensor, or several in their order. */
export type Tensors = Tensor | readonly Tensor[];
/** The symbolic values for the inputs or outputs of a layer. */
export type Symbols<T extends Tensors> = T extends readonly Tensor[] ? readonly SymbolicTensor[] : SymbolicTensor;
/** The shape of one example, without the batch, for each input or output. */
export type Shapes<T extends Tensors> = T extends readonly Tensor[] ? readonly (readonly number[])[] : readonly number[];

/** A layer with any inputs and outputs. */
export type AnyLayer = Layer<Tensors, Tensors>;
/** A symbolic value between the layers of a model. `input` creates the first one, and `apply` of a layer the others. */
export type SymbolicTensor = Symbolic<AnyLayer>;

/**
 * Creates an input of a model.
 * @param shape - shape of one example, without the batch.
 * @param options - name of the input; default "input", "input_1", ….
 * @throws OptionError if the shape isn't a list of whole numbers of at least 1.
 * @example
 * const image = input([28, 28, 1]);
 * const model = new Model({ inputs: image, outputs: flatten().apply(image) });
 */
export const input = (shape: readonly number[], options: InputOptions = {}): SymbolicTensor =>
  new Symbolic<AnyLayer>(expectExampleShape(shape), undefined, inputOptions(options).name);

/**
 * The base class of layers. A layer has options and weights, and computes outputs from inputs. It doesn't depend on training.
 *
 * Your own layer extends this class. It creates its weights in `build` and computes its outputs in `call`. Its fields may contain
 * other layers; `call` uses them with `this.inner.apply(x, context)`. Options that the constructor passes to `super` are saved with a
 * model. Override `config` to save others.
 * @example
 * class Swish extends Layer {
 *   static kind = "Swish";
 *   build() { this.beta = this.addWeight("beta", [1], "ones"); }
 *   call(x) { return mul(x, sigmoid(mul(this.beta, x))); }
 * }
 */
export abstract class Layer<In extends Tensors = Tensor, Out extends Tensors = Tensor> {
  /** Names of the options, so that mistyped ones are refused. A layer without this list accepts any option. */
  static readonly takes: LayerTakes | undefined = undefined;
  /** Name of this kind of layer in a saved model; default: the name of the class. */
  static readonly kind: string | undefined = undefined;
  /** Name of this kind of layer in a saved model; the name of Keras's class for layers that Keras has. */
  readonly kind: string;
  name: string;
  /** Whether the user named the layer. Otherwise the model names it, and may rename it. */
  readonly hasOwnName: boolean;
  trainable: boolean;
  /** Whether masked steps stay masked after this layer; default false: after the layer, every step counts. */
  readonly supportsMasking: boolean = false;
  readonly inputShape?: readonly number[];
  /** Layer whose kernel this layer uses. */
  readonly tiedTo?: AnyLayer;
  /** Layers inside, if this is a model. */
  readonly layers?: readonly AnyLayer[];
  protected own: readonly Variable[] | undefined;
  /** Shapes that the weights were built for. */
  builtFor?: Shapes<In>;
  /** Layers in fields of this layer, stored after it is built, because searching for them takes long in a deep model. */
  private knownParts: readonly AnyLayer[] | undefined;
  /** Options from the constructor, without those that every layer has. */
  private readonly ownOptions: Readonly<Record<string, unknown>>;

  /** @throws OptionError if the layer doesn't know an option; the message suggests the nearest name. */
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

  /** Builds the weights for the shape of an example when the layer is first used. Later uses share them. */
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

  /** Whether the weights are built. */
  get isBuilt(): boolean {
    return this.own !== undefined;
  }

  /** Default name of this kind of layer, such as "dense_transpose". A number is added if the name is taken. */
  get kindName(): string {
    return this.kind
      .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .toLowerCase();
  }

  /** Name in messages. Before the layer is in a model, it is the default name. */
  get called(): string {
    return this.name || this.kindName;
  }

  /** Builds the weights for the shape of an example, without the batch, with `addWeight`. By default a layer has none. */
  protected build(_shapes: Shapes<In>): void {}

  /**
   * Adds a weight; call it in `build`. Store the result in a field of the layer: inside `call`, the field holds the tensor
   * of the weight's numbers.
   * @param name - unique within the layer, such as "kernel".
   * @param shape - sizes of the weight.
   * @param initializer - draws the initial numbers: a name, `{ kind, … }` or a function `(shape, random) => numbers`;
   * default "glorotUniform", as in Keras.
   * @param options - whether the weight is trainable (default true), its regularizer and its constraint.
   * @throws OptionError if the name isn't a text, or the shape isn't made of whole numbers of at least 1.
   */
  protected addWeight(
    name: string,
    shape: readonly number[],
    initializer: InitializerChoice = "glorotUniform",
    options: VariableOptions = {},
  ): Variable {
    if (typeof name !== "string" || !Array.isArray(shape) || shape.some((size) => !Number.isInteger(size) || size < 1))
      throw new OptionError(
        `addWeight of layer "${this.called}" needs a name and a shape, such as addWeight("kernel", [4, 3]), but gets ${JSON.stringify(name)} and ${JSON.stringify(shape)}.`,
      );
    const made = variable(name, shape, initializer, options);
    this.hold([made]);
    return made;
  }

  /** Adds existing weights, such as those of another layer; call it in `build`. */
  protected hold(weights: readonly Variable[]): void {
    this.own = [...(this.own ?? []), ...weights];
  }

  /**
   * Computes the outputs from tensors [batch, …] in a graph.
   * @throws ShapeError if an input has a shape that the layer doesn't accept.
   */
  abstract call(x: In, context: CallContext): Out;

  /**
   * Applies the layer. It may be applied several times; all uses share its weights.
   * @param inputs - symbolic values from `input` and `apply`, or, inside the `call` of your own layer, tensors. With tensors,
   * also pass the `context` that `call` got.
   * @throws ShapeError if an input has a shape that the layer doesn't accept.
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
   * Returns the mask of the outputs, [batch, time]: 1 for a step that counts, 0 for a masked one. By default it is the mask
   * of the first input if `supportsMasking` is true. Inside `call`, `context.maskOf(x)` returns the mask of an input.
   * @param masks - masks of the inputs, in their order; undefined for an input whose steps all count.
   */
  computeMask(_inputs: In, masks: readonly Mask[]): Mask {
    return this.supportsMasking ? masks[0] : undefined;
  }

  private applyTo(inputs: In, context: CallContext): Out {
    if (!this.isBuilt) this.buildFor(likeOf(inputs, ({ shape }: Tensor) => staticShape(shape.slice(1), "it")) as Shapes<In>);
    const inside = this.trainable || context.frozen ? context : { ...context, frozen: true };
    if (typeof this.call !== "function")
      throw new OptionError(`Layer "${this.called}" has no method call. Define what it computes: call(x) { return …; }.`);
    const outputs = this.withWeights(inside, () => this.call(inputs, inside));
    if (listed<object>(outputs).some((output) => typeof output !== "object" || output === null || !("source" in output)))
      throw new OptionError(
        `call of layer "${this.called}" returns ${Array.isArray(outputs) ? "a list in which not everything is a tensor" : typeof outputs}. Return a tensor, made with functions of codings/graph.`,
      );
    const masked = this.masked(inputs, outputs, context);
    context.seen?.(this, masked);
    return masked;
  }

  /** Sets the mask of the outputs, unless a layer inside has already set it. */
  private masked(inputs: In, outputs: Out, context: CallContext): Out {
    const taken = listed<Tensor>(inputs);
    const mask = this.computeMask(
      inputs,
      taken.map((each) => context.maskOf(each)),
    );
    return likeOf(outputs, (output: Tensor) => withMask(output, mask, taken, context)) as Out;
  }

  /** Runs `work` while each field with a weight holds the weight's tensor in the graph. */
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

  /** Connects the layer to others in a model. */
  private connect(inputs: Symbols<In>): Symbols<Out> {
    const before = listed<SymbolicTensor>(inputs);
    const wrong = before.find((value) => !(value instanceof Symbolic));
    if (before.length === 0 || wrong !== undefined)
      throw new ShapeError(
        `Layer "${this.called}" needs values from input() or another layer's apply(), or tensors and a context, but gets ${wrong === undefined ? "nothing" : typeof wrong}.`,
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
   * Returns the shape of one output example for the shape of one input example, without the batch; lists of shapes for
   * several inputs or outputs. It builds the weights if they aren't built yet.
   * @throws ShapeError if the layer doesn't accept examples of the shape.
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
        throw new ShapeError(
          `changes the number of examples: ${showShape(first.shape)} becomes ${showShape(shape)}. Return one output per example.`,
        );
      return staticShape(shape.slice(1), "its output");
    }) as Shapes<Out>;
  }

  /**
   * Returns the options that create the same layer again; they are saved with a model. By default it returns the options of
   * the constructor, including defaults if the layer has a list of its options.
   */
  config(): Record<string, unknown> {
    const { takes } = this.constructor as typeof Layer;
    if (!takes) return { ...this.ownOptions };
    return given(Object.fromEntries((takes.kept ?? []).map((name) => [name, this[name as keyof this]])));
  }

  /** Layers in fields of your own layer, in the order of the fields. */
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

  /** Whether the layer adds a penalty to the loss that depends on the size of the batch. */
  get measuresBatch(): boolean {
    return this.parts.some(({ measuresBatch }) => measuresBatch);
  }

  /** Whether the layer accepts missing values, as NaN, in its input. Otherwise NaN is refused. */
  get acceptsMissing(): boolean {
    return false;
  }

  /**
   * Returns the number of valid indices, from 0 on, if an input consists of indices; undefined for other inputs. Indices
   * that are uint8 aren't treated as pixels.
   * @param _place - index of the input.
   */
  indicesBelow(_place = 0): number | undefined {
    return undefined;
  }

  /** Largest number of values per example at any layer inside; 0 without inner layers. */
  get widest(): number {
    return 0;
  }

  /** Weights of this layer and of the layers in its fields. */
  get variables(): readonly Variable[] {
    return [...this.paths.keys()];
  }

  /** Path of each variable in this layer, in the order of `variables`: "dense/kernel". */
  get variablePaths(): readonly string[] {
    return [...this.paths.values()];
  }

  /** Path of each variable, where it is first found. */
  protected get paths(): ReadonlyMap<Variable, string> {
    const paths = new Map<Variable, string>();
    for (const each of this.own ?? []) paths.set(each, `${this.name}/${each.name}`);
    for (const part of this.parts) {
      const { variables, variablePaths } = part;
      const taken = new Set(paths.values());
      variables.forEach((each, i) => {
        if (paths.has(each)) return;
        const path = variablePaths[i]!;
        // The paths inside a model begin with its layers, so two models may have the same paths.
        const isTaken = taken.has(`${this.name}/${path}`);
        paths.set(each, `${this.name}/${isTaken ? `${part.name}/` : ""}${path}`);
      });
    }
    return paths;
  }

  /**
   * Returns copies of the weights, in the order of `variablePaths`.
   * @throws OptionError if the weights aren't initialized yet, which the model of the layer does.
   */
  getWeights(): NdArray<"float32">[] {
    return this.variables.map((variable) => {
      if (!variable.value)
        throw new OptionError(`Layer "${this.called}" has no weights yet. Call initialize() of its model first.`);
      return ndarray("float32", variable.shape, variable.value.slice());
    });
  }

  /**
   * Sets all weights from arrays or lists, in the order of `variablePaths`. If one is refused, none changes.
   * @throws ShapeError if the number of arrays or their shapes differ from those of `getWeights`.
   * @throws DataError if a number isn't finite.
   */
  setWeights(given: readonly GivenWeights[]): void {
    setWeights(this.layers ? "The model" : `Layer "${this.called}"`, this, given);
  }

  /** Variables that training changes; none if the layer is frozen. */
  get trainableVariables(): readonly Variable[] {
    if (!this.trainable) return [];
    const own = (this.own ?? []).filter((each) => each.trainable);
    return [...new Set([...own, ...this.parts.flatMap((part) => part.trainableVariables)])];
  }
}

/** Maps one value to one value, and a list to a list. */
const likeOf = <T extends object, R>(values: unknown, of: (value: T) => R): R | R[] =>
  Array.isArray(values) ? values.map(of) : of(values as T);
