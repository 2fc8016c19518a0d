import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { notFinite } from "../core/finite.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { showShape, type Tensor } from "../graph/index.ts";
import { sameShape } from "../graph/tensor.ts";
import { type CallContext, drawValue, Layer, type LayerOptions, numbersOf, type Variable } from "../layers/index.ts";
import { type LayerTakes, layerTakes } from "../layers/layer.ts";
import { type Compiled, type CompileOptions, compiledOf } from "./compile.ts";
import { type EvaluateOptions, evaluate } from "./evaluate.ts";
import { type FitOptions, type FitResult, fit } from "./fit.ts";
import { outputShape } from "./output-shape.ts";
import { predict } from "./predict.ts";
import type { RunOptions } from "./run-options.ts";
import { summary } from "./summary.ts";
import type { Trainable } from "./trainable.ts";

export interface SequentialOptions extends LayerOptions {
  /** For the first weights; 42 by default. A part draws with the seed of the model that is used first. */
  readonly seed?: number;
}

/** Layers one behind the other; itself a layer, so an encoder and a decoder make an autoencoder and share their weights with it. */
export class Sequential extends Layer implements Trainable {
  static override readonly takes: LayerTakes = { ...layerTakes<SequentialOptions>("Sequential", { seed: true }), kept: [] };
  readonly kind = "Sequential";
  override readonly layers: readonly Layer[];
  private shapes: { readonly input: readonly number[]; readonly output: readonly number[]; readonly widest: number } | undefined;

  private readonly seed: number;
  private compiled: Compiled | undefined;

  constructor(layers: readonly Layer[], { seed = 42, ...options }: SequentialOptions = {}) {
    super(options);
    this.seed = seed;
    if (layers.length === 0) throw new ShapeError("A sequential model needs at least one layer.");
    this.layers = layers;
    nameLayers(layers);
    const known =
      options.inputShape ?? layers[0]!.inputShape ?? (layers[0] instanceof Sequential ? layers[0].shapes?.input : undefined);
    if (known) this.buildFor(known);
  }

  /** Makes the variables of all layers for an input shape (without the batch). Done already where the first layer was given an `inputShape`. */
  override buildFor(inputShape: readonly number[]): void {
    if (this.shapes) return;
    let shape = inputShape;
    let widest = sizeOf(shape);
    this.layers.forEach((layer, i) => {
      shape = this.locate(i, shape, () => {
        layer.buildFor(shape);
        return layer instanceof Sequential ? layer.outputShape : outputShape(layer, shape);
      });
      widest = Math.max(widest, layer.widest, sizeOf(shape));
    });
    this.shapes = { input: inputShape, output: shape, widest };
  }

  /** Shape of one input example. @throws ShapeError where it isn't known yet. */
  get inputExampleShape(): readonly number[] {
    return this.built.input;
  }

  /** Shape of one output example. @throws ShapeError where it isn't known yet. */
  get outputShape(): readonly number[] {
    return this.built.output;
  }

  override get widest(): number {
    return this.built.widest;
  }

  get isBuilt(): boolean {
    return this.shapes !== undefined;
  }

  private get built() {
    if (!this.shapes)
      throw new ShapeError(
        `Model "${this.name || "sequential"}" doesn't know its input's shape. Give the first layer an inputShape.`,
      );
    return this.shapes;
  }

  /**
   * Sets what training lowers, and how. The next `fit` then begins anew, with the optimizer's first state, the schedule's first rate and the first
   * epoch's order and noise. The weights stay.
   * @throws OptionError for an option, a loss or a metric that isn't known, with the nearest name, or a share that isn't from 0 to below 1.
   */
  compile(options: CompileOptions): this {
    this.compiled = compiledOf(options);
    return this;
  }

  /**
   * Trains on examples [n, …] and targets [n, …] (the same array for an autoencoder). Examples that are uint8 are pixels and count from 0 to 1.
   * uint8 targets do so where the examples are uint8 too and have the same shape, as in an autoencoder or in pairs of noisy and clean images;
   * other uint8 targets, such as labels of 0 and 1, are numbers as they are. The same holds for `validationData`, `evaluate` and all metrics.
   *
   * Called again, it goes on as in Keras until `compile` is called: the optimizer keeps its state, a schedule its step, and each epoch has a new
   * order and new noise, so that three calls with one epoch each equal one call with three. The history is that of the last call.
   * @throws TrainingError where the loss is no longer a number; ShapeError where data and model don't fit; DataError where a number of the data isn't finite
   * (NaN is allowed only where the model takes missing values).
   */
  fit(examples: NdArray, targets: NdArray, options: FitOptions = {}): Promise<FitResult> {
    return fit(this, this.objective, examples, targets, options);
  }

  /** Mean loss and metrics of examples [n, …] and their targets [n, …], which count as in `fit`: `{ loss, … }`. */
  evaluate(examples: NdArray, targets: NdArray, options: EvaluateOptions = {}): Promise<Record<string, number>> {
    return evaluate(this, this.objective, examples, targets, options);
  }

