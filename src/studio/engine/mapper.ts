import type { NdArray } from "../../core/ndarray.ts";
import { aligned } from "../../manifold/align.ts";
import { Pca, Tsne } from "../../manifold/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/** A map as it is wanted. */
export interface MapWish {
  /** float32 [n, …]. */
  readonly codings: NdArray<"float32">;
  readonly method: "tsne" | "pca";
  readonly perplexity: number;
  readonly iterations: number;
  readonly seed: number;
  /** A map of the same rows that the new one is turned to; t-SNE begins there. float32 [n, 2]. */
  readonly onto?: NdArray<"float32">;
}

export interface MapProgress {
  readonly map: NdArray<"float32">;
  readonly iteration: number;
  readonly iterations: number;
}

/** t-SNE wants its first places this near to one another. */
const FIRST_DEVIATION = 1e-4;

/** Makes maps of codings, one at a time: a new wish ends the one before. */
export class Mapper {
  private readonly runtime: Runtime;
  private readonly threads: number;
  private underWay: AbortController | undefined;

  constructor(runtime: Runtime, threads: number) {
    this.runtime = runtime;
    this.threads = threads;
  }

  /** The map; on its way, t-SNE tells of the map of the moment. Undefined where another one was wished for meanwhile. */
  async map(wish: MapWish, tell?: (progress: MapProgress) => void): Promise<NdArray<"float32"> | undefined> {
    this.underWay?.abort();
    const own = new AbortController();
    this.underWay = own;
    const { codings, method, perplexity, iterations, seed, onto } = wish;
    const turned = (map: NdArray<"float32">) => (onto ? aligned(map, onto) : map);
    if (method === "pca") return turned(await this.principal(codings));
    const count = codings.shape[0]!;
    const tsne = new Tsne({
      perplexity: Math.max(1.5, Math.min(perplexity, (count - 2) / 3)),
      iterations,
      earlyIterations: Math.min(250, Math.round(iterations / 4)),
      seed,
      ...(onto && { initialization: small(onto) }),
    });
    await tsne.fit(codings, {
      runtime: this.runtime,
      threads: this.threads,
      signal: own.signal,
      onProgress: async ({ iteration, iterations: all, map }) => {
        if (!own.signal.aborted) tell?.({ map: turned(map()), iteration, iterations: all });
        // On one thread nothing else lets another wish in.
        await new Promise((resolve) => setTimeout(resolve));
      },
    });
    return own.signal.aborted ? undefined : turned(tsne.map);
  }

  /** Ends the map that is under way. */
  stop(): void {
    this.underWay?.abort();
  }

  private async principal(codings: NdArray<"float32">): Promise<NdArray<"float32">> {
    const pca = await new Pca({ components: 2 }).fit(codings, { runtime: this.runtime });
    return pca.transform(codings, { runtime: this.runtime });
  }
}

/** A map as t-SNE's first places. */
function small(map: NdArray<"float32">): NdArray<"float32"> {
  const { data, shape } = map;
  const mean = [0, 1].map((axis) => data.reduce((sum, value, at) => (at % 2 === axis ? sum + value : sum), 0) / shape[0]!);
  const centred = data.map((value, at) => value - mean[at % 2]!);
  const deviation = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0) / centred.length) || 1;
  return { ...map, data: centred.map((value) => (value * FIRST_DEVIATION) / deviation) };
}
