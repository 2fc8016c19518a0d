import type { NdArray } from "../core/ndarray.ts";
import type { Random } from "../core/random.ts";
import { type CategoryColumn, featureCount, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { featureWidth } from "../data/tables/schema/features.ts";

/**
 * Replaces the probabilities of each category in decoded rows [n, features], or windows of them, by one value, drawn by these
 * probabilities. The value is one-hot encoded, as in training rows. The most likely value each time would leave out the rare
 * ones.
 */
export function drawCategories(table: TablePreprocessing, { data }: NdArray<"float32">, source: Random): void {
  const width = featureWidth(table);
  for (let row = 0; row < data.length; row += width) {
    let at = row;
    for (const column of table.columns) {
      const size = featureCount(column);
      if (column.kind === "category") drawOne(data.subarray(at, at + size), seenIn(column), source);
      at += size;
    }
  }
}

/** Returns the number of values of a category that training rows had. If all values are listed, no row had the last one. */
const seenIn = (column: CategoryColumn): number => (column.rest === 0 ? column.values.length : featureCount(column));

function drawOne(probabilities: Float32Array, seen: number, source: Random): void {
  let left = source.uniform() * probabilities.subarray(0, seen).reduce((sum, p) => sum + p, 0);
  let drawn = 0;
  for (; drawn < seen - 1; drawn++) {
    left -= probabilities[drawn]!;
    if (left < 0) break;
  }
  probabilities.fill(0);
  probabilities[drawn] = 1;
}
