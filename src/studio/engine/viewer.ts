import {
  type Autoencoder,
  addNoise,
  type FamilyName,
  families,
  type Noise,
  type OnnxPart,
  type SavedWith,
} from "../../autoencoders/index.ts";
import { type ExamplesPlan, planExamples } from "../../autoencoders/plan/examples.ts";
import { type NdArray, ndarray, sizeOf } from "../../core/ndarray.ts";
import { asRows } from "../../core/rows.ts";
import { mean } from "../../core/statistics.ts";
import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { Pca } from "../../manifold/pca.ts";
import { expectOutputs } from "../../models/predict.ts";
import { keepingPrograms } from "../../runtime/kept.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { columnErrors, meanSquaredErrors, rowErrors, squaredErrors } from "../../scoring/index.ts";
import { autoencoderOf, type ExampleKind } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";
import { joinedWeights, openViewing, setJoinedWeights, type Viewing } from "./viewing.ts";

/** The input of a viewer: the network of some settings, and the type of its examples. */
export interface ViewerStart {
  readonly settings: Settings;
  readonly kind: ExampleKind;
  readonly dtype: "uint8" | "float32";
}

/** The scores of rows at a moment, and the errors that they consist of. */
export interface RowScores {
  /** [rows], as `scoreSamples` returns them. A higher score means a larger error. */
  readonly scores: Float32Array;
  /** The scale of each number of an example, if the model scales its numbers. Errors are measured in these units. */
  readonly scales?: Float32Array;
  /** The error of each column, [rows, columns]; NaN for missing values. Only for examples with columns. */
  readonly byColumn?: NdArray<"float32">;
  /** The mean squared error of each number over all examples, [numbers of one example]. Only for pictures and long rows. */
  readonly byPlace?: Float32Array;
}

/** The examples that a unit of a layer responds to, and the outputs that it changes. */
export interface UnitView {
  /** The unit's output for each example, [n]; of a convolution, the mean over all places. */
  readonly values: Float32Array;
  /** The indices of the examples, that with the lowest output first. */
  readonly order: Int32Array;
  readonly mean: number;
  /** The outputs of the network with the unit at its lowest output, at its mean and at its highest output. All other units of the layer are at their means. */
  readonly reconstructions: NdArray<"float32">;
}

/** Rows with more numbers than this get mean errors instead of the errors of each row. */
const MOST_COLUMNS = 256;

