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

export type MapMethod = "tsne" | "umap" | "pca";

/** How far a map has come; of t-SNE with the divergence that it lowers. */
export interface MapProgress extends WorkProgress {
  readonly klDivergence?: number;
}

/** Options of `map`. */
export interface MapOptions extends Omit<TaskOptions, "onProgress"> {
  /** t-SNE by default. */
  readonly method?: MapMethod;
  /** Distance between codings; Euclidean by default. */
  readonly metric?: DistanceMetric;
  readonly seed?: number;
  /** Of t-SNE: about how many neighbours count; 30 by default. */
  readonly perplexity?: number;
  /** Of t-SNE or UMAP; 1000 by default, UMAP's by the number of rows. */
  readonly iterations?: number;
  /** Of UMAP; 15 by default. */
  readonly neighbors?: number;
  /** Of UMAP: how close points may come; 0.1 by default. */
  readonly minDist?: number;
  /** Threads of t-SNE; all cores by default. */
  readonly threads?: number;
  /** Ends the iterations: the map is then that of the moment, and `interrupted`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MapProgress) => void;
  /** Called when a step begins that takes a while and can't tell how far it is. */
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

/** How well a map keeps what is in the codings. */
export interface MapQuality {
  /** What t-SNE has lowered. */
  readonly klDivergence?: number;
  /** Whether neighbours on the map are neighbours among the codings, from 0 to 1, of `neighbors` of them. */
  readonly trustworthiness?: number;
  /** The share of points whose class most of their ten neighbours on the map have. */
  readonly neighborAccuracy?: number;
}

/** Codings in the plane. */
export interface CodingsMap {
  /** [n, 2] */
  readonly positions: NdArray<"float32">;
  readonly method: MapMethod;
  readonly quality: MapQuality;
  /** Neighbours that trustworthiness looks at; 0 where there are too few rows. */
  readonly neighbors: number;
  /** Seconds that the mapping took. */
  readonly seconds: number;
  /** Whether the signal ended it. */
  readonly interrupted: boolean;
}

/** What is measured of a map: neighbours that are looked at, and rows that stand for all. */
const NEIGHBORS = 12;
const SAMPLE = 1000;
/** Milliseconds between two calls of onProgress: the divergence takes time of its own. */
const TELL_EVERY = 400;

/** Options that belong to one method. */
const OWN = { tsne: ["perplexity"], umap: ["neighbors", "minDist"], pca: [] } as const;

/** @throws UsageError where an option is one of another method. */
export function expectOwnOptions({ method = "tsne", ...options }: MapOptions): void {
  for (const [other, names] of Object.entries(OWN))
    for (const name of names)
      if (other !== method && options[name] !== undefined)
        throw new UsageError(message`${option(name)} is for ${option("method", other)}.`);
}

/**
 * Maps the codings of examples into the plane.
 * @param data examples [n, …] in any form (`Data`); the labels of a dataset then tell how well the map keeps its classes apart.
 * @throws UsageError for an option of another method; ShapeError where examples aren't of the shape that the model takes.
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

/** Maps codings [n, …] into the plane. @param labels the class of each, for the measure of how well the map keeps them apart. */
export async function mapCodings(
  codings: NdArray<"float32">,
  wanted: MapOptions = {},
  labels?: ArrayLike<number>,
): Promise<CodingsMap> {
  const { method = "tsne", ...options } = knownOptions("mapCodings", wanted, MAP_OPTIONS);
  lookUp("method", method, methods);
  const rows = codings.shape[0]!;
  const flat = { ...codings, shape: [rows, sizeOf(codings.shape.slice(1))] };
  const runtime = options.runtime ?? (await defaultRuntime());
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
