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
import { type NdArray, sizeOf } from "../../core/ndarray.ts";
import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { expectOutputs } from "../../models/predict.ts";
import { keepingPrograms } from "../../runtime/kept.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { columnErrors, meanSquaredErrors, rowErrors, squaredErrors } from "../../scoring/index.ts";
import { autoencoderOf, type ExampleKind } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";
import { joinedWeights, openViewing, setJoinedWeights, type Viewing } from "./viewing.ts";

/** What a viewer looks at: the network of some settings, and the type of the examples that it takes. */
export interface ViewerStart {
  readonly settings: Settings;
  readonly kind: ExampleKind;
  readonly dtype: "uint8" | "float32";
}

/** How strange rows are at a moment, and what of them. */
export interface RowScores {
  /** [rows], as `scoreSamples` gives them: higher is stranger. */
  readonly scores: Float32Array;
  /** If the model scales its numbers, the scale of each number of an example. Errors are measured in these. */
  readonly scales?: Float32Array;
  /** Of rows of columns, [rows, columns]: what each adds; NaN where it is missing. */
  readonly byColumn?: NdArray<"float32">;
  /** Of pictures and longer rows, [numbers of one]: the mean squared error of each, over the rows. */
  readonly byPlace?: Float32Array;
}

/** Rows of more numbers than this are told of as a whole, not row by row. */
const MOST_COLUMNS = 256;

/** Answers what is asked of a model at a moment of its training, beside the thread that trains. */
export class Viewer {
  private readonly runtime: Runtime;
  /** Keeps the noises' graphs. */
  private readonly noises: Runtime;
  private opened: { readonly autoencoder: Autoencoder; readonly viewing: Viewing } | undefined;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
    this.noises = keepingPrograms(runtime);
  }

  /** Opens a network; gives its first weights. */
  async open({ settings, kind, dtype }: ViewerStart): Promise<Float32Array> {
    await this.opened?.viewing.close();
    const autoencoder = autoencoderOf(settings, kind);
    autoencoder.inputDtype = dtype;
    this.opened = { autoencoder, viewing: openViewing(autoencoder, this.runtime) };
    return joinedWeights(autoencoder);
  }

  /** Codings of examples by some weights: float32 [n, codings]. */
  encode(weights: Float32Array, examples: NdArray): Promise<NdArray<"float32">> {
    return this.at(weights).encode(examples);
  }

  /** Decoded codings: float32 [n, …]. */
  decode(weights: Float32Array, codings: NdArray<"float32">): Promise<NdArray<"float32">> {
    return this.at(weights).decode(codings);
  }

  /** Examples encoded and decoded: the codings, and the reconstructions. */
  async reconstruct(
    weights: Float32Array,
    examples: NdArray,
  ): Promise<{ codings: NdArray<"float32">; reconstructions: NdArray<"float32"> }> {
    const viewing = this.at(weights);
    const codings = await viewing.encode(examples);
    return { codings, reconstructions: await viewing.decode(codings) };
  }

  /** Reconstruction errors of examples by some weights. */
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

  /** Examples, float32 [n, …], with the noise that a layer adds while the model learns. A model that scales its numbers scales the noise as it does with `weights`. */
  noisy(examples: NdArray, noise: Noise, seed: number, weights?: Float32Array): Promise<NdArray<"float32">> {
    const scaled = weights && this.opened?.autoencoder.scalers && this.autoencoderAt(weights);
    return addNoise(examples, noise, { seed, runtime: this.noises, ...(scaled && { autoencoder: scaled }) });
  }

  /** What the examples decide of a family's training, as for the command line. The first weights, a function, stay here. */
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

  /** A model folder as a ZIP archive. `held`: examples that it hasn't learned from, whose scores others are compared with. */
  async archive(weights: Float32Array, held: NdArray, given: { readonly name: string; readonly saved: SavedWith }) {
    const { modelArchive } = await import("../takeaway/model.ts");
    return modelArchive(this.autoencoderAt(weights), held, this.runtime, given);
  }

  /** One ONNX file of the model. `held` as for `archive`. */
  async onnx(weights: Float32Array, held: NdArray, part: OnnxPart) {
    const { onnxPart } = await import("../takeaway/model.ts");
    return onnxPart(this.autoencoderAt(weights), held, this.runtime, part);
  }

  /** The autoencoder itself with some weights, for what is more than a look: exports, scores. */
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

/** The mean of each column of rows [rows, columns]. */
function columnMeans({ shape, data }: NdArray<"float32">): Float32Array {
  const [rows, columns] = shape as readonly [number, number];
  const sums = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) sums[i % columns]! += data[i]!;
  return Float32Array.from(sums, (sum) => sum / Math.max(1, rows));
}