/** Answers requests about a model at a moment of its training, in another thread than the one that trains. */
export class Viewer {
  private readonly runtime: Runtime;
  /** Stores the compiled graphs that add noise. */
  private readonly noises: Runtime;
  private opened: { readonly autoencoder: Autoencoder; readonly viewing: Viewing } | undefined;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
    this.noises = keepingPrograms(runtime);
  }

  /** Opens a network and returns its first weights. */
  async open({ settings, kind, dtype }: ViewerStart): Promise<Float32Array> {
    await this.opened?.viewing.close();
    const autoencoder = autoencoderOf(settings, kind);
    autoencoder.inputDtype = dtype;
    this.opened = { autoencoder, viewing: openViewing(autoencoder, this.runtime) };
    return joinedWeights(autoencoder);
  }

  /** Encodes examples with some weights: float32 [n, codings]. */
  encode(weights: Float32Array, examples: NdArray): Promise<NdArray<"float32">> {
    return this.at(weights).encode(examples);
  }

  /** Decodes codings with some weights: float32 [n, …]. */
  decode(weights: Float32Array, codings: NdArray<"float32">): Promise<NdArray<"float32">> {
    return this.at(weights).decode(codings);
  }

  /** Encodes and decodes examples. Returns the codings and the reconstructions. */
  async reconstruct(
    weights: Float32Array,
    examples: NdArray,
  ): Promise<{ codings: NdArray<"float32">; reconstructions: NdArray<"float32"> }> {
    const viewing = this.at(weights);
    const codings = await viewing.encode(examples);
    return { codings, reconstructions: await viewing.decode(codings) };
  }

  /** Returns the outputs of each layer's units for one example [1, …], and its reconstruction. A unit of a convolution has its mean over all places. */
  async activations(weights: Float32Array, example: NdArray) {
    const viewing = this.at(weights);
    const outputs = await viewing.outputs(example, 0, viewing.count);
    const units = outputs.map((output) => {
      const width = output.shape.at(-1)!;
      return columnMeans({ ...output, shape: [sizeOf(output.shape) / width, width] });
    });
    return { units, reconstruction: outputs.at(-1)! };
  }

  /**
   * Returns what a unit of a layer responds to and what it changes.
   * @param layer the index among the layers of the encoder and the decoder.
   */
  async unit(weights: Float32Array, examples: NdArray, layer: number, unit: number): Promise<UnitView> {
    const viewing = this.at(weights);
    const [outputs] = (await viewing.outputs(examples, 0, layer + 1)).slice(-1);
    const { shape, data } = outputs!;
    const [rows, ...one] = shape as readonly [number, ...number[]];
    const [size, units] = [sizeOf(one), one.at(-1)!];
    const values = Float32Array.from({ length: rows }, (_, row) => {
      let sum = 0;
      for (let at = row * size + unit; at < (row + 1) * size; at += units) sum += data[at]!;
      return (sum * units) / size;
    });
    const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
    const means = columnMeans({ ...outputs!, shape: [rows, size] });
    const changed = new Float32Array(3 * size);
    for (const [i, row] of [order[0]!, -1, order.at(-1)!].entries()) {
      changed.set(means, i * size);
      if (row >= 0) for (let at = unit; at < size; at += units) changed[i * size + at] = data[row * size + at]!;
    }
    const given = ndarray("float32", [3, ...one], changed);
    const reconstructions =
      layer + 1 === viewing.count ? given : (await viewing.outputs(given, layer + 1, viewing.count)).at(-1)!;
    return { values, order, mean: mean(values), reconstructions };
  }

  /** Returns places of examples on a map, float32 [n, 2]: two codings, or the first two principal components of more. Undefined for one coding. */
  async places(weights: Float32Array, examples: NdArray): Promise<NdArray<"float32"> | undefined> {
    const codings = asRows(await this.encode(weights, examples));
    const width = codings.shape[1]!;
    if (width <= 2) return width === 2 ? codings : undefined;
    return new Pca({ components: 2 }).fitTransform(codings, { runtime: this.runtime });
  }

  /** Returns the reconstruction errors of examples with some weights. */
  async scores(weights: Float32Array, examples: NdArray): Promise<RowScores> {
    const viewing = this.at(weights);
    const { features } = this.opened!.autoencoder;
    const reconstructions = await viewing.decode(await viewing.encode(examples));
    expectOutputs(reconstructions);
    if (features) {
      const byColumn = columnErrors(features, examples as NdArray<"float32">, reconstructions);
      return { scores: rowErrors(byColumn).data, byColumn };
    }
    const scales = this.opened!.autoencoder.scalers && this.autoencoderAt(weights).scales;
    const squares = squaredErrors(examples, reconstructions, scales);
    const { data: scores } = meanSquaredErrors(examples, reconstructions, scales);
    const isRow = examples.shape.length === 2 && sizeOf(examples.shape.slice(1)) <= MOST_COLUMNS;
    return { scores, ...(scales && { scales }), ...(isRow ? { byColumn: squares } : { byPlace: columnMeans(squares) }) };
  }

  /** Adds noise to examples, float32 [n, …], as in training. If the model scales its numbers, the noise has the scales of `weights`. */
  noisy(examples: NdArray, noise: Noise, seed: number, weights?: Float32Array): Promise<NdArray<"float32">> {
    const scaled = weights && this.opened?.autoencoder.scalers && this.autoencoderAt(weights);
    return addNoise(examples, noise, { seed, runtime: this.noises, ...(scaled && { autoencoder: scaled }) });
  }

  /** Returns the options that the examples choose for a family, as on the command line. The first weights are left out, because a function can't be sent to the page. */
  async plan(
    examples: NdArray,
    count: number,
    family: FamilyName,
    table: TablePreprocessing | undefined,
  ): Promise<Pick<ExamplesPlan, "values" | "choices">> {
    const { values, choices } = await planExamples(
      examples,
      families[family],
      { ...(table && { table }) },
      { runtime: this.runtime, count },
    );
    return { values, choices };
  }

  /** Returns a ZIP archive with the model folder. @param held the held-out examples, whose scores calibrate the model. */
  async archive(weights: Float32Array, held: NdArray, given: { readonly name: string; readonly saved: SavedWith }) {
    const { modelArchive } = await import("../takeaway/model.ts");
    return modelArchive(this.autoencoderAt(weights), held, this.runtime, given);
  }

  /** Returns one ONNX file of the model. @param held as for `archive`. */
  async onnx(weights: Float32Array, held: NdArray, part: OnnxPart) {
    const { onnxPart } = await import("../takeaway/model.ts");
    return onnxPart(this.autoencoderAt(weights), held, this.runtime, part);
  }

  /** Returns the autoencoder with some weights, for exports and scores. */
  autoencoderAt(weights: Float32Array): Autoencoder {
    if (!this.opened) throw new Error("The viewer has no model yet.");
    setJoinedWeights(this.opened.autoencoder, weights);
    return this.opened.autoencoder;
  }

  private at(weights: Float32Array): Viewing {
    if (!this.opened) throw new Error("The viewer has no model yet.");
    this.opened.viewing.use(weights);
    return this.opened.viewing;
  }
}

/** Returns the mean of each column of [rows, columns]. */
function columnMeans({ shape, data }: NdArray<"float32">): Float32Array {
  const [rows, columns] = shape as readonly [number, number];
  const sums = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) sums[i % columns]! += data[i]!;
  return Float32Array.from(sums, (sum) => sum / Math.max(1, rows));
}
