import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { given, knownOptions, type OptionNames } from "../core/options.ts";
import { random } from "../core/random.ts";
import { expectValues, numbers, positive, whole } from "../core/rules.ts";
import { guard } from "../core/running.ts";
import type { Data } from "../data/given/data.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { type RunOptions, runOptions } from "../models/run-options.ts";
import { conditionalProbabilities } from "./affinities.ts";
import { type Given, givenExamples } from "./given.ts";
import { type DistanceMetric, METRIC, nearestNeighbors, numbersOf } from "./neighbors.ts";
import { withTwinsTogether } from "./twins.ts";

/** Options of `Umap`. */
export interface UmapOptions {
  /** Number of dimensions of the map; 2 by default. */
  readonly components?: number;
  /** Number of neighbours that count for each row, including the row itself; 15 by default. */
  readonly neighbors?: number;
  /** Minimum distance between points; 0.1 by default. */
  readonly minDist?: number;
  /** Spread of clusters; 1 by default. */
  readonly spread?: number;
  /** Number of epochs. The default depends on the number of rows: 500 up to 2,500 rows, and 200 from 10,000 rows. */
  readonly epochs?: number;
  /** Distance between examples; "euclidean" by default. */
  readonly metric?: DistanceMetric;
  /** Seed of everything random; 42 by default. */
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

/** Progress of a UMAP. */
export interface UmapProgress {
  readonly iteration: number;
  readonly iterations: number;
  /** Returns a copy of the current map, [n, components]. */
  map(): NdArray<"float32">;
}

/** Options of `fit`. */
export interface UmapFitOptions extends RunOptions {
  /** Stops the fit early, with the map at that moment. */
  readonly signal?: AbortSignal;
  /** Called about four times a second. */
  readonly onProgress?: (progress: UmapProgress) => void | Promise<void>;
}

const DEFAULTS = { components: 2, neighbors: 15, minDist: 0.1, spread: 1, metric: "euclidean", seed: 42 } as const;
const REPORT_SECONDS = 0.25;

/**
 * UMAP (McInnes, Healy & Melville, 2018) with the library umap-js, on exact neighbours, in one thread.
 *
 * @example
 * const umap = await new Umap({ neighbors: 30 }).fit(codings);
 * umap.map; // float32 [n, 2]
 */
export class Umap {
  readonly options: UmapOptions & Required<Omit<UmapOptions, "epochs">>;
  private found: (Given & { readonly map: NdArray<"float32"> }) | undefined;

  /** @throws OptionError if an option is unknown or out of range. */
  constructor(options: UmapOptions = {}) {
    this.options = { ...DEFAULTS, ...given(knownOptions("Umap", options, UMAP_OPTIONS)) };
    const { spread } = this.options;
    expectValues(this.options, {
      components: whole(1),
      neighbors: whole(2),
      spread: positive,
      minDist: numbers(`a number from 0 to spread (${spread})`, (value) => value >= 0 && value <= spread),
      epochs: whole(1),
      metric: METRIC,
    });
  }

  /**
   * Makes a map of examples [n, …] in any form (`Data`), which are flattened. Another call starts again. Pixels (uint8) are
   * scaled to 0 … 1. Missing values of a table count as their column's mean. Equal rows get the same position.
   * @returns the UMAP itself.
   * @throws DataError if a number isn't finite. The message names its row and column.
   * @throws OptionError if there aren't more rows than neighbours.
   * @example
   * const umap = await new Umap().fit(codings);
   */
  async fit(data: Data, options: UmapFitOptions = {}): Promise<this> {
    const { runtime, signal, onProgress } = knownOptions("fit", options, { runtime: true, signal: true, onProgress: true });
    const { components, neighbors, minDist, spread, epochs, metric, seed } = this.options;
    const { examples, table } = await givenExamples(data, {});
    const rows = numbersOf(examples, metric);
    const count = rows.shape[0]!;
    if (neighbors >= count)
      throw new OptionError(
        `UMAP with ${neighbors} neighbours needs more than ${neighbors} rows, but there are ${count}. Give more rows, or lower neighbors.`,
      );
    const { indices, distances } = await nearestNeighbors(examples, neighbors - 1, { metric, runtime });
    const { UMAP } = await import("./umap-js.ts");
    const umap = new UMAP({
      nComponents: components,
      nNeighbors: neighbors,
      minDist,
      spread,
      ...(epochs !== undefined && { nEpochs: epochs }),
      random: random(seed).uniform,
    });
    // The lists of umap-js start with the row itself.
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
    this.found = { examples, table, map: withTwinsTogether(map(), rows) };
    return this;
  }

  /** Makes a map of examples [n, …] and returns it: float32 [n, components]. */
  async fitTransform(data: Data, options: UmapFitOptions = {}): Promise<NdArray<"float32">> {
    await this.fit(data, options);
    return this.map;
  }

  /**
   * Places new examples [m, …] on the map. Returns their positions, float32 [m, components]. Each one is at the weighted mean of
   * its neighbours' positions, where UMAP starts new rows. Nearer neighbours count more.
   * @throws OptionError before `fit`.
   * @throws ShapeError if they have another number of features.
   * @throws DataError if a number isn't finite.
   * @example
   * const positions = await umap.transform(newCodings);
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

  /** Map of the examples in `fit`, float32 [n, components]. @throws OptionError before `fit`. */
  get map(): NdArray<"float32"> {
    return this.learned.map;
  }

  /** Learned properties of the columns, if the examples were rows as objects. Undefined for arrays, and before `fit`. */
  get table(): TablePreprocessing | undefined {
    return this.found?.table;
  }

  private get learned() {
    if (!this.found) throw new OptionError("There is no map yet. Call fit first.");
    return this.found;
  }
}

guard(Umap, { changing: ["fit"], reading: ["transform"] });

const listsOf = ({ shape: [count, width], data }: NdArray<"float32">): number[][] =>
  Array.from({ length: count! }, (_, row) => Array.from(data.subarray(row * width!, (row + 1) * width!)));
