import type { NdArray } from "../core/ndarray.ts";
import { columnOf } from "../core/rows.ts";
import { quantile } from "../core/statistics.ts";
import { rounded } from "../core/words.ts";
import { featureStarts, type NumberColumn, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { describeColumn, describeTable, missingWords } from "../data/tables/schema/describe.ts";
import { unscaled } from "../data/tables/schema/features.ts";

/** Describes the columns of a table like `describeTable`, but with the medians and quartiles of numbers in the rows [n, features]: a detector scales by them. */
export function describeQuartiles(table: TablePreprocessing, rows: NdArray<"float32">): string[] {
  const starts = featureStarts(table.columns);
  return describeTable(table, (column, i) =>
    column.kind === "number" ? numberWords(column, knownOf(rows, starts[i]!)) : describeColumn(column),
  );
}

function numberWords(column: NumberColumn, sorted: Float32Array): string {
  if (sorted.length === 0) return `number${missingWords(column)}`;
  const [lower, median, upper] = [0.25, 0.5, 0.75].map((share) => rounded(unscaled(column, quantile(sorted, share)), 4));
  return `number, median ${median}, quartiles ${lower} and ${upper}${missingWords(column)}`;
}

/** A feature's values that aren't missing, sorted. */
const knownOf = (rows: NdArray<"float32">, feature: number): Float32Array =>
  columnOf(rows, feature)
    .filter((value) => !Number.isNaN(value))
    .sort();
