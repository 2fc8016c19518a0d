import { OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
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

export interface BaseModelOptions extends LayerOptions {
  /** For the first weights; 42 by default. A part draws with the seed of the model that is used first. */
  readonly seed?: number;
}

/** What every model can do, a `Model` as well as a `Sequential`; itself a layer, so a model may be a part of others and share its weights with them. */
export abstract class BaseModel<
  In extends Tensors = Tensors,
  Out extends Tensors = Tensors,
  Outputs extends Arrays<NdArray<"float32">> = Arrays<NdArray<"float32">>,
> extends Layer<In, Out> {
  abstract override readonly layers: readonly AnyLayer[];
  /** How its layers are connected; undefined until its input's shape is known. */
  protected connected: LayerGraph | undefined;
  private readonly seed: number;
  private compiled: Compiled | undefined;
  /** The element type of each input's examples, in the last training: its ONNX file takes the same. */
  inputDtypes: readonly ("uint8" | "float32")[] = [];
  /** The figures of the epochs of the last training, here or before it was saved. */
  history: readonly EpochLog[] = [];

  constructor({ seed = 42, ...options }: BaseModelOptions = {}) {
    super(options);
    this.seed = seed;
  }

  /** How its layers are connected. @throws ShapeError where its input's shape isn't known yet. */
  get graph(): LayerGraph {
    if (!this.connected)
      throw new ShapeError(
        `Model "${this.name || "sequential"}" doesn't know its input's shape. Give the first layer an inputShape.`,
      );
    return this.connected;
  }

  override get isBuilt(): boolean {
    return this.connected !== undefined;
  }

  /** Its inputs, in their order. @throws ShapeError where their shapes aren't known yet. */
  get inputs(): readonly SymbolicTensor[] {
    return this.graph.inputs;
  }

  /** Its outputs, in their order. @throws ShapeError where their shapes aren't known yet. */
  get outputs(): readonly SymbolicTensor[] {
    return this.graph.outputs;
  }

  /** What its inputs are called, in their order. */
  get inputNames(): readonly string[] {
    return inputNames(this.graph);
  }

  /** What its outputs are called, in their order: as they were given, or like the layers that give them. */
  get outputNames(): readonly string[] {
    return outputNames(this.graph);
  }

  /** Shape of one example of its first input. @throws ShapeError where it isn't known yet. */
  get inputExampleShape(): readonly number[] {
    return this.inputs[0]!.shape;
  }

  /** Shape of one example of its first output. @throws ShapeError where it isn't known yet. */
  get outputShape(): readonly number[] {
    return this.outputs[0]!.shape;
  }

  /** One of its layers. @throws OptionError where it has none of the name, with the nearest one. */
  layer(name: string): AnyLayer {
    return lookUp("layer of the model", name, Object.fromEntries(this.layers.map((layer) => [layer.name, layer])));
  }

  /**
   * What one of its layers gives, for a model that ends there: `new Model({ inputs: model.inputs, outputs: model.outputOf("codings") })`.
   * @throws OptionError where it has no such layer, or uses it several times or for several outputs.
   */
  outputOf(layer: string | AnyLayer): SymbolicTensor {
    const wanted = typeof layer === "string" ? this.layer(layer) : layer;
    const [output, ...more] = this.graph.uses.filter((use) => use.layer === wanted).flatMap(({ outputs }) => outputs);
    if (output && more.length === 0) return output;
    throw new OptionError(
      output
        ? `Layer "${wanted.called}" gives ${more.length + 1} values in the model. Keep the one that you mean where the model is made.`
        : `Layer "${wanted.called}" isn't one of the model's own: ${this.layers.map(({ name }) => name).join(", ")}.`,
    );
  }

  override indicesBelow(place = 0): number | undefined {
    return this.connected && indicesBelow(this.connected, place);
  }

  override get widest(): number {
    return widestIn(this.graph);
  }

  /**
   * Sets what training lowers, and how. The next `fit` then begins anew, with the optimizer's first state, the schedule's first rate and the first
   * epoch's order and noise. The weights stay.
   * @throws OptionError for an option, a loss or a metric that isn't known, with the nearest name, or a share that isn't from 0 to below 1.
   */
  compile(options: CompileOptions): this {
    this.compiled = compiledOf(options, this.outputNames);
    return this;
  }

  /**
   * Trains on examples [n, …] and targets [n, …] (the same array for an autoencoder): arrays, `{ data, shape }` or lists in lists; of several inputs or outputs a list
   * of those, or by name. Targets [n] are taken as [n, 1] where an output is one number. Examples that are uint8 are pixels and count from 0 to 1.
   * uint8 targets do so where the examples are uint8 too and have the same shape, as in an autoencoder or in pairs of noisy and clean images;
   * other uint8 targets, such as labels of 0 and 1, are numbers as they are. Examples that an embedding takes are indices, of any element type. The same holds for `validationData`, `evaluate` and all metrics.
   *
   * Called again, it goes on as in Keras until `compile` is called: the optimizer keeps its state, a schedule its step, and each epoch has a new
   * order and new noise, so that three calls of `fit` with one epoch each give the same weights as one call with three epochs. The history is that of the last call.
   * @throws TrainingError where the loss is no longer a number; ShapeError where data and model don't fit; DataError where a number of the data isn't finite
   * (NaN is allowed only where the model takes missing values).
   */
  fit(examples: GivenArrays, targets: GivenArrays, options?: FitOptions): Promise<FitResult>;
  /**
   * Trains on a stream: an async iterable of parts, or a function that gives one, which several epochs need. A part has any number of examples, alone (they are
   * their targets then) or with targets: `{ x, y }` and, where examples count differently, `weights`. Batches go across the borders of parts; examples are
   * shuffled inside of a buffer of at most 65,536. A stream without end needs `stepsPerEpoch`.
   * @throws as `fit` of arrays; DataError, ShapeError where the stream ends early, gives nothing, or gives other shapes than before.
   * @example await model.fit(async function* () { for await (const { x, y } of read()) yield { x, y }; }, { epochs: 5 });
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
   * Writes a model folder, whole or not at all: the architecture, the weights, what `compile` set, the state of the training and ONNX files. `load` reads it
   * again, with `customObjects` where layers or functions are your own. In Node only.
   * @throws OptionError where a part couldn't be made again when loading, which it names; DataError where the path exists and isn't a model, or can't be written.
   * @example await model.save("my-model");
   */
  async save(path: string, saved: ModelSavedWith = {}): Promise<void> {
    const told = knownOptions("save", saved, { checkpoint: true, card: true });
    this.initialize();
    await saveModel(path, modelFolder(this.self, { seed: this.seed, compiled: this.compiled, ...told }));
  }

  /** Sets the state from which `fit` goes on, of an earlier training of the same model and optimizer; `load` does it. @throws OptionError before `compile`. */
  goOnFrom(state: TrainingState): this {
    this.objective.ended.state = state;
    return this;
  }

  /** Mean loss and metrics of examples [n, …] and their targets [n, …], in the forms that `fit` takes and counting as there: `{ loss, … }`. */
  evaluate(examples: GivenArrays, targets: GivenArrays, options: EvaluateOptions = {}): Promise<Record<string, number>> {
    return evaluate(this.self, this.objective, examples, targets, options);
  }

  /**
   * The outputs for examples [n, …], in the forms that `fit` takes: float32 [n, …output shape]; of several outputs a list, or arrays by name, as the model was made.
   * @throws DataError where a number of the examples, or of the outputs, isn't finite.
   */
  async predict(examples: GivenArrays, options: RunOptions = {}): Promise<Outputs> {
    const arrays = await predict(this.self, examples, options);
    const { givesList, named } = this.graph;
    const outputs = named.outputs ? Object.fromEntries(named.outputs.map((name, i) => [name, arrays[i]!])) : arrays;
    return (givesList ? outputs : arrays[0]!) as Outputs;
  }

  /** Keras's table: each layer with its output's shape and its number of parameters. */
  summary(): string {
    return summary(this.self);
  }

  /** Every variable's numbers, copied, in the order of `variablePaths`. */
  override getWeights(): NdArray<"float32">[] {
    this.initialize();
    return super.getWeights();
  }

  /** Draws the first values of variables that have none yet; the same seed gives the same ones. Training and prediction do it themselves. */
  initialize(seed = this.seed): void {
    const { variables, variablePaths } = this;
    variables.forEach((variable, i) => {
      drawValue(variable, seed, variablePaths[i]!);
    });
  }

  /** This model, whatever it takes and gives. */
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
