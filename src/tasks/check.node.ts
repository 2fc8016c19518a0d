import type { Finding, TableCheck } from "../check/index.ts";
import { expectEnding } from "../core/endings.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { cellsAsWritten, cellsInMemory } from "../data/tables/duckdb/cells-in-memory.node.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import { type NewCell, replaceCells } from "../data/tables/duckdb/fill.node.ts";
import { isOwnKind } from "../data/tables/duckdb/fill-patches.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { openTableSource } from "../data/tables/duckdb/source.node.ts";
import { writeTable } from "../data/tables/duckdb/write.node.ts";
import type { Records } from "../data/tables/records.ts";
import { readingIn } from "../data/tables/schema/reading.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { CHECK_DATA_OPTIONS, type CheckDataOptions, checkCells } from "./check.ts";

/** Options of `check` in Node. */
export interface CheckFileOptions extends CheckDataOptions {
  /** SQL whose result is the table; the file is called `data` in it. */
  readonly query?: string;
  /** A .csv, .tsv, .json, .jsonl or .parquet file for the findings, the most suspicious first; "-" for CSV on stdout. */
  readonly output?: string;
  /**
   * A file for the table with the expected values in the cells whose finding is sure (`isSure`), and everything else as it is: as the table's own file is written, or as
   * .csv, .tsv, .json, .jsonl or .parquet.
   */
  readonly fixed?: string;
}

const OPTIONS: OptionNames<CheckFileOptions> = { ...CHECK_DATA_OPTIONS, query: true, output: true, fixed: true };

/** Endings of files with findings. */
export const FINDINGS_ENDINGS = [".csv", ".tsv", ".json", ".jsonl", ".parquet"] as const;

/**
 * Finds the cells of a table that don't go with the rest of their rows: wrong numbers, values that contradict others, misspelt words, rows that are there twice.
 * Nothing is to be set, and nothing that is right needs to be known. All cells are held in memory.
 * @param data a path (a file, several by a pattern, a URL), a File or Blob, or rows as objects; of at least 50 rows.
 * @throws DataError for a table with too few rows or one that can't be read; OptionError for a key that isn't a column; UsageError for a file of another ending; the signal's reason.
 * @example
 * const { findings } = await check("orders.csv", { output: "findings.csv" });
 * console.log(findings[0].row, findings[0].column, findings[0].why);
 */
export async function check(data: string | Blob | Records, options: CheckFileOptions = {}): Promise<TableCheck> {
  const { query, output, fixed, ...task } = knownOptions("check", options, OPTIONS);
  if (output !== undefined && output !== "-") expectEnding(output, "findings", ...FINDINGS_ENDINGS);
  await using source = await openTableSource(data, { query, ...readingIn(task) });
  if (fixed !== undefined && !isOwnKind(source, fixed, false)) expectEnding(fixed, "tables", ...COPY_ENDINGS);
  for (const note of source.notes) task.onNote?.(note);
  const table = await cellsInMemory(source);
  const found = await checkCells(table, { ...task, runtime: task.runtime ?? (await nodeRuntime({}, task.onNote)) });
  await source.expectUnchanged();
  const findings = await asWritten(found.findings, source);
  if (output !== undefined) await writeFindings(findings, output);
  if (fixed !== undefined) await replaceCells(source, fixesOf(findings), { file: fixed });
  return { ...found, findings };
}

/** Findings with their cells as they stand in the file. */
async function asWritten(findings: readonly Finding[], source: TableSource): Promise<readonly Finding[]> {
  const written = await cellsAsWritten(
    source,
    findings.map(({ row }) => row - 1),
  );
  const plain = (cell: Cell): string => {
    const value: unknown = source.written?.kind === "json" ? JSON.parse(String(cell)) : cell;
    return typeof value === "string" ? value : String(cell);
  };
  const textOf = (cell: Cell | undefined, otherwise: string): string =>
    cell === undefined || cell === null ? otherwise : plain(cell);
  return findings.map((finding) => {
    const cells = written.get(finding.row - 1);
    if (!cells) return finding;
    const keys = Object.fromEntries(Object.entries(finding.keys).map(([name, key]) => [name, textOf(cells[name], key)]));
    return { ...finding, keys, value: textOf(cells[finding.column], finding.value) };
  });
}

/** What is put into the cells that are surely wrong. */
const fixesOf = (findings: readonly Finding[]): readonly NewCell[] =>
  findings.flatMap(({ isSure, row, column, expected }) => (isSure ? [{ row: row - 1, column, text: expected! }] : []));

/** Writes a line for each finding. */
async function writeFindings(findings: readonly Finding[], file: string): Promise<void> {
  const keys = [...new Set(findings.flatMap((finding) => Object.keys(finding.keys)))];
  const whole = { type: "whole" } as const;
  const text = { type: "text" } as const;
  const columns = [
    { name: "row", ...whole, of: ({ row }: Finding): Cell => row },
    ...keys.map((name) => ({
      name: TAKEN.has(name) ? `key_${name}` : name,
      ...text,
      of: (one: Finding): Cell => one.keys[name] ?? null,
    })),
    { name: "column", ...text, of: ({ column }: Finding): Cell => column },
    { name: "value", ...text, of: ({ value }: Finding): Cell => value },
    { name: "expected", ...text, of: ({ expected }: Finding): Cell => expected ?? null },
    { name: "score", type: "number" as const, of: ({ score }: Finding): Cell => score },
    { name: "kind", ...text, of: ({ kind }: Finding): Cell => kind },
    { name: "why", ...text, of: ({ why }: Finding): Cell => why },
  ];
  await writeTable(file, columns, findings.length, (write) => write(columns.map(({ of }) => findings.map(of))));
}

/** Names that a file of findings has for itself. */
const TAKEN: ReadonlySet<string> = new Set(["row", "column", "value", "expected", "score", "kind", "why"]);
