import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { UsageError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { given, knownOptions, type OptionNames } from "../core/options.ts";
import { type WorkProgress, workProgress } from "../core/progress.ts";
import { lookUp } from "../core/suggest.ts";
import { count } from "../core/words.ts";
import { type DistanceMetric, neighborAccuracy, Pca, Tsne, trustworthiness, Umap } from "../manifold/index.ts";
import { defaultRuntime } from "../runtime/default.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { encode } from "./encode.ts";
import { dataFor, type MemoryData } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions } from "./options.ts";

/** Methods that draw a map of codings. */
export type MapMethod = "tsne" | "umap" | "pca";

/** The progress of a map, with the current divergence for t-SNE. */
export interface MapProgress extends WorkProgress {
  readonly klDivergence?: number;
}

/** Options of `map`. */
export interface MapOptions extends Omit<TaskOptions, "onProgress"> {
  /** Default: t-SNE. */
  readonly method?: MapMethod;
  /** Distance between codings. Default: Euclidean. */
  readonly metric?: DistanceMetric;
  readonly seed?: number;
  /** For t-SNE: the perplexity, roughly the number of neighbours of a point. Default: 30. */
  readonly perplexity?: number;
  /** For t-SNE and UMAP: number of iterations. Default: 1000 for t-SNE, chosen by the number of rows for UMAP. */
  readonly iterations?: number;
  /** For UMAP: number of neighbours. Default: 15. */
  readonly neighbors?: number;
  /** For UMAP: smallest distance between points. Default: 0.1. */
  readonly minDist?: number;
  /** For t-SNE: number of threads. Default: all cores. */
  readonly threads?: number;
  /** Ends the iterations early. The result is then the current map, and `interrupted`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MapProgress) => void;
  /** Called when a step begins that takes a while without progress. */
  readonly onStep?: (step: string) => void;
}

export const MAP_OPTIONS: OptionNames<MapOptions> = {
  ...TASK_OPTIONS,
  method: true,
  metric: true,
  seed: true,
  perplexity: true,
  iterations: true,
  neighbors: true,
  minDist: true,
  threads: true,
  onStep: true,
};

/** Measures of how well a map represents the codings. */
export interface MapQuality {
  /** Kullback-Leibler divergence, the loss of t-SNE. */
  readonly klDivergence?: number;
  /** How well the `neighbors` nearest points on the map are neighbours among the codings, from 0 to 1. */
  readonly trustworthiness?: number;
  /** Share of points that have the class of most of their ten neighbours on the map. */
  readonly neighborAccuracy?: number;
}

/** A map of codings in two dimensions. */
export interface CodingsMap {
  /** [n, 2] */
  readonly positions: NdArray<"float32">;
  readonly method: MapMethod;
  readonly quality: MapQuality;
  /** Number of neighbours for trustworthiness; 0 if there are too few rows. */
  readonly neighbors: number;
  /** Seconds that the mapping took. */
  readonly seconds: number;
  /** Whether the signal ended it. */
  readonly interrupted: boolean;
}

/** Number of neighbours for trustworthiness, and of rows that it is measured on. */
const NEIGHBORS = 12;
const SAMPLE = 1000;
/** Milliseconds between two calls of onProgress, because the divergence takes time to compute. */
const TELL_EVERY = 400;

/** Options of only one method. */
const OWN = { tsne: ["perplexity"], umap: ["neighbors", "minDist"], pca: [] } as const;

/** @throws UsageError if an option belongs to another method. */
export function expectOwnOptions({ method = "tsne", ...options }: MapOptions): void {
  for (const [other, names] of Object.entries(OWN))
    for (const name of names)
      if (other !== method && options[name] !== undefined)
        throw new UsageError(message`${option(name)} is for ${option("method", other)}.`);
}

/**
 * Computes a two-dimensional map of the codings of examples.
 * @param data - examples [n, …] in any form (`Data`). If a dataset has labels, the map is also measured by how well it separates
 * the classes.
 * @throws UsageError if an option belongs to another method; ShapeError if examples don't have the shape of the model's input.
 * @example
 * const { positions, quality } = await map(autoencoder, examples, { method: "umap" });
 */
