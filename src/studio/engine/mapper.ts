import type { NdArray } from "../../core/ndarray.ts";
import { Pca, Tsne } from "../../manifold/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/** A request for a map. */
export interface MapWish {
  /** float32 [n, …]. */
  readonly codings: NdArray<"float32">;
  readonly method: "tsne" | "pca";
  /** Number of t-SNE iterations; 500 by default, which is enough for the clusters of a thousand points. */
  readonly iterations?: number;
  /** A map of the same rows that t-SNE starts from, float32 [n, 2]. */
  readonly onto?: NdArray<"float32">;
}

export interface MapProgress {
  readonly map: NdArray<"float32">;
  readonly iteration: number;
  readonly iterations: number;
}

const PERPLEXITY = 30;
const ITERATIONS = 500;
/** Standard deviation of the initial places, which t-SNE needs to be close together. */
const FIRST_DEVIATION = 1e-4;

/** Computes maps of codings, one at a time. A new request cancels the previous one. */
export class Mapper {
  private readonly runtime: Runtime;
  private readonly threads: number;
  private underWay: AbortController | undefined;

  constructor(runtime: Runtime, threads: number) {
    this.runtime = runtime;
    this.threads = threads;
  }

  /** Computes a map. t-SNE passes intermediate maps to `tell`. Returns undefined if another map was requested meanwhile. */
  async map(wish: MapWish, tell?: (progress: MapProgress) => void): Promise<NdArray<"float32"> | undefined> {
    this.underWay?.abort();
    const own = new AbortController();
    this.underWay = own;
    const { codings, method, iterations = ITERATIONS, onto } = wish;
    if (method === "pca") return new Pca({ components: 2 }).fitTransform(codings, { runtime: this.runtime });
    const count = codings.shape[0]!;
    const tsne = new Tsne({
      perplexity: Math.max(1.5, Math.min(PERPLEXITY, (count - 2) / 3)),
      iterations,
      earlyIterations: Math.min(250, Math.round(iterations / 4)),
      ...(onto && { initialization: small(onto) }),
    });
    await tsne.fit(codings, {
      runtime: this.runtime,
      threads: this.threads,
      signal: own.signal,
      onProgress: async ({ iteration, iterations: all, map }) => {
        if (!own.signal.aborted) tell?.({ map: map(), iteration, iterations: all });
        // With one thread, this is the only chance for another request to arrive.
        await new Promise((resolve) => setTimeout(resolve));
      },
    });
    return own.signal.aborted ? undefined : tsne.map;
  }

  /** Cancels the map that is under way. */
  stop(): void {
    this.underWay?.abort();
  }
}

/** Returns a map as initial places for t-SNE. */
function small(map: NdArray<"float32">): NdArray<"float32"> {
  const { data, shape } = map;
  const mean = [0, 1].map((axis) => data.reduce((sum, value, at) => (at % 2 === axis ? sum + value : sum), 0) / shape[0]!);
  const centred = data.map((value, at) => value - mean[at % 2]!);
  const deviation = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0) / centred.length) || 1;
  return { ...map, data: centred.map((value) => (value * FIRST_DEVIATION) / deviation) };
}
