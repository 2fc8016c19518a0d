import { extent } from "./statistics.ts";

/** A histogram: the edges of bins of equal width, and the number of values in each. */
export interface Histogram {
  /**
   * Ascending edges, one more than there are bins. A number on an edge counts in the bin above it; on the last edge, in the
   * bin below.
   */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Counts the finite numbers in bins of equal width between the minimum and the maximum, as NumPy's `histogram` does. NaN and
 * infinities aren't counted. There is a single bin of width 0 if all numbers are equal, and no bin if there are no numbers.
 * @param bins - number of bins; default 10.
 * @param range - lowest and highest edge; default: the minimum and maximum of the finite numbers.
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
  // The whole range may be too large for a float64; half of it isn't.
  const half = high / 2 - low / 2;
  for (const x of finite) {
    let bin = Math.min(bins - 1, Math.floor(((x / 2 - low / 2) / half) * bins));
    // Rounding may have put the number into the bin next to its own.
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