export async function map(autoencoder: Autoencoder, data: MemoryData, options: MapOptions = {}): Promise<CodingsMap> {
  const { runtime, onProgress } = knownOptions("map", options, MAP_OPTIONS);
  expectOwnOptions(options);
  const dataset = await dataFor(autoencoder, data, { ...options, shape: autoencoder.trained.model.inputExampleShape });
  const { codings } = await encode(autoencoder, dataset, { runtime, onProgress });
  return mapCodings(codings, options, dataset.labels?.data);
}

/**
 * Computes a two-dimensional map of codings [n, …].
 * @param labels - class of each row, to measure how well the map separates the classes.
 * @throws UsageError if an option belongs to another method.
 * @example
 * const { positions } = await mapCodings(await autoencoder.transform(examples), { method: "pca" });
 */
export async function mapCodings(
  codings: NdArray<"float32">,
  wanted: MapOptions = {},
  labels?: ArrayLike<number>,
): Promise<CodingsMap> {
  const { method = "tsne", ...options } = knownOptions("mapCodings", wanted, MAP_OPTIONS);
  lookUp("method", method, methods);
  const rows = codings.shape[0]!;
  const flat = { ...codings, shape: [rows, sizeOf(codings.shape.slice(1))] };
  const runtime = options.runtime ?? (await defaultRuntime({ device: options.device }));
  const began = performance.now();
  const { positions, klDivergence } = await methods[method](flat, { ...options, runtime });
  const seconds = (performance.now() - began) / 1000;
  const { metric = "euclidean", signal } = options;
  const neighbors = Math.max(0, Math.min(NEIGHBORS, Math.ceil(rows / 2) - 1));
  const quality = {
    ...(klDivergence !== undefined && { klDivergence }),
    ...(neighbors >= 1 && { trustworthiness: await trustworthiness(flat, positions, { neighbors, sample: SAMPLE, metric }) }),
    ...(labels && rows > 10 && { neighborAccuracy: await neighborAccuracy(positions, Int32Array.from(labels)) }),
  };
  return { positions, method, quality, neighbors, seconds, interrupted: signal?.aborted === true };
}

type Method = (
  codings: NdArray<"float32">,
  options: MapOptions & { readonly runtime: Runtime },
) => Promise<{ readonly positions: NdArray<"float32">; readonly klDivergence?: number }>;

const methods: Readonly<Record<MapMethod, Method>> = {
  async pca(codings, { runtime }) {
    return { positions: await new Pca({ components: 2 }).fitTransform(codings, { runtime }) };
  },

  async umap(codings, { runtime, signal, metric, seed, neighbors, minDist, iterations: epochs, onProgress }) {
    const umap = new Umap(given({ metric, seed, neighbors, minDist, epochs }));
    let tell: ((done: number) => void) | undefined;
    const told = ({ iteration, iterations }: { iteration: number; iterations: number }) => {
      tell ??= workProgress("epochs of UMAP", iterations, onProgress);
      tell(iteration);
    };
    return { positions: await umap.fitTransform(codings, { ...given({ signal }), runtime, onProgress: told }) };
  },

  async tsne(codings, { runtime, signal, metric, seed, perplexity, iterations, threads, onProgress, onNote, onStep }) {
    onStep?.(`t-SNE: finding the neighbours of ${count(codings.shape[0]!)} rows …`);
    const tsne = new Tsne(given({ metric, seed, perplexity, iterations }));
    let told = 0;
    await tsne.fit(codings, {
      ...given({ signal, threads }),
      runtime,
      onProgress: async ({ iteration: done, iterations: total, secondsPerIteration, klDivergence }) => {
        if (!onProgress || performance.now() - told < TELL_EVERY) return;
        told = performance.now();
        const secondsLeft = (total - done) * secondsPerIteration;
        const speed = { perSecond: 1 / secondsPerIteration, secondsLeft };
        onProgress({ unit: "iterations of t-SNE", done, total, ...speed, klDivergence: await klDivergence() });
      },
    });
    if (tsne.neighborRecall < 1) onNote?.(`Neighbours were found approximately: recall ${tsne.neighborRecall.toFixed(4)}.`);
    return { positions: tsne.map, klDivergence: tsne.klDivergence };
  },
};
