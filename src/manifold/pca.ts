import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { expectFinite } from "../core/finite.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { shown } from "../core/words.ts";
import type { Data } from "../data/given/data.ts";
import { asExamples, type Known, repeatable } from "../data/given/dataset.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { constant, gemm, mul, reduceMean, sub, type Tensor } from "../graph/index.ts";
import type { FolderFiles } from "../models/config.ts";
import { modelFolders } from "../models/model-folders.ts";
import { type RunOptions, runOptions } from "../models/run-options.ts";
import { asRows, mapRows } from "./blocks.ts";
import { givenExamples } from "./given.ts";
import { addRows, expectSquarable, type Moments, noMoments } from "./moments.ts";
import { PCA_FILES, type PcaState, pcaFilesOf, pcaIn } from "./pca-files.ts";
import { isShare, type PrincipalAxes, principalAxes } from "./principal-axes.ts";

export interface PcaOptions {
  /**
   * How many directions are kept; as many as there are by default: the smaller of the numbers of examples and of features. A share between 0 and 1 keeps the
   * fewest whose explained variance ratios sum up to it; 1 is one direction. For a share all directions are found: of 4,096 features that takes minutes.
   */
  readonly components?: number;
  /** Whether transformed numbers are divided by their standard deviations; false by default. */
  readonly whiten?: boolean;
}

/** Features that PCA takes at most. They are multiplied in pairs: those of 8192 take half a gigabyte. */
export const WIDEST = 8192;

/** The smallest standard deviation that whitening divides by: float32's epsilon, as in scikit-learn. */
const SMALLEST_DEVIATION = 2 ** -23;

/**
 * Principal component analysis, with scikit-learn's words and signs: the directions in which examples differ most.
 * Examples are [n, …] in any form (`Data`), flattened; pixels (uint8) count from 0 to 1, and a missing value of a table's rows as its column's mean.
 *
 *     const pca = await new Pca({ components: 2 }).fit(examples);
 *     const projected = await pca.transform(examples);
 */
export class Pca {
  readonly options: PcaOptions;
  /** Of one that was loaded without `moments`: it has its directions, and can't learn from more. */
  private seen: { readonly shape: readonly number[]; readonly moments?: Moments } | undefined;
  private found: PrincipalAxes | undefined;
  private learnedTable: TablePreprocessing | undefined;

  /** @throws OptionError for an option that isn't known, or where `components` is neither a whole number of at least 1 nor a share between 0 and 1. */
  constructor(options: PcaOptions = {}) {
    const { components } = knownOptions("Pca", options, { components: true, whiten: true });
    if (components !== undefined && !isShare(components) && !(Number.isInteger(components) && components >= 1))
      throw new OptionError(
        `PCA keeps a whole number of components of at least 1, or as many as explain a share of the variance between 0 and 1, but this is ${shown(components)}.`,
      );
    this.options = options;
  }

  /**
   * Learns from examples [n, …], of which there are two or more, and forgets what it learned before. What is learned of the columns of rows as objects is remembered.
   * @returns the PCA itself.
   * @throws DataError where a number isn't finite or is beyond 1e16 (naming its row and column), or there are fewer than two examples.
   * @throws OptionError where they have fewer components than are asked for.
   */
  async fit(data: Data, options: RunOptions = {}): Promise<this> {
    const fresh = await new Pca(this.options).partialFit(data, runOptions("fit", options));
    this.found = fresh.axes;
    this.seen = fresh.seen;
    this.learnedTable = fresh.table;
    return this;
  }

  /** What was learned of the columns of rows as objects; undefined of arrays, and before `fit`. */
  get table(): TablePreprocessing | undefined {
    return this.learnedTable;
  }

  /**
   * Learns from some more examples [n, …]: after all of them it is as if `fit` had had them at once, in memory that doesn't grow with them.
   * What needs all of them (two examples, enough components, a share of the variance) is seen to when the first result is asked for. The columns of rows as objects
   * are learned from the first ones.
   * @throws DataError as `fit`; ShapeError where they don't have as many features as those before.
   */
  async partialFit(data: Data, options: RunOptions = {}): Promise<this> {
    const { runtime } = runOptions("partialFit", options);
    const { examples, table } = await givenExamples(data, this.known);
    const rows = asRows(examples);
    const [count, width] = rows.shape as [number, number];
    if (count === 0) throw new DataError("PCA learns from examples, but gets none.");
    if (width < 1 || width > WIDEST)
      throw new ShapeError(`PCA works on 1 to ${WIDEST} features, but these examples have ${width}. Make them smaller.`);
    if (this.seen && !this.seen.moments)
      throw new OptionError(
        "A PCA that was loaded can't learn from more examples: it has its directions alone. Call fit with all of them.",
      );
    const moments = this.seen?.moments ?? noMoments(width);
    expectWidth(rows, moments.mean.length);
    expectSquarable(rows);
    this.seen ??= { shape: examples.shape.slice(1), moments };
    await addRows(moments, rows, runtime);
    this.learnedTable = table;
    this.found = undefined;
    return this;
  }

  /** The examples along the components: float32 [n, components]. @throws ShapeError where they have another number of features; DataError where a number isn't finite. */
  async transform(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const { runtime } = runOptions("transform", options);
    const rows = this.rowsOf(await this.examplesOf(data));
    const graph = (x: Tensor) => this.project(x, this.directions(-1));
    return mapRows(rows, [this.components.shape[0]!], graph, runtime);
  }

