import { OptionError, TrainingError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { copied, given, knownOptions, type OptionNames } from "../core/options.ts";
import { random } from "../core/random.ts";
import { expectValues, numbers, oneOf, or, positive, whole } from "../core/rules.ts";
import { guard } from "../core/running.ts";
import type { Data } from "../data/given/data.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { RunOptions } from "../models/index.ts";
import { conditionalProbabilities, jointProbabilities } from "./affinities.ts";
import { availableThreads } from "./crew.ts";
import { openDescent, settleOn } from "./descent.ts";
import { type Given, givenExamples } from "./given.ts";
import { type DistanceMetric, METRIC, nearestNeighbors, numbersOf } from "./neighbors.ts";
import { Pca } from "./pca.ts";
import { withTwinsTogether } from "./twins.ts";

/** Options of `Tsne`. */
export interface TsneOptions {
  /** Number of dimensions of the map: 2 (the default) or 3. */
  readonly components?: 2 | 3;
  /** Approximate number of neighbours that count for each row; 30 by default. */
  readonly perplexity?: number;
  /** Factor by which neighbours attract each other more strongly in the first iterations; 12 by default. */
  readonly earlyExaggeration?: number;
  /** Number of iterations with early exaggeration; 250 by default. */
  readonly earlyIterations?: number;
  /** Number of all iterations, including the early ones; 1000 by default. */
  readonly iterations?: number;
  /**
   * Learning rate. "auto" (the default) is rows / 4 / the current exaggeration, but at least 50 (Belkina et al., 2019; openTSNE).
   */
  readonly learningRate?: number | "auto";
  /** Distance between examples; "euclidean" by default. */
  readonly metric?: DistanceMetric;
  /**
   * First positions of the points: their first principal components ("pca", the default), random ones ("random"), or given ones
   * [n, components].
   */
  readonly initialization?: "pca" | "random" | NdArray<"float32">;
  /**
   * Method for the repulsion between points: "barnesHut" uses a tree, and "fft" interpolates on a grid, for 2 components only.
   * "auto" (the default) uses the faster one.
   */
  readonly method?: "auto" | "barnesHut" | "fft";
  /**
   * Speed of the tree against its accuracy: a cell of points counts as one point if its width is below `angle` times its
   * distance. 0.5 by default; 0 is exact.
   */
  readonly angle?: number;
  /** Seed of random first positions; 42 by default. */
  readonly seed?: number;
}

const TSNE_OPTIONS: OptionNames<TsneOptions> = {
  components: true,
  perplexity: true,
  earlyExaggeration: true,
  earlyIterations: true,
  iterations: true,
  learningRate: true,
  metric: true,
  initialization: true,
  method: true,
  angle: true,
  seed: true,
};

/** Options of `transform`. */
export interface TsneTransformOptions extends RunOptions {
  /** Number of threads; all cores by default. */
  readonly threads?: number;
  /** Approximate number of neighbours that count for each new row; 5 by default. */
  readonly perplexity?: number;
  /** Number of iterations; 250 by default. */
  readonly iterations?: number;
}

/** Progress of a t-SNE. */
export interface TsneProgress {
  readonly iteration: number;
  readonly iterations: number;
  readonly secondsPerIteration: number;
  /**
   * Computes the Kullback-Leibler divergence of the current map, without exaggeration. Lower values show neighbours more
   * faithfully. It takes about as long as an iteration.
   */
  klDivergence(): Promise<number>;
  /** Returns a copy of the current map, [n, components]. */
  map(): NdArray<"float32">;
}

/** Options of `fit`. */
export interface TsneFitOptions extends RunOptions {
  /** Number of threads; all cores by default. The map is the same for any number of threads. */
  readonly threads?: number;
  /** Stops the fit early, with the map at that moment. */
  readonly signal?: AbortSignal;
  /** Called every few iterations, about four times a second. */
  readonly onProgress?: (progress: TsneProgress) => void | Promise<void>;
}

const DEFAULTS = {
  components: 2,
  perplexity: 30,
  earlyExaggeration: 12,
  earlyIterations: 250,
  iterations: 1000,
  learningRate: "auto",
  metric: "euclidean",
  initialization: "pca",
  method: "auto",
  angle: 0.5,
  seed: 42,
} as const;

const PERPLEXITY = numbers("a number above 1", (value) => value > 1);

/** Approximate time in seconds between two reports of progress. */
const REPORT_SECONDS = 0.25;
const FIRST_STEPS = 10;
/** Number of points from which the grid is faster than the tree (docs/maps.md). */
const GRID_FROM = 20_000;
/** Standard deviation of the first positions. */
const FIRST_DEVIATION = 1e-4;

/**
 * Returns the useful number of threads. With fewer than a thousand points each, threads wait for one another longer than they
 * work.
 */
const usefulThreads = (points: number, threads: number): number => Math.max(1, Math.min(threads, Math.floor(points / 1000)));

/**
 * t-SNE (van der Maaten & Hinton, 2008): makes a map on which similar rows lie near one another. Parameters and defaults are
 * those of scikit-learn. It computes forces with a Barnes-Hut tree (van der Maaten, 2014) or on a grid, in WebAssembly with
 * several threads.
 *
 * @example
 * const tsne = await new Tsne({ perplexity: 30 }).fit(codings);
 * tsne.map; // float32 [n, 2]
 */
export class Tsne {
  readonly options: Required<TsneOptions>;
  private found:
    | (Given & { readonly map: NdArray<"float32">; readonly klDivergence: number; readonly neighborRecall: number })
    | undefined;

  /** @throws OptionError if an option is unknown or out of range. */
  constructor(options: TsneOptions = {}) {
    this.options = { ...DEFAULTS, ...copied(given(knownOptions("Tsne", options, TSNE_OPTIONS))) };
    expectValues(this.options, {
      components: oneOf(2, 3),
      perplexity: PERPLEXITY,
      earlyExaggeration: numbers("a number of at least 1", (value) => value >= 1),
      earlyIterations: whole(0),
      iterations: whole(1),
      learningRate: or(positive, oneOf("auto")),
      metric: METRIC,
      initialization: or(oneOf("pca", "random"), { what: "an array of positions", is: (value) => typeof value === "object" }),
      method: oneOf("auto", "barnesHut", "fft"),
      angle: numbers("a number from 0 (exact) to 1", (value) => value >= 0 && value <= 1),
    });
    if (this.options.method === "fft" && this.options.components === 3)
      throw new OptionError('The method "fft" only makes maps with 2 components. Use "barnesHut" for 3 components.');
  }

  /**
   * Makes a map of examples [n, …] in any form (`Data`), which are flattened. Another call starts again. Pixels (uint8) are
   * scaled to 0 … 1. Missing values of a table count as their column's mean. Equal rows get the same position.
   * @returns the t-SNE itself.
   * @throws DataError if a number isn't finite. The message names its row and column.
   * @throws OptionError if there are too few rows for the perplexity.
   * @throws TrainingError if the map diverges.
   * @example
   * const tsne = await new Tsne().fit(codings, { onProgress: ({ iteration }) => console.log(iteration) });
   */
  async fit(data: Data, options: TsneFitOptions = {}): Promise<this> {
    const names = { runtime: true, threads: true, signal: true, onProgress: true } as const;
    const { runtime, threads = availableThreads(), signal, onProgress } = knownOptions("fit", options, names);
    expectValues({ threads }, { threads: whole(1) });
    const { perplexity, metric, angle, iterations, earlyIterations, earlyExaggeration } = this.options;
    const { examples, table } = await givenExamples(data, {});
    const rows = numbersOf(examples, metric);
    const count = rows.shape[0]!;
    if (perplexity >= count - 1)
      throw new OptionError(
        `A perplexity of ${perplexity} needs more than ${Math.floor(perplexity) + 1} rows, but there are ${count}. ${count > 4 ? `Use a perplexity of at most ${Math.floor((count - 1) / 3)}` : "Give more rows"}.`,
      );
    const nearest = await nearestNeighbors(examples, Math.min(count - 1, Math.floor(3 * perplexity)), { metric, runtime });
    const affinities = jointProbabilities(nearest.indices, conditionalProbabilities(nearest, perplexity));
    const first = await this.firstPlaces(rows, { runtime });
    const descent = await openDescent(first, affinities, {
      angle,
      threads: usefulThreads(count, threads),
      grid: this.usesGrid(count),
    });
    try {
      let steps = FIRST_STEPS;
      let iteration = 0;
      while (iteration < iterations && !signal?.aborted) {
        const isEarly = iteration < earlyIterations;
        const size = Math.min(steps, (isEarly ? Math.min(earlyIterations, iterations) : iterations) - iteration);
        const began = performance.now();
        const exaggeration = isEarly ? earlyExaggeration : 1;
        await descent.steps(size, exaggeration, isEarly ? 0.5 : 0.8, this.rateFor(count, exaggeration));
        const secondsPerIteration = (performance.now() - began) / 1000 / size;
        iteration += size;
        steps = Math.max(1, Math.min(steps * 4, Math.round(REPORT_SECONDS / secondsPerIteration)));
        const klDivergence = () => descent.klDivergence();
        await onProgress?.({ iteration, iterations, secondsPerIteration, klDivergence, map: () => descent.map() });
      }
      const klDivergence = await descent.klDivergence();
      if (!Number.isFinite(klDivergence))
        throw new TrainingError(
          `t-SNE diverged: the positions are no longer finite. Lower learningRate (now ${this.rateFor(count)}), or scale the input columns.`,
        );
      this.found = { examples, table, map: withTwinsTogether(descent.map(), rows), klDivergence, neighborRecall: nearest.recall };
    } finally {
      await descent.close();
    }
    return this;
  }

  /** Makes a map of examples [n, …] and returns it: float32 [n, components]. */
  async fitTransform(data: Data, options: TsneFitOptions = {}): Promise<NdArray<"float32">> {
    await this.fit(data, options);
    return this.map;
  }

  /** Map of the examples in `fit`, float32 [n, components]. @throws OptionError before `fit`. */
  get map(): NdArray<"float32"> {
    return this.learned.map;
  }

  /**
   * Places new examples [m, …] on the map, which doesn't change. Returns their positions, float32 [m, components]. Each one is
   * attracted by its neighbours among the examples of `fit` and repelled by all of these, but not by other new examples. The
   * defaults are those of openTSNE (Poličar, Stražar & Zupan, 2019).
   * @throws OptionError before `fit`.
   * @throws ShapeError if they have another number of features.
   * @throws DataError if a number isn't finite.
   * @example
   * const positions = await tsne.transform(newCodings);
   */
  async transform(data: Data, options: TsneTransformOptions = {}): Promise<NdArray<"float32">> {
    const names = { runtime: true, threads: true, perplexity: true, iterations: true } as const;
    const { runtime, threads = availableThreads(), perplexity = 5, iterations = 250 } = knownOptions("transform", options, names);
    expectValues({ threads, perplexity, iterations }, { threads: whole(1), perplexity: PERPLEXITY, iterations: whole(0) });
    const { examples: rows, map, table } = this.learned;
    const { examples } = await givenExamples(data, { table, shape: rows.shape.slice(1) });
    const { metric, angle, components } = this.options;
    const count = examples.shape[0]!;
    const k = Math.min(map.shape[0]!, Math.floor(5 * perplexity));
    const nearest = await nearestNeighbors(rows, k, { metric, runtime, of: examples });
    const affinities = {
      starts: Int32Array.from({ length: count + 1 }, (_, i) => i * k),
      columns: nearest.indices.data,
      values: conditionalProbabilities(nearest, perplexity),
    };
    const first = ndarray("float32", [count, components], medians(nearest.indices, map));
    return settleOn(map, first, affinities, { angle, threads: usefulThreads(first.shape[0]!, threads), steps: iterations });
  }

  /** Kullback-Leibler divergence of the map. */
  get klDivergence(): number {
    return this.learned.klDivergence;
  }

  /** Share of the true neighbours that the map is based on: 1 unless the search was approximate (`nearestNeighbors`). */
  get neighborRecall(): number {
    return this.learned.neighborRecall;
  }

  /** Learned properties of the columns, if the examples were rows as objects. Undefined for arrays, and before `fit`. */
  get table(): TablePreprocessing | undefined {
    return this.found?.table;
  }

  private get learned() {
    if (!this.found) throw new OptionError("There is no map yet. Call fit first.");
    return this.found;
  }

  private rateFor(count: number, exaggeration = 1): number {
    const { learningRate } = this.options;
    return learningRate === "auto" ? Math.max(count / exaggeration / 4, 50) : learningRate;
  }

  private usesGrid(count: number): boolean {
    const { method, components } = this.options;
    return method === "auto" ? components === 2 && count >= GRID_FROM : method === "fft";
  }

  /** Returns the first positions of the points, which are the same for the same rows and seed. */
  private async firstPlaces(rows: NdArray<"float32">, options: RunOptions): Promise<NdArray<"float32">> {
    const { initialization, components, seed } = this.options;
    const [count, width] = rows.shape as [number, number];
    if (typeof initialization === "object") {
      if (initialization.shape.join() !== [count, components].join())
        throw new OptionError(
          `The first positions in initialization are [${initialization.shape.join(", ")}], but this map needs [${count}, ${components}].`,
        );
      return initialization;
    }
    if (initialization === "pca" && components <= Math.min(count, width)) {
      const projected = await new Pca({ components }).fit(rows, options).then((pca) => pca.transform(rows, options));
      let squares = 0;
      for (let at = 0; at < projected.data.length; at += components) squares += projected.data[at]! ** 2;
      const scale = FIRST_DEVIATION / Math.sqrt(squares / count);
      if (Number.isFinite(scale))
        return ndarray(
          "float32",
          projected.shape,
          projected.data.map((x) => x * scale),
        );
    }
    const source = random(seed);
    return ndarray(
      "float32",
      [count, components],
      Float32Array.from({ length: count * components }, () => FIRST_DEVIATION * source.normal()),
    );
  }
}

guard(Tsne, { changing: ["fit"], reading: ["transform"] });

/** Computes the median of the positions on the map of each row's neighbours [m, k]. Returns [m · components]. */
function medians({ shape, data }: NdArray<"int32">, map: NdArray<"float32">): Float32Array {
  const [count, k] = shape as [number, number];
  const components = map.shape[1]!;
  const places = new Float32Array(count * components);
  const column = new Float32Array(k);
  for (let i = 0; i < places.length; i++) {
    const row = Math.floor(i / components);
    for (let j = 0; j < k; j++) column[j] = map.data[data[row * k + j]! * components + (i % components)]!;
    column.sort();
    places[i] = k % 2 ? column[(k - 1) / 2]! : (column[k / 2 - 1]! + column[k / 2]!) / 2;
  }
  return places;
}