  /** The outputs for examples [n, …]: float32 [n, …output shape]. @throws DataError where a number of the examples, or of the outputs, isn't finite. */
  predict(examples: NdArray, options: RunOptions = {}): Promise<NdArray<"float32">> {
    return predict(this, examples, options);
  }

  /** Keras's table: each layer with its output's shape and its number of parameters. */
  summary(): string {
    return summary(this);
  }

  /** Every variable's numbers, copied, in the order of `variablePaths`. */
  getWeights(): NdArray<"float32">[] {
    this.initialize();
    return this.variables.map((variable) => ndarray("float32", variable.shape, numbersOf(variable).data.slice()));
  }

  /** @throws ShapeError where the arrays aren't as many, or not of the shapes, that `getWeights` gives; DataError where a number isn't finite. */
  setWeights(weights: readonly NdArray<"float32">[]): void {
    const { variables, variablePaths } = this;
    if (weights.length !== variables.length)
      throw new ShapeError(`The model has ${variables.length} arrays of weights, but gets ${weights.length}.`);
    variables.forEach((variable, i) => {
      const given = weights[i]!;
      if (!sameShape(given.shape, variable.shape)) {
        throw new ShapeError(`"${variablePaths[i]}" is ${showShape(variable.shape)}, but gets ${showShape(given.shape)}.`);
      }
    });
    const wrong = notFinite(Object.fromEntries(variablePaths.map((path, i) => [path, weights[i]!])));
    if (wrong) throw new DataError(`These weights can't be set: ${wrong}. A model's weights are finite numbers.`);
    variables.forEach((variable, i) => {
      variable.value = weights[i]!.data.slice();
    });
  }

  /** Draws the first values of variables that have none yet; the same seed gives the same ones. Training and prediction do it themselves. */
  initialize(seed = this.seed): void {
    this.variables.forEach((variable, i) => {
      drawValue(variable, seed, this.variablePaths[i]!);
    });
  }

  private get objective(): Compiled {
    if (!this.compiled) throw new OptionError("The model isn't compiled. Call compile({ loss, optimizer }) first.");
    return this.compiled;
  }

  call(x: Tensor, context: CallContext): Tensor {
    return this.layers.reduce((value, layer, i) => this.locate(i, value.shape.slice(1), () => layer.call(value, context)), x);
  }

  /** Names the layer, and the one before it, in an error about shapes. */
  private locate<T>(i: number, shape: readonly unknown[], work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ShapeError) || error.message.startsWith('Layer "')) throw error;
      const from = i > 0 ? ` Before it: "${this.layers[i - 1]!.name}", which gives [batch, ${shape.join(", ")}].` : "";
      throw new ShapeError(`Layer "${this.layers[i]!.name}" ${error.message}${from}`);
    }
  }

  override get variables(): readonly Variable[] {
    return [...this.paths.keys()];
  }

  override get variablePaths(): readonly string[] {
    return [...this.paths.values()];
  }

  /** Each variable under the path where it is first met; a shared one has the first of its paths. */
  private get paths(): ReadonlyMap<Variable, string> {
    const paths = new Map<Variable, string>();
    for (const layer of this.layers) {
      const prefix = layer instanceof Sequential ? `${layer.name}/` : "";
      layer.variables.forEach((variable, i) => {
        if (!paths.has(variable)) paths.set(variable, prefix + layer.variablePaths[i]);
      });
    }
    return paths;
  }

  override get trainableVariables(): readonly Variable[] {
    return this.trainable ? [...new Set(this.layers.flatMap((layer) => layer.trainableVariables))] : [];
  }

  override get acceptsMissing(): boolean {
    return this.layers.some((layer) => layer.acceptsMissing);
  }

  override get measuresBatch(): boolean {
    return this.layers.some((layer) => layer.measuresBatch);
  }
}

/**
 * Gives each layer that has no name of its own one of its kind ("dense", "dense_1", …), another one where an earlier model's is taken.
 * @throws ShapeError where two were given the same.
 */
function nameLayers(layers: readonly Layer[]): void {
  const taken = new Map<string, Layer>();
  const distinct = [...new Set(layers)];
  for (const layer of distinct.filter(({ hasOwnName }) => hasOwnName)) {
    if (taken.has(layer.name)) throw new ShapeError(`Two layers are called "${layer.name}". Give one of them another name.`);
    taken.set(layer.name, layer);
  }
  for (const layer of distinct.filter(({ hasOwnName }) => !hasOwnName)) {
    let name = layer.called;
    for (let i = 1; taken.has(name); i++) name = `${layer.kindName}_${i}`;
    layer.name = name;
    taken.set(name, layer);
  }
}

/** A model of layers one behind the other. */
export const sequential = (layers: readonly Layer[], options: SequentialOptions = {}): Sequential =>
  new Sequential(layers, options);
