import { UMAP } from "umap-js";
import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { given, knownOptions, type OptionNames } from "../core/options.ts";
import { random } from "../core/random.ts";
import { shown } from "../core/words.ts";
import type { Data } from "../data/given/data.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { type RunOptions, runOptions } from "../models/run-options.ts";
import { conditionalProbabilities } from "./affinities.ts";
import { type Given, givenExamples } from "./given.ts";
import { type DistanceMetric, nearestNeighbors, numbersOf } from "./neighbors.ts";

export interface UmapOptions {
  /** Of the map; 2 by default. */
  readonly components?: number;
  /** How many neighbours count for each row, itself among them; 15 by default. */
  readonly neighbors?: number;
  /** How close points may come; .1 by default. */
  readonly minDist?: number;
  /** How far clusters spread; 1 by default. */
  readonly spread?: number;
  /** By the number of rows by default: 500 up to 2,500, 200 from 10,000. */
  readonly epochs?: number;
  readonly metric?: DistanceMetric;
  /** 42 by default. */
  readonly seed?: number;
}

const UMAP_OPTIONS: OptionNames<UmapOptions> = {
  components: true,
  neighbors: true,
  minDist: true,
  spread: true,
  epochs: true,
  metric: true,
  seed: true,
};

export interface UmapProgress {
  readonly iteration: number;
  readonly iterations: number;
  /** The map of this moment [n, components], copied. */
  map(): NdArray<"float32">;
}

export interface UmapFitOptions extends RunOptions {
  /** Ends the fit early: with the map of that moment. */
  readonly signal?: AbortSignal;
  /** Called about four times a second. */
  readonly onProgress?: (progress: UmapProgress) => void | Promise<void>;
}

const DEFAULTS = { components: 2, neighbors: 15, minDist: 0.1, spread: 1, metric: "euclidean", seed: 42 } as const;
const REPORT_SECONDS = 0.25;

/**
 * UMAP (McInnes, Healy & Melville, 2018) by the library umap-js, on exact neighbours; with scikit-learn's words. One thread.
 */
export class Umap {
  readonly options: UmapOptions & Required<Omit<UmapOptions, "epochs">>;
  private found: (Given & { readonly map: NdArray<"float32"> }) | undefined;

  /** @throws OptionError where an option isn't known or is impossible. */
  constructor(options: UmapOptions = {}) {
    this.options = { ...DEFAULTS, ...given(knownOptions("Umap", options, UMAP_OPTIONS)) };
    const { components, neighbors, minDist, spread, epochs } = this.options;
    for (const [name, value, least] of [
      ["components", components, 1],
      ["neighbors", neighbors, 2],
      ["epochs", epochs ?? 1, 1],
    ] as const)
      if (!(Number.isInteger(value) && value >= least))
        throw new OptionError(`UMAP's ${name} are a whole number of at least ${least}, but this is ${shown(value)}.`);
    if (!(minDist >= 0 && spread > 0 && minDist <= spread))
      throw new OptionError(`UMAP's minDist lies between 0 and spread, but these are ${minDist} and ${spread}.`);
  }

  /**
   * Maps examples [n, …] in any form (`Data`), flattened; pixels (uint8) count from 0 to 1, and a missing value of a table's rows as its column's mean. Called again, it
   * begins anew.
   * @returns the UMAP itself.
   * @throws DataError where a number isn't finite (naming its row and column); OptionError where there are no more rows than neighbours.
   */
  async fit(data: Data, options: UmapFitOptions = {}): Promise<this> {
    const { runtime, signal, onProgress } = knownOptions("fit", options, { runtime: true, signal: true, onProgress: true });
    const { components, neighbors, minDist, spread, epochs, metric, seed } = this.options;
    const { examples, table } = await givenExamples(data, {});
    const rows = numbersOf(examples, metric);
    const count = rows.shape[0]!;
    if (neighbors >= count)
      throw new OptionError(`UMAP with ${neighbors} neighbours takes more than ${neighbors} rows, and here are ${count}.`);
    const { indices, distances } = await nearestNeighbors(examples, neighbors - 1, { metric, runtime });
    const umap = new UMAP({
      nComponents: components,
      nNeighbors: neighbors,
      minDist,
      spread,
      ...(epochs !== undefined && { nEpochs: epochs }),
      random: random(seed).uniform,
    });
    // Its lists begin with the row itself.
    const own = (array: NdArray, row: number) =>
      Array.from(array.data.subarray(row * (neighbors - 1), (row + 1) * (neighbors - 1)) as Float32Array);
    const all = Array.from({ length: count }, (_, row) => row);
    umap.setPrecomputedKNN(
      all.map((row) => [row, ...own(indices, row)]),
      all.map((row) => [0, ...own(distances, row)]),
    );
    const iterations = umap.initializeFit(listsOf(rows));
    const map = () => ndarray("float32", [count, components], Float32Array.from(umap.getEmbedding().flat()));
    let reported = performance.now();
    for (let iteration = 1; iteration <= iterations && !signal?.aborted; iteration++) {
      umap.step();
      if (performance.now() - reported < REPORT_SECONDS * 1000 && iteration < iterations) continue;
      await new Promise((resolve) => setTimeout(resolve));
      await onProgress?.({ iteration, iterations, map });
      reported = performance.now();
    }
    this.found = { examples, table, map: map() };
    return this;
  }

  /** Maps examples [n, …], and gives the map: float32 [n, components]. */
  async fitTransform(data: Data, options: UmapFitOptions = {}): Promise<NdArray<"float32">> {
    await this.fit(data, options);
    return this.map;
  }

  /**
   * New examples [m, …] on the map: each at the mean of its neighbours' places, nearer ones counting more, where UMAP lets new rows begin. float32 [m, components].
   * @throws OptionError before `fit`; ShapeError where they have another number of features; DataError where a number isn't finite.
   */
  async transform(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const { runtime } = runOptions("transform", options);
    const { examples: rows, map, table } = this.learned;
    const { examples } = await givenExamples(data, { table, shape: rows.shape.slice(1) });
    const { components, neighbors: k, metric } = this.options;
    const nearest = await nearestNeighbors(rows, k, { metric, runtime, of: examples });
    const weights = conditionalProbabilities(nearest, Math.max(1, k / 3));
    const count = examples.shape[0]!;
    const places = Float32Array.from({ length: count * components }, (_, i) => {
      const first = Math.floor(i / components) * k;
      let place = 0;
      for (let j = first; j < first + k; j++)
        place += weights[j]! * map.data[nearest.indices.data[j]! * components + (i % components)]!;
      return place;
    });
    return ndarray("float32", [count, components], places);
  }

  /** The map of the examples that were given to `fit`: float32 [n, components]. @throws OptionError before that. */
  get map(): NdArray<"float32"> {
    return this.learned.map;
  }

  /** What was learned of the columns of rows as objects; undefined of arrays, and before `fit`. */
  get table(): TablePreprocessing | undefined {
    return this.found?.table;
  }

  private get learned() {
    if (!this.found) throw new OptionError("There is no map yet. Call fit first.");
    return this.found;
  }
}

const listsOf = ({ shape: [count, width], data }: NdArray<"float32">): number[][] =>
  Array.from({ length: count! }, (_, row) => Array.from(data.subarray(row * width!, (row + 1) * width!)));
