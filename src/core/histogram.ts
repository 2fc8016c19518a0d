import { extent } from "./statistics.ts";

/** How many numbers lie between edges that are equally far apart. */
export interface Histogram {
  /** One more than there are counts, ascending. A number on an edge counts above it, on the last one below it. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Counts finite numbers in bins of equal width between the least and the greatest of them, as NumPy's `histogram` does; a single bin of no width where all are equal. NaN and infinities
 * count nowhere. No bins of no numbers.
 * @param bins how many bins there are; 10 by default.
 * @example
 * histogram(Float64Array.of(1, 2, 2, 5), 2); // { edges: [1, 3, 5], counts: [3, 1] }
 */
export function histogram(values: Float64Array, bins = 10, range?: readonly [low: number, high: number]): Histogram {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { edges: [], counts: [] };
  const [low, high] = range ?? extent(finite);
  if (low === high) return { edges: [low, high], counts: [finite.length] };
  const edges = Array.from({ length: bins + 1 }, (_, i) => edgeOf(low, high, i / bins));
  const counts = new Array<number>(bins).fill(0);
  // The whole range may be beyond a float64, half of it isn't.
  const half = high / 2 - low / 2;
  for (const x of finite) {
    let bin = Math.min(bins - 1, Math.floor(((x / 2 - low / 2) / half) * bins));
    // What rounding put on the wrong side of an edge.
    if (x < edges[bin]!) bin--;
    else if (bin < bins - 1 && x >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return { edges, counts };
}

const edgeOf = (low: number, high: number, share: number): number => {
  if (share === 1) return high;
  const range = high - low;
  return Number.isFinite(range) ? low + range * share : low * (1 - share) + high * share;
};
