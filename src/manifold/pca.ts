import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { expectFinite } from "../core/finite.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { expectValues, flag, numbers, or, whole } from "../core/rules.ts";
import { guard } from "../core/running.ts";
import type { Data } from "../data/given/data.ts";
import { asExamples, type Known, repeatable } from "../data/given/dataset.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { constant, gemm, mul, reduceMean, sub, type Tensor } from "../graph/index.ts";
import type { FolderFiles } from "../models/config.ts";
import { modelFolders } from "../models/model-folders.ts";
import { type RunOptions, runOptions } from "../models/run-options.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { asRows, mapRows } from "./blocks.ts";
import { givenExamples } from "./given.ts";
import { addRows, expectSquarable, type Moments, noMoments } from "./moments.ts";
import { PCA_FILES, type PcaState, pcaFilesOf, pcaIn } from "./pca-files.ts";
import { isShare, type PrincipalAxes, principalAxes } from "./principal-axes.ts";
import { wideAxes } from "./wide-axes.ts";

/** Options of `Pca`. */
export interface PcaOptions {
  /**
   * Number of components; by default as many as possible: the smaller of the numbers of examples and features. A share between 0
   * and 1 keeps the fewest components whose explained variance ratios sum to it. A share needs all components, which takes
   * minutes for 4,096 features. 1 is one component, not a share.
   */
  readonly components?: number;
  /** Whether to divide transformed numbers by their standard deviations; false by default. */
  readonly whiten?: boolean;
}

/**
 * Maximum number of features, or of examples if there are more features. PCA computes products of all pairs of them, which take half a
 * gigabyte for 8192.
 */
export const WIDEST = 8192;

/** Smallest standard deviation that whitening divides by: the epsilon of float32, as in scikit-learn. */
const SMALLEST_DEVIATION = 2 ** -23;

/**
 * Principal component analysis: finds the directions in which examples vary most. Names and signs are those of scikit-learn.
 *
 * Examples are [n, …] in any form (`Data`), and are flattened. Pixels (uint8) are scaled to 0 … 1. Missing values of a table
 * count as their column's mean.
 *
 * @example
 * const pca = await new Pca({ components: 2 }).fit(examples);
 * const projected = await pca.transform(examples);
 */
export class Pca {
  readonly options: PcaOptions;
  /**
   * Statistics of the examples, or the rows themselves if they have more features. A PCA that was loaded has neither: it has its
   * components, but can't learn from more examples.
   */
  private seen: { readonly shape: readonly number[]; readonly moments?: Moments; readonly rows?: NdArray } | undefined;
  private found: PrincipalAxes | undefined;
  private learnedTable: TablePreprocessing | undefined;

  /**
   * @throws OptionError for an unknown option, or if `components` is neither a whole number of at least 1 nor a share between 0
   * and 1.
   */
  constructor(options: PcaOptions = {}) {
    this.options = { ...knownOptions("Pca", options, { components: true, whiten: true }) };
    const share = numbers("a share of the variance between 0 and 1", isShare);
    expectValues(this.options, { components: or(whole(1), share), whiten: flag });
  }

  /**
   * Learns from two or more examples [n, …], and forgets what it learned before. For rows as objects, it also stores the
   * properties of their columns.
   * @returns the PCA itself.
   * @throws DataError if there are fewer than two examples, or if a number isn't finite or exceeds 1e16. The message names its
   * row and column.
   * @throws OptionError if the examples have fewer components than requested.
   * @example
   * const pca = await new Pca().fit(examples);
   */
  async fit(data: Data, options: RunOptions = {}): Promise<this> {
    const { runtime } = runOptions("fit", options);
    const { examples, table } = await givenExamples(data, {});
    const rows = squarable(examples);
    const [count, width] = rows.shape as [number, number];
    const shape = examples.shape.slice(1);
    if (count < width && count <= WIDEST) {
      this.found = await wideAxes(rows, this.options.components, runtime);
      this.seen = { shape, rows };
    } else {
      const moments = await momentsOf(rows, runtime);
      this.found = principalAxes(moments, this.options.components);
      this.seen = { shape, moments };
    }
    this.learnedTable = table;
    return this;
  }

  /** Learned properties of the columns, if the examples were rows as objects. Undefined for arrays, and before `fit`. */
  get table(): TablePreprocessing | undefined {
    return this.learnedTable;
  }