  /** Back from float32 [n, components] to examples: float32 [n, …shape of the examples it learned from]. */
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

  /** Learns from examples, and gives them along the components: float32 [n, components]. */
  async fitTransform(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    runOptions("fitTransform", options);
    const again = await repeatable(data);
    return (await this.fit(again, options)).transform(again, options);
  }

  /** Examples as far as the components can tell them: float32 [n, …]. */
  async reconstruct(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const { runtime } = runOptions("reconstruct", options);
    const examples = await this.examplesOf(data);
    const rows = this.rowsOf(examples);
    const restored = await mapRows(rows, rows.shape.slice(1), (x) => this.restore(this.project(x)), runtime);
    return ndarray("float32", examples.shape, restored.data);
  }

  /** The reconstruction error of each example [n]: mean squared error, higher is stranger; pixels count from 0 to 1. */
  async scoreSamples(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const { runtime } = runOptions("scoreSamples", options);
    const examples = await this.examplesOf(data);
    const squared = (x: Tensor) => mul(x, x);
    const graph = (x: Tensor) => reduceMean(squared(sub(x, this.restore(this.project(x)))), [1]);
    return mapRows(this.rowsOf(examples), [], graph, runtime);
  }

  /** Writes a folder with what it has learned. In Node only. @throws OptionError before the first `fit`; DataError where the path exists and isn't a model, or can't be written. */
  async save(path: string): Promise<void> {
    const { replaceFolder } = await modelFolders(WITHOUT_DISK);
    await replaceFolder(path, pcaFiles(this));
  }

  /** Reads a PCA from its folder; it gives the same numbers, and can't go on learning by `partialFit`. In Node only. @throws DataError, OptionError where the folder isn't one. */
  static async load(path: string): Promise<Pca> {
    const { readFolder } = await modelFolders(WITHOUT_DISK);
    return readFolder(path, PCA_FILES, (files) => pcaFrom(files, path));
  }

  /** Takes over what a PCA has learned. */
  adopt({ axes, shape, table }: Omit<PcaState, "options">): this {
    this.found = axes;
    this.seen = { shape };
    this.learnedTable = table;
    return this;
  }

  /** What it has learned, as a folder keeps it. @throws OptionError before the first `fit`. */
  get learned(): PcaState {
    const { axes, options, table } = this;
    return { axes, options, shape: this.seen!.shape, ...(table && { table }) };
  }

  /** The mean of the examples that it has learned from: float32 [features]. @throws OptionError before the first `fit`, as those below. */
  get mean(): NdArray<"float32"> {
    return this.axes.mean;
  }

  /** The directions, the one of most variance first, each of length 1: float32 [components, features]. */
  get components(): NdArray<"float32"> {
    return this.axes.components;
  }

  /** The variance along each component: float32 [components]. */
  get explainedVariance(): NdArray<"float32"> {
    return this.axes.explainedVariance;
  }

  /** Each component's share of all variance: float32 [components]. */
  get explainedVarianceRatio(): NdArray<"float32"> {
    return this.axes.explainedVarianceRatio;
  }

  /** The singular value of each component: float32 [components]. */
  get singularValues(): NdArray<"float32"> {
    return this.axes.singularValues;
  }

  /** The mean variance along the directions that aren't kept; 0 where all are. */
  get noiseVariance(): number {
    return this.axes.noiseVariance;
  }

  /** All that it has learned. @throws OptionError before the first `fit`, and as `fit` after a `partialFit`. */
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

  /** The components; where they are whitened, each as long as its standard deviation to a power. */
  private directions(power: 1 | -1): Tensor {
    const { components, explainedVariance } = this.axes;
    if (!this.options.whiten) return constant(components);
    const width = components.shape[1]!;
    const lengths = explainedVariance.data.map((variance) => Math.max(Math.sqrt(variance), SMALLEST_DEVIATION) ** power);
    const data = components.data.map((x, i) => x * lengths[Math.floor(i / width)]!);
    return constant(ndarray("float32", components.shape, data));
  }
}

/** What a page is told, which has no disk. */
const WITHOUT_DISK = "Take pcaFiles and pcaFrom of codings/manifold there.";

/** The files of a PCA's folder by their names: config.json, model.safetensors and README.md. @throws OptionError before the first `fit`. */
export const pcaFiles = (pca: Pca): Record<string, Uint8Array | string> => pcaFilesOf(pca.learned);

/** The PCA in a folder's files, by their names. `path` is the folder's, for messages. @throws DataError where they aren't whole; OptionError where they are of something else. */
export function pcaFrom(files: FolderFiles, path = ""): Pca {
  const { options, ...learned } = pcaIn(files, path);
  return new Pca(options).adopt(learned);
}

/** @throws OptionError before the first `fit`. */
function expectLearned<T>(seen: T | undefined): asserts seen is T {
  if (!seen) throw new OptionError("PCA hasn't learned anything yet. Call fit first.");
}

/** @throws ShapeError where rows have another number of features than those learned from. */
function expectWidth(rows: NdArray, width: number, what = "features"): void {
  if (rows.shape[1] !== width)
    throw new ShapeError(`PCA has ${width} ${what}, but these rows have ${rows.shape[1]}. Give it rows of ${width}.`);
}
