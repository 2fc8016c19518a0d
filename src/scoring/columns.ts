import type { ResultColumn } from "../data/tables/duckdb/write.node.ts";
import { apartFrom } from "../data/tables/schema/column-names.ts";

/**
 * Returns the columns of a table of scores: row number, keys, score, percentile, outlier flag, causes and expected values. A key
 * column with the same name as another column gets an underscore after its name.
 * @param more columns that follow the others.
 */
export function scoreColumns(
  keys: readonly ResultColumn[],
  { outlier = "whole", more = [] }: { outlier?: ResultColumn["type"]; more?: readonly ResultColumn[] } = {},
): ResultColumn[] {
  const row: ResultColumn = { name: "row", type: "whole" };
  const others: ResultColumn[] = [
    { name: "score", type: "number" },
    { name: "percentile", type: "number" },
    { name: "outlier", type: outlier },
    { name: "cause", type: "text" },
    { name: "expected", type: "text" },
    ...more,
  ];
  const taken = [row, ...others].map(({ name }) => name);
  return [row, ...apartFrom(taken, keys), ...others];
}