  /**
   * Learns from more examples [n, …], in memory that doesn't grow with their number. After all of them the result is the same as
   * that of one `fit`. Conditions on all examples, such as enough components, are checked when the first result is requested. The
   * properties of the columns of rows as objects are learned from the first call.
   * @throws DataError as `fit`.
   * @throws ShapeError if the examples have another number of features than those before.
   * @example
   * for await (const examples of parts) await pca.partialFit(examples);
   */
  async partialFit(data: Data, options: RunOptions = {}): Promise<this> {
    const { runtime } = runOptions("partialFit", options);
    const { examples, table } = await givenExamples(data, this.known);
    const rows = squarable(examples);
    const { shape, rows: before, moments: known } = this.seen ?? { shape: examples.shape.slice(1) };
    if (this.seen && !known && !before)
      throw new OptionError(
        "A PCA that was loaded can't learn from more examples, because only its components were saved. Call fit with all examples.",
      );
    expectWidth(rows, sizeOf(shape));
    const moments = known ?? (before ? await momentsOf(before, runtime) : undefined);
    this.seen = { shape, moments: await momentsOf(rows, runtime, moments) };
    this.learnedTable = table;
    this.found = undefined;
    return this;
  }

  /**
   * Projects examples onto the components. Returns float32 [n, components].
   * @throws ShapeError if they have another number of features.
   * @throws DataError if a number isn't finite.
   */
  async transform(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const { runtime } = runOptions("transform", options);
    const rows = this.rowsOf(await this.examplesOf(data));
    const graph = (x: Tensor) => this.project(x, this.directions(-1));
    return mapRows(rows, [this.components.shape[0]!], graph, runtime);
  }

  /** Converts float32 [n, components] back to examples. Returns float32 [n, …shape of the examples in `fit`]. */
  async inverseTransform(transformed: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const { runtime } = runOptions("inverseTransform", options);
    const [kept, width] = this.components.shape as [number, number];
    const rows = asRows(await asExamples(transformed, { shape: [kept] }));
    expectWidth(rows, kept, "components");
    expectFinite(rows);
    const graph = (z: Tensor) => this.restore(z, this.directions(1));
    const back = await mapRows(rows, [width], graph, runtime);
    return ndarray("float32", [rows.shape[0]!, ...this.seen!.shape], back.data);
  }

  /** Learns from examples and projects them onto the components. Returns float32 [n, components]. */
  async fitTransform(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    runOptions("fitTransform", options);
    const again = await repeatable(data);
    return (await this.fit(again, options)).transform(again, options);
  }

  /** Projects examples onto the components and back. Returns the reconstructions, float32 [n, …]. */
  async reconstruct(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const { runtime } = runOptions("reconstruct", options);
    const examples = await this.examplesOf(data);
    const rows = this.rowsOf(examples);
    const restored = await mapRows(rows, rows.shape.slice(1), (x) => this.restore(this.project(x)), runtime);
    return ndarray("float32", examples.shape, restored.data);
  }

  /**
   * Computes the reconstruction error of each example [n] as the mean squared error, with pixels from 0 to 1. Higher values are
   * more unusual.
   */
  async scoreSamples(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const { runtime } = runOptions("scoreSamples", options);
    const examples = await this.examplesOf(data);
    const squared = (x: Tensor) => mul(x, x);
    const graph = (x: Tensor) => reduceMean(squared(sub(x, this.restore(this.project(x)))), [1]);
    return mapRows(this.rowsOf(examples), [], graph, runtime);
  }

  /**
   * Saves the PCA as a folder, in Node only.
   * @throws OptionError before the first `fit`.
   * @throws DataError if the path exists and isn't a model, or can't be written.
   * @example
   * await pca.save("my-pca");
   */
  async save(path: string): Promise<void> {
    const { replaceFolder } = await modelFolders(WITHOUT_DISK);
    await replaceFolder(path, pcaFiles(this));
  }

  /**
   * Loads a PCA from its folder, in Node only. It gives the same numbers, but can't continue with `partialFit`.
   * @throws DataError or OptionError if the folder isn't a PCA.
   * @example
   * const pca = await Pca.load("my-pca");
   */
  static async load(path: string): Promise<Pca> {
    const { readFolder } = await modelFolders(WITHOUT_DISK);
    return readFolder(path, PCA_FILES, (files) => pcaFrom(files, path));
  }

  /** Sets the state of a trained PCA. */
  adopt({ axes, shape, table }: Omit<PcaState, "options">): this {
    this.found = axes;
    this.seen = { shape };
    this.learnedTable = table;
    return this;
  }

  /** State of the PCA, as its folder stores it. @throws OptionError before the first `fit`. */
  get learned(): PcaState {
    const { axes, options, table } = this;
    return { axes, options, shape: this.seen!.shape, ...(table && { table }) };
  }

  /** Mean of the examples, float32 [features]. @throws OptionError before the first `fit`, as all properties below. */
  get mean(): NdArray<"float32"> {
    return this.axes.mean;
  }

  /** Directions of the components, each of length 1 and by falling variance, float32 [components, features]. */
  get components(): NdArray<"float32"> {
    return this.axes.components;
  }

  /** Variance along each component, float32 [components]. */
  get explainedVariance(): NdArray<"float32"> {
    return this.axes.explainedVariance;
  }

