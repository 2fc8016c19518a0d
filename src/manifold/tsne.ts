import { OptionError, TrainingError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { given, knownOptions, type OptionNames } from "../core/options.ts";
import { random } from "../core/random.ts";
import { shown } from "../core/words.ts";
import type { Data } from "../data/given/data.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { RunOptions } from "../models/index.ts";
import { conditionalProbabilities, jointProbabilities } from "./affinities.ts";
import { availableThreads } from "./crew.ts";
import { openDescent, settleOn } from "./descent.ts";
import { type Given, givenExamples } from "./given.ts";
import { type DistanceMetric, nearestNeighbors, numbersOf } from "./neighbors.ts";
import { Pca } from "./pca.ts";

export interface TsneOptions {
  /** Of the map: 2 by default, or 3. */
  readonly components?: 2 | 3;
  /** About how many neighbours count for each row; 30 by default. */
  readonly perplexity?: number;
  /** How much more strongly neighbours pull in the first iterations; 12 by default. */
  readonly earlyExaggeration?: number;
  /** How many those are; 250 by default. */
  readonly earlyIterations?: number;
  /** All of them, the early ones included; 1000 by default. */
  readonly iterations?: number;
  /** "auto" by default: rows / 4 / the exaggeration of the moment, but at least 50 (Belkina et al., 2019; openTSNE). */
  readonly learningRate?: number | "auto";
  readonly metric?: DistanceMetric;
  /** Where the points start: at their first principal components ("pca", the default), anywhere ("random"), or at places given, [n, components]. */
  readonly initialization?: "pca" | "random" | NdArray<"float32">;
  /**
   * How points push one another away: "barnesHut", by a tree; "fft", by interpolation on a grid, in the plane alone; "auto", the default, by the faster one of them.
   */
  readonly method?: "auto" | "barnesHut" | "fft";
  /** Of the tree, speed against accuracy: a cell of points is taken as one where its width is below `angle` times its distance; .5 by default, 0 is exact. */
  readonly angle?: number;
  /** 42 by default. Matters for random places alone. */
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

export interface TsneTransformOptions extends RunOptions {
  readonly threads?: number;
  /** About how many neighbours count for each new row; 5 by default. */
  readonly perplexity?: number;
  /** 250 by default. */
  readonly iterations?: number;
}

export interface TsneProgress {
  readonly iteration: number;
  readonly iterations: number;
  readonly secondsPerIteration: number;
  /** How badly the map shows who is near whom: the Kullback-Leibler divergence of this moment, without exaggeration. Takes about as long as an iteration. */
  klDivergence(): Promise<number>;
  /** The map of this moment [n, components], copied. */
  map(): NdArray<"float32">;
}

export interface TsneFitOptions extends RunOptions {
  /** All cores by default. Any number of them gives the same map. */
  readonly threads?: number;
  /** Ends the fit early: with the map of that moment. */
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

/** Iterations between two reports take about so long. */
const REPORT_SECONDS = 0.25;
const FIRST_STEPS = 10;
/** From so many points on the grid is faster than the tree (docs/maps.md). */
const GRID_FROM = 20_000;
/** The spread of the first places. */
const FIRST_DEVIATION = 1e-4;

/** Threads for so many points: of fewer than a thousand each, they wait for one another longer than they work, on a busy machine for minutes. */
const usefulThreads = (points: number, threads: number): number => Math.max(1, Math.min(threads, Math.floor(points / 1000)));

/**
 * t-SNE (van der Maaten & Hinton, 2008): a map on which rows that are near one another lie near one another. Forces by Barnes and Hut's tree
 * (van der Maaten, 2014), in WebAssembly, in several threads. scikit-learn's parameters and defaults.
 */
export class Tsne {
  readonly options: Required<TsneOptions>;
  private found:
    | (Given & { readonly map: NdArray<"float32">; readonly klDivergence: number; readonly neighborRecall: number })
    | undefined;

  /** @throws OptionError where an option isn't known or is impossible. */
  constructor(options: TsneOptions = {}) {
    this.options = { ...DEFAULTS, ...given(knownOptions("Tsne", options, TSNE_OPTIONS)) };
    const { components, perplexity, iterations, earlyIterations, earlyExaggeration, learningRate, method, angle } = this.options;
    const expect = (holds: boolean, what: string) => {
      if (!holds) throw new OptionError(what);
    };
    const isCount = (n: number) => Number.isInteger(n) && n >= 0;
    expect(components === 2 || components === 3, `A t-SNE map has 2 or 3 components, but this is ${shown(components)}.`);
    expect(perplexity > 1 && perplexity < Infinity, `A perplexity is a number above 1, but this is ${shown(perplexity)}.`);
    expect(isCount(iterations), `Iterations are a whole number, but this is ${shown(iterations)}.`);
    expect(isCount(earlyIterations), `Early iterations are a whole number, but this is ${shown(earlyIterations)}.`);
    expect(
      earlyExaggeration >= 1 && earlyExaggeration < Infinity,
      `Early exaggeration is at least 1, but this is ${shown(earlyExaggeration)}.`,
    );
    expect(
      learningRate === "auto" || (learningRate > 0 && learningRate < Infinity),
      `A learning rate is a positive number or "auto", but this is ${shown(learningRate)}.`,
    );
    expect(["auto", "barnesHut", "fft"].includes(method), `A method is auto, barnesHut or fft, but this is ${shown(method)}.`);
    expect(
      method !== "fft" || components === 2,
      "The grid (method fft) is for maps in the plane. Take barnesHut for 3 components.",
    );
    expect(angle >= 0 && angle <= 1, `The angle lies between 0 (exact) and 1, but this is ${shown(angle)}.`);
  }

  /**
   * Maps examples [n, …] in any form (`Data`), flattened; pixels (uint8) count from 0 to 1, and a missing value of a table's rows as its column's mean. Called again, it
   * begins anew.
   * @returns the t-SNE itself.
   * @throws DataError where a number isn't finite (naming its row and column); OptionError where there are too few rows for the perplexity.
   */
  async fit(data: Data, options: TsneFitOptions = {}): Promise<this> {
    const names = { runtime: true, threads: true, signal: true, onProgress: true } as const;
    const { runtime, threads = availableThreads(), signal, onProgress } = knownOptions("fit", options, names);
    const { perplexity, metric, angle, iterations, earlyIterations, earlyExaggeration } = this.options;
    const { examples, table } = await givenExamples(data, {});
    const rows = numbersOf(examples, metric);
    const count = rows.shape[0]!;
    if (perplexity >= count - 1)
      throw new OptionError(
        `A perplexity of ${perplexity} takes more than ${Math.floor(perplexity) + 1} rows, and here are ${count}. ${count > 4 ? `Take a perplexity of at most ${Math.floor((count - 1) / 3)}` : "Give more rows"}.`,
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
        throw new TrainingError(`The map has lost its numbers. Take a lower learning rate (it is ${this.rateFor(count)}).`);
      this.found = { examples, table, map: descent.map(), klDivergence, neighborRecall: nearest.recall };
    } finally {
      await descent.close();
    }
    return this;
  }

  /** Maps examples [n, …], and gives the map: float32 [n, components]. */
  async fitTransform(data: Data, options: TsneFitOptions = {}): Promise<NdArray<"float32">> {
    await this.fit(data, options);
    return this.map;
  }

  /** The map of the examples that were given to `fit`: float32 [n, components]. @throws OptionError before that. */
  get map(): NdArray<"float32"> {
    return this.learned.map;
  }

  /**
   * New examples [m, …] on the map, which stays as it is: each is pulled by its neighbours among the examples of `fit` and pushed away by all of them, not by other
   * new ones (Poličar, Stražar & Zupan, 2019, with openTSNE's defaults). float32 [m, components].
   * @throws OptionError before `fit`; ShapeError where they have another number of features; DataError where a number isn't finite.
   */
  async transform(data: Data, options: TsneTransformOptions = {}): Promise<NdArray<"float32">> {
    const names = { runtime: true, threads: true, perplexity: true, iterations: true } as const;
    const { runtime, threads = availableThreads(), perplexity = 5, iterations = 250 } = knownOptions("transform", options, names);
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

  /** The Kullback-Leibler divergence of that map. */
  get klDivergence(): number {
    return this.learned.klDivergence;
  }

  /** The share of true neighbours that the map was made of: 1 unless they were found approximately (`nearestNeighbors`). */
  get neighborRecall(): number {
    return this.learned.neighborRecall;
  }

  /** What was learned of the columns of rows as objects; undefined of arrays, and before `fit`. */
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

  /** Where the points start. The same for the same rows and seed. */
  private async firstPlaces(rows: NdArray<"float32">, options: RunOptions): Promise<NdArray<"float32">> {
    const { initialization, components, seed } = this.options;
    const [count, width] = rows.shape as [number, number];
    if (typeof initialization === "object") {
      if (initialization.shape.join() !== [count, components].join())
        throw new OptionError(
          `The first places are [${initialization.shape.join(", ")}]; this map needs [${count}, ${components}].`,
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

/** For each row of neighbours [m, k], the median of their places on the map: [m · components]. */
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
