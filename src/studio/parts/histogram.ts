/** Counts the values in each of `bins` equal bins between `low` and `high`. NaN isn't counted; values outside count in the first or last bin. */
export function histogram(
  values: ArrayLike<number>,
  low: number,
  high: number,
  bins: number,
  stride = 1,
  start = 0,
): Uint32Array {
  const counts = new Uint32Array(bins);
  const width = (high - low) / bins || 1;
  for (let i = start; i < values.length; i += stride) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    counts[Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)))]!++;
  }
  return counts;
}

/** Returns the smallest and the largest finite value, or 0 and 1 if there is none. */
export function rangeOf(values: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Returns the outline of a histogram as an SVG path in a box of `bins` by 1. The highest bin is as high as the box. */
export function outline(counts: Uint32Array): string {
  const most = Math.max(...counts) || 1;
  return `M0 1${[...counts].map((count, i) => `L${i} ${(1 - count / most).toFixed(3)}H${i + 1}`).join("")}V1Z`;
}