  /** Share of the total variance along each component, float32 [components]. */
  get explainedVarianceRatio(): NdArray<"float32"> {
    return this.axes.explainedVarianceRatio;
  }

  /** Singular value of each component, float32 [components]. */
  get singularValues(): NdArray<"float32"> {
    return this.axes.singularValues;
  }

  /** Mean variance along the directions that aren't components, or 0 if there are none. */
  get noiseVariance(): number {
    return this.axes.noiseVariance;
  }

  /** All results. @throws OptionError before the first `fit`, and the errors of `fit` after a `partialFit`. */
  get axes(): PrincipalAxes {
    expectLearned(this.seen);
    this.found ??= principalAxes(this.seen.moments!, this.options.components);
    return this.found;
  }

  private get known(): Known {
    return { table: this.learnedTable, shape: this.seen?.shape };
  }

  private async examplesOf(data: Data): Promise<NdArray> {
    expectLearned(this.seen);
    return (await givenExamples(data, this.known)).examples;
  }

  private rowsOf(examples: NdArray): NdArray {
    const rows = asRows(examples);
    expectWidth(rows, this.mean.shape[0]!);
    expectFinite(rows);
    return rows;
  }

  private get meanRow(): Tensor {
    return constant(ndarray("float32", [1, this.mean.data.length], this.mean.data));
  }

  private project(x: Tensor, directions = constant(this.components)): Tensor {
    return gemm(sub(x, this.meanRow), directions, undefined, { transposeB: true });
  }

  private restore(z: Tensor, directions = constant(this.components)): Tensor {
    return gemm(z, directions, this.meanRow);
  }

  /** Returns the components. With whitening, each one's length is its standard deviation to the given power. */
  private directions(power: 1 | -1): Tensor {
    const { components, explainedVariance } = this.axes;
    if (!this.options.whiten) return constant(components);
    const width = components.shape[1]!;
    const lengths = explainedVariance.data.map((variance) => Math.max(Math.sqrt(variance), SMALLEST_DEVIATION) ** power);
    const data = components.data.map((x, i) => x * lengths[Math.floor(i / width)]!);
    return constant(ndarray("float32", components.shape, data));
  }
}

guard(Pca, {
  changing: ["fit", "partialFit"],
  reading: ["transform", "inverseTransform", "reconstruct", "scoreSamples"],
});

/** Advice for pages, which have no disk. */
const WITHOUT_DISK = "Use pcaFiles and pcaFrom of codings/manifold there.";

/**
 * Returns the files of a PCA's folder by name: config.json, model.safetensors and README.md. @throws OptionError before the first
 * `fit`.
 * @example
 * const files = pcaFiles(pca);
 */
export const pcaFiles = (pca: Pca): Record<string, Uint8Array | string> => pcaFilesOf(pca.learned);

/**
 * Reads a PCA from the files of its folder.
 * @param files contents of the files by name.
 * @param path path of the folder, for messages.
 * @throws DataError if the files are incomplete or broken.
 * @throws OptionError if they are another kind of model.
 * @example
 * const pca = pcaFrom(files);
 */
export function pcaFrom(files: FolderFiles, path = ""): Pca {
  const { options, ...learned } = pcaIn(files, path);
  return new Pca(options).adopt(learned);
}

/** Returns examples as rows that PCA can learn from. @throws DataError if there are none, or a number is too large to be squared. */
function squarable(examples: NdArray): NdArray {
  const rows = asRows(examples);
  if (rows.shape[0] === 0) throw new DataError("PCA needs examples to learn from, but it got none.");
  if (rows.shape[1]! < 1)
    throw new ShapeError("PCA needs at least one feature, but these examples have none. Give other examples.");
  expectSquarable(rows);
  return rows;
}

/** Adds rows to statistics of earlier ones. @throws ShapeError if they have too many features. */
async function momentsOf(rows: NdArray, runtime: Runtime | undefined, before?: Moments): Promise<Moments> {
  const width = rows.shape[1]!;
  if (width > WIDEST)
    throw new ShapeError(
      `PCA supports ${WIDEST} features, or more for up to ${WIDEST} examples in one fit, but these examples have ${width}. Make them smaller.`,
    );
  const moments = before ?? noMoments(width);
  await addRows(moments, rows, runtime);
  return moments;
}

/** @throws OptionError before the first `fit`. */
function expectLearned<T>(seen: T | undefined): asserts seen is T {
  if (!seen) throw new OptionError("This PCA isn't fitted yet. Call fit first.");
}

/** @throws ShapeError if rows have another number of features than the examples in `fit`. */
function expectWidth(rows: NdArray, width: number, what = "features"): void {
  if (rows.shape[1] !== width)
    throw new ShapeError(`This PCA has ${width} ${what}, but these rows have ${rows.shape[1]}. Give rows of ${width}.`);
}
