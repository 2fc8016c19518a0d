import { availableParallelism } from "node:os";
import type { NdArray } from "../core/ndarray.ts";

/** The part of usearch that is used. The package is optional, so its own types may be missing. */
interface Usearch {
  readonly Index: new (
    options: Readonly<Record<string, unknown>>,
  ) => {
    add(keys: BigUint64Array, vectors: readonly Float32Array[], threads: number): void;
    search(vectors: readonly Float32Array[], k: number, threads: number): { readonly keys: BigUint64Array };
  };
}

/** Number of rows to add or to search at a time. Between two of these blocks, the process can do other work. */
const ROWS = 2000;
/** Candidates that the graph examines: for the neighbours of a new row, and for each requested neighbour of a query. */
const LOOKED_AT_ADDING = 128;
const LOOKED_AT = 2;

/** Finds approximately the k nearest rows [n, width] of each query [m, width]. Returns their indices, [m · k]. */
export type ApproximateNeighbors = (rows: NdArray<"float32">, queries: NdArray<"float32">, k: number) => Promise<Int32Array>;

/**
 * Returns a search with usearch's graph of neighbours, or undefined if usearch isn't installed. Source: Malkov & Yashunin,
 * "Hierarchical navigable small world graphs", 2018.
 */
export async function usearchNeighbors(): Promise<ApproximateNeighbors | undefined> {
  // The package may be missing, so TypeScript must not look up its name.
  const name: string = "usearch";
  const usearch = await (import(name) as Promise<Usearch>).catch(() => undefined);
  if (!usearch) return undefined;
  return async (rows, queries, k) => {
    const threads = availableParallelism();
    const index = new usearch.Index({
      dimensions: rows.shape[1],
      metric: "l2sq",
      quantization: "f32",
      connectivity: 16,
      expansion_add: LOOKED_AT_ADDING,
      expansion_search: LOOKED_AT * k,
      multi: false,
    });
    for (const { first, block } of blocks(rows)) {
      index.add(
        BigUint64Array.from(block, (_, i) => BigInt(first + i)),
        block,
        threads,
      );
      await breath();
    }
    const found = new Int32Array(queries.shape[0]! * k);
    for (const { first, block } of blocks(queries)) {
      const { keys } = index.search(block, k, threads);
      for (let i = 0; i < keys.length; i++) found[first * k + i] = Number(keys[i]);
      await breath();
    }
    return found;
  };
}

const breath = () => new Promise((resolve) => setImmediate(resolve));

function* blocks({ shape, data }: NdArray<"float32">): Generator<{ first: number; block: Float32Array[] }> {
  const [count, width] = shape as [number, number];
  for (let first = 0; first < count; first += ROWS) {
    const size = Math.min(ROWS, count - first);
    yield { first, block: Array.from({ length: size }, (_, i) => data.subarray((first + i) * width, (first + i + 1) * width)) };
  }
}
