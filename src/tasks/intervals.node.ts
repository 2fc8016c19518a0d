import { expectEnding } from "../core/endings.ts";
import type { ResultColumn } from "../data/tables/duckdb/write.node.ts";
import { writeResultTable } from "../data/tables/duckdb/write-results.node.ts";
import type { FoundIntervals } from "./intervals.ts";

/** Extensions of tables of intervals. */
export const INTERVAL_TABLES = [".csv", ".tsv", ".json", ".jsonl", ".parquet"] as const;
/** Extensions of files of intervals: tables, a page, and figures of those with the highest scores. */
export const INTERVAL_ENDINGS = [...INTERVAL_TABLES, ".html", ".svg", ".png"] as const;

/**
 * Writes intervals as a table with one row each, the highest score first: the columns of the series, start, end, peak, readings, score,
 * cause, found, expected and others.
 * @param file - path that ends in .csv, .tsv, .json, .jsonl or .parquet.
 * @throws UsageError if the file has another extension; DataError if it can't be written.
 */
export async function writeIntervalTable(file: string, { rows, groupBy, orderBy, keyTypes = [] }: FoundIntervals): Promise<void> {
  expectEnding(file, "intervals", ...INTERVAL_TABLES);
  const typed = (name: string, key = name): ResultColumn => ({ type: "text", ...keyTypes.find((one) => one.name === key), name });
  const placed = (name: string): ResultColumn => (orderBy === undefined ? { name, type: "whole" } : typed(name, orderBy));
  // A category's value is text, and a number's is a number. A column that has both is text.
  const isText = rows.some(({ found, expected }) => typeof found === "string" || typeof expected === "string");
  const value = isText ? "text" : "number";
  const columns: ResultColumn[] = [
    ...groupBy.map((name) => typed(name)),
    ...["start", "end", "peak"].map(placed),
    { name: "readings", type: "whole" },
    { name: "score", type: "number" },
    { name: "cause", type: "text" },
    { name: "found", type: value },
    { name: "expected", type: value },
    { name: "others", type: "text" },
  ];
  const cellOf = (cell: number | string | null) => (isText ? (cell === null ? null : String(cell)) : (cell ?? Number.NaN));
  await writeResultTable(file, columns, rows.length, (write) =>
    write([
      ...groupBy.map((name) => rows.map(({ series }) => series[name] ?? null)),
      rows.map(({ start }) => start),
      rows.map(({ end }) => end),
      rows.map(({ peak }) => peak),
      rows.map(({ readings }) => readings),
      rows.map(({ score }) => score),
      rows.map(({ cause }) => cause),
      rows.map(({ found }) => cellOf(found)),
      rows.map(({ expected }) => cellOf(expected)),
      rows.map(({ others }) => others || null),
    ]),
  );
}
