import { OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { guard } from "../core/running.ts";
import { lookUp } from "../core/suggest.ts";
import {
  type AnyLayer,
  type CallContext,
  drawValue,
  Layer,
  type LayerOptions,
  type SymbolicTensor,
  type Tensors,
  type Variable,
} from "../layers/index.ts";
import { closePrograms } from "../runtime/own-programs.ts";
import type { EpochLog } from "../training/history.ts";
import { isStream, type StreamSource } from "../training/part-stream.ts";
import type { TrainingState } from "../training/state.ts";
import type { Arrays, GivenArrays } from "./arrays.ts";
import { type Compiled, type CompileOptions, compiledOf } from "./compile.ts";
import { type EvaluateOptions, evaluate } from "./evaluate.ts";
import { type FitOptions, type FitResult, fit } from "./fit.ts";
import { fitStream, type StreamFitOptions } from "./fit-stream.ts";
import { callLayers, indicesBelow, inputNames, type LayerGraph, outputNames, widestIn } from "./layer-graph.ts";
import { predict } from "./predict.ts";
import type { RunOptions } from "./run-options.ts";
import { type ModelSavedWith, modelFolder, saveModel } from "./save.ts";
import { summary } from "./summary.ts";
import type { Trainable } from "./trainable.ts";

/** Options of every model. */
export interface BaseModelOptions extends LayerOptions {
  /**
   * Seed of the first weights; 42 by default. If a model is part of another one, the model that is used first draws the weights.
   */
  readonly seed?: number;
}

/**
 * Base class of `Model` and `Sequential`. A model is a layer, so it can be part of other models and share its weights with them.
 *
 * @example
 * const model = sequential([dense(30, { activation: "selu" }), dense(784, { activation: "sigmoid" })], { inputShape: [784] });
 * model.compile({ loss: "mse", optimizer: "adam" });
 * await model.fit(images, images, { epochs: 5 });
 * const reconstructions = await model.predict(images);
 */
export abstract class BaseModel<
  In extends Tensors = Tensors,
  Out extends Tensors = Tensors,
  Outputs extends Arrays<NdArray<"float32">> = Arrays<NdArray<"float32">>,
> extends Layer<In, Out> {
  abstract override readonly layers: readonly AnyLayer[];
  /** Connections between the layers. Undefined until the shape of the input is known. */
  protected connected: LayerGraph | undefined;
  private readonly seed: number;
  private compiled: Compiled | undefined;
  /** Element type of each input's examples in the last training. The model's ONNX file takes the same types. */
  inputDtypes: readonly ("uint8" | "float32")[] = [];
  /** Logs of the epochs of the last training, including a training before the model was saved. */
  history: readonly EpochLog[] = [];

  constructor({ seed = 42, ...options }: BaseModelOptions = {}) {
    super(options);
    this.seed = seed;
  }

  /** Connections between the layers. @throws ShapeError if the shape of the input isn't known yet. */
  get graph(): LayerGraph {
    if (!this.connected)
      throw new ShapeError(
        `Model "${this.name || "sequential"}" doesn't know the shape of its input yet. Give the first layer an inputShape.`,
      );
    return this.connected;
  }

  override get isBuilt(): boolean {
    return this.connected !== undefined;
  }

  /** Inputs of the model, in their order. @throws ShapeError if their shapes aren't known yet. */
  get inputs(): readonly SymbolicTensor[] {
    return this.graph.inputs;
  }

  /** Outputs of the model, in their order. @throws ShapeError if their shapes aren't known yet. */
  get outputs(): readonly SymbolicTensor[] {
    return this.graph.outputs;
  }

  /** Names of the inputs, in their order. */
  get inputNames(): readonly string[] {
    return inputNames(this.graph);
  }

  /** Names of the outputs, in their order: the given names, or those of the layers that compute them. */
  get outputNames(): readonly string[] {
    return outputNames(this.graph);
  }

  /** Shape of one example of the first input. @throws ShapeError if it isn't known yet. */
  get inputExampleShape(): readonly number[] {
    return this.inputs[0]!.shape;
  }

  /** Shape of one example of the first output. @throws ShapeError if it isn't known yet. */
  get outputShape(): readonly number[] {
    return this.outputs[0]!.shape;
  }

  /** Returns a layer by its name. @throws OptionError if there is none of this name. The message suggests the nearest one. */
  layer(name: string): AnyLayer {
    return lookUp("layer of the model", name, Object.fromEntries(this.layers.map((layer) => [layer.name, layer])));
  }

  /**
   * Returns the output of one of the model's layers, to make a model that ends there.
   * @param layer a layer of the model, or its name.
   * @throws OptionError if the model has no such layer, or uses it several times or for several outputs.
   * @example
   * const encoder = new Model({ inputs: model.inputs, outputs: model.outputOf("codings") });
   */
  outputOf(layer: string | AnyLayer): SymbolicTensor {
    const wanted = typeof layer === "string" ? this.layer(layer) : layer;
    const [output, ...more] = this.graph.uses.filter((use) => use.layer === wanted).flatMap(({ outputs }) => outputs);
    if (output && more.length === 0) return output;
    throw new OptionError(
      output
        ? `Layer "${wanted.called}" has ${more.length + 1} outputs in the model. When you make the model, store the output that you need.`
        : `Layer "${wanted.called}" isn't a layer of the model, which has ${this.layers.map(({ name }) => name).join(", ")}.`,
    );
  }

  override indicesBelow(place = 0): number | undefined {
    return this.connected && indicesBelow(this.connected, place);
  }

  override get widest(): number {
    return widestIn(this.graph);
  }

  /**
   * Sets the loss, the optimizer and the metrics. The weights stay the same. The next `fit` then starts with a new state of the
   * optimizer, the first rate of a schedule, and the first epoch's order and noise.
   * @throws OptionError if an option, a loss or a metric is unknown (the message suggests the nearest name), or if a share isn't
   * from 0 to below 1.
   * @example
   * model.compile({ loss: "mse", optimizer: adam({ learningRate: 0.003 }), metrics: ["mae"] });
   */
  compile(options: CompileOptions): this {
    this.compiled = compiledOf(options, this.outputNames);
    return this;
  }

  /**
   * Trains on examples [n, …] and targets [n, …]. For an autoencoder, give the same array for both.
   *
   * Both can be arrays, `{ data, shape }` or nested lists. For several inputs or outputs, give a list of these, or an object by
   * name. Targets [n] count as [n, 1] if an output is one number.
   *
   * Examples of type uint8 are pixels, which are scaled to 0 … 1. This also holds for uint8 targets if the examples are uint8 of
   * the same shape, as in an autoencoder. Other uint8 targets, such as labels of 0 and 1, stay as they are. Examples for an
   * embedding are indices of any element type. The same rules hold for `validationData`, `evaluate` and all metrics.
   *
   * Another call continues the training until `compile` is called, as in Keras. The optimizer keeps its state, a schedule
   * continues, and each epoch has a new order and new noise. Three calls with one epoch each give the same weights as one call
   * with three epochs. The history is that of the last call.
   * @throws TrainingError if the loss is no longer finite.
   * @throws ShapeError if data and model don't fit together.
   * @throws DataError if a number of the data isn't finite. NaN is allowed if the model accepts missing values.
   * @example
   * const { history } = await model.fit(images, labels, { epochs: 10, batchSize: 64, validationSplit: 0.1 });
   */
  fit(examples: GivenArrays, targets: GivenArrays, options?: FitOptions): Promise<FitResult>;
  /**
   * Trains on a stream: an async iterable of parts, or a function that returns one. Several epochs need a function.
   *
   * A part has any number of examples, either alone (then they are their own targets) or with targets, as `{ x, y }` and
   * optionally `weights`. Batches can cross the borders of parts. Examples are shuffled within a buffer of at most 65,536
   * examples. An endless stream needs `stepsPerEpoch`.
   * @throws as `fit` with arrays.
   * @throws DataError or ShapeError if the stream ends early, yields nothing, or changes its shapes.
   * @example
   * await model.fit(async function* () { for await (const { x, y } of read()) yield { x, y }; }, { epochs: 5 });
   */
  fit(stream: StreamSource, options?: StreamFitOptions): Promise<FitResult>;
  async fit(
    examples: GivenArrays | StreamSource,
    targets?: GivenArrays | StreamFitOptions,
    options: FitOptions = {},
  ): Promise<FitResult> {
    const result = isStream(examples)
      ? await fitStream(this.self, this.objective, examples, targets as StreamFitOptions | undefined)
      : await fit(this.self, this.objective, examples as GivenArrays, targets as GivenArrays, options);
    this.history = result.history;
    return result;
  }

  /**
   * Saves the model as a folder, in Node only. The folder is replaced completely or not at all.
   *
   * It has the architecture, the weights, the options of `compile`, the state of the training, and ONNX files. `load` reads it
   * again. For custom layers or functions, give it `customObjects`.
   * @param path path of the folder.
   * @throws OptionError if a part couldn't be restored. The message names it.
   * @throws DataError if the path exists and isn't a model, or can't be written.
   * @example
   * await model.save("my-model");
   */
  async save(path: string, saved: ModelSavedWith = {}): Promise<void> {
    const told = knownOptions("save", saved, { checkpoint: true, card: true });
    this.initialize();
    await saveModel(path, modelFolder(this.self, { seed: this.seed, compiled: this.compiled, ...told }));
  }

  /**
   * Sets the state that `fit` continues from. It must be of the same model and optimizer. `load` calls this method. @throws
   * OptionError before `compile`.
   */
  goOnFrom(state: TrainingState): this {
    this.objective.ended.state = state;
    return this;
  }

  /**
   * Computes the mean loss and metrics of examples [n, …] and targets [n, …], given as for `fit`.
   * @returns an object such as `{ loss, mae }`.
   * @example
   * const { loss, accuracy } = await model.evaluate(images, labels);
   */
  evaluate(examples: GivenArrays, targets: GivenArrays, options: EvaluateOptions = {}): Promise<Record<string, number>> {
    return evaluate(this.self, this.objective, examples, targets, options);
  }

  /**
   * Computes the outputs for examples [n, …], given as for `fit`.
   * @returns float32 [n, …output shape]. For several outputs it is a list, or an object by name if the model was made with names.
   * @throws DataError if a number of the examples or of the outputs isn't finite.
   * @example
   * const probabilities = await model.predict(images);
   */
  async predict(examples: GivenArrays, options: RunOptions = {}): Promise<Outputs> {
    const arrays = await predict(this.self, examples, options);
    const { givesList, named } = this.graph;
    const outputs = named.outputs ? Object.fromEntries(named.outputs.map((name, i) => [name, arrays[i]!])) : arrays;
    return (givesList ? outputs : arrays[0]!) as Outputs;
  }

  /**
   * Frees the memory of the programs that `predict` compiled, after the calls that run now. The model can still be used:
   * `predict` compiles a program in its first call, and again if a weight has changed. Call `dispose` after you change other
   * fields of your own layers, too.
   */
  dispose(): Promise<void> {
    return closePrograms(this);
  }

  /** Returns a table of the layers with their output shapes and numbers of parameters, as Keras's `summary`. */
  summary(): string {
    return summary(this.self);
  }

  /** Returns copies of all weights, in the order of `variablePaths`. */
  override getWeights(): NdArray<"float32">[] {
    this.initialize();
    return super.getWeights();
  }

  /**
   * Draws the first values of all variables that have none yet. The same seed gives the same values. Training and prediction call
   * it automatically.
   */
  initialize(seed = this.seed): void {
    const { variables, variablePaths } = this;
    variables.forEach((variable, i) => {
      drawValue(variable, seed, variablePaths[i]!);
    });
  }

  /** This model, typed without its inputs and outputs. */
  private get self(): Trainable {
    return this as unknown as Trainable;
  }

  private get objective(): Compiled {
    if (!this.compiled) throw new OptionError("The model isn't compiled. Call compile({ loss, optimizer }) first.");
    return this.compiled;
  }

  call(x: In, context: CallContext): Out {
    return callLayers(this.graph, x, context) as Out;
  }

  protected override get parts(): readonly AnyLayer[] {
    return this.layers;
  }

  protected override get paths(): ReadonlyMap<Variable, string> {
    const paths = new Map<Variable, string>();
    for (const layer of this.layers) {
      const prefix = layer instanceof BaseModel ? `${layer.name}/` : "";
      const { variables, variablePaths } = layer;
      variables.forEach((variable, i) => {
        if (!paths.has(variable)) paths.set(variable, prefix + variablePaths[i]);
      });
    }
    return paths;
  }

  override get acceptsMissing(): boolean {
    return this.layers.some((layer) => layer.acceptsMissing);
  }
}

guard(BaseModel, { changing: ["fit"], reading: ["evaluate", "predict"] });
