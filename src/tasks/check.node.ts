import { type Finding, TableChecker } from "../check/index.ts";
import { expectEnding } from "../core/endings.ts";
import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { rowIndex } from "../core/rows.ts";
import { cellsAsWritten, cellsInMemory } from "../data/tables/duckdb/cells-in-memory.node.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import { type NewCell, replaceCells } from "../data/tables/duckdb/fill.node.ts";
import { isOwnKind } from "../data/tables/duckdb/fill-patches.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { openTableSource } from "../data/tables/duckdb/source.node.ts";
import { writeTable } from "../data/tables/duckdb/write.node.ts";
import type { MemoryTable } from "../data/tables/memory/table.ts";
import type { Records } from "../data/tables/records.ts";
import { type ReadingOptions, readingFor } from "../data/tables/schema/reading.ts";
import { expectModelPlace } from "../models/replace-folder.node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { CHECK_DATA_OPTIONS, type CheckDataOptions, type CheckedTable, checkCells } from "./check.ts";
import { checkInParts, isLarge } from "./check-parts.node.ts";
import type { TaskOptions } from "./options.ts";

/** Options of `check` in Node. */
export interface CheckFileOptions extends Omit<CheckDataOptions, "model"> {
  /** What was learned from another table, or the folder where that was saved: the table is checked against it, and may have any number of rows. */
  readonly model?: TableChecker | string | undefined;
  /** A model folder for what was learned, with which other tables can be checked. */
  readonly save?: string | undefined;
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

const OPTIONS: OptionNames<CheckFileOptions> = {
  ...CHECK_DATA_OPTIONS,
  query: true,
  output: true,
  fixed: true,
  save: true,
};

/** Endings of files with findings. */
export const FINDINGS_ENDINGS = [".csv", ".tsv", ".json", ".jsonl", ".parquet"] as const;

/**
 * Finds the cells of a table that don't go with the rest of their rows: wrong numbers, values that contradict others, misspelt words, rows that are there twice.
 * Nothing is to be set, and nothing that is right needs to be known. Of a table of more than 200,000 rows, it is learned from some of them what is usual, and all are compared, some at a time.
 * @param data a path (a file, several by a pattern, a URL), a File or Blob, or rows as objects; of at least 50 rows.
 * @throws DataError for a table with too few rows or one that can't be read; OptionError for a key that isn't a column; UsageError for a file of another ending; the signal's reason.
 * @example
 * const { findings } = await check("orders.csv", { output: "findings.csv", save: "orders-model" });
 * console.log(findings[0].row, findings[0].column, findings[0].why);
 * const later = await check("new-orders.csv", { model: "orders-model" });
 */
export async function check(data: string | Blob | Records, options: CheckFileOptions = {}): Promise<CheckedTable> {
  const { query, output, fixed, save, model: given, ...task } = knownOptions("check", options, OPTIONS);
  if (output !== undefined && output !== "-") expectEnding(output, "findings", ...FINDINGS_ENDINGS);
  if (save !== undefined && given !== undefined)
    throw new OptionError(
      message`${option("save")} keeps what a check has learned, and with ${option("model")} it learns nothing. Leave one of them out.`,
    );
  if (save !== undefined) await expectModelPlace(save);
  const model = typeof given === "string" ? await TableChecker.load(given) : given;
  await using source = await openedCells(data, query, task, model);
  if (fixed !== undefined && !isOwnKind(source, fixed, false)) expectEnding(fixed, "tables", ...COPY_ENDINGS);
  for (const note of source.notes) task.onNote?.(note);
  const runtime = task.runtime ?? (await nodeRuntime({}, task.onNote));
  const found = isLarge(source)
    ? await checkInParts(source, { ...task, model, runtime })
    : await checkCells(await cellsOf(source, task, model), { ...task, model, runtime });
  await source.expectUnchanged();
  const findings = await asWritten(found.findings, source);
  if (output !== undefined) await writeFindings(findings, output);
  if (fixed !== undefined) await replaceCells(source, fixesOf(findings), { file: fixed });
  if (save !== undefined) await found.checker.save(save);
  return { ...found, findings };
}

/** MiB that DuckDB may take, beside the cells and the networks. */
const DATABASE_MEMORY = 128;

/** Opens a table as it is, or as another one was written that a model has learned from. */
export function openedCells(
  data: string | Blob | Records,
  query: string | undefined,
  task: TaskOptions & ReadingOptions,
  model: TableChecker | undefined,
): Promise<TableSource> {
  return openTableSource(data, {
    query,
    memory: DATABASE_MEMORY,
    ...(model && { forms: model.forms }),
    ...readingFor(task, model),
  });
}

/** All cells of an open table. */
export const cellsOf = async (
  source: TableSource,
  task: ReadingOptions,
  model: TableChecker | undefined,
): Promise<MemoryTable> => ({ ...(await cellsInMemory(source)), reading: readingFor(task, model) });

/** Findings with their cells as they stand in the file. */
async function asWritten(findings: readonly Finding[], source: TableSource): Promise<readonly Finding[]> {
  const written = await cellsAsWritten(
    source,
    findings.map(({ row }) => rowIndex(row)),
  );
  const plain = (cell: Cell): string => {
    const value: unknown = source.written?.kind === "json" ? JSON.parse(String(cell)) : cell;
    return typeof value === "string" ? value : String(cell);
  };
  const textOf = (cell: Cell | undefined, otherwise: string): string =>
    cell === undefined || cell === null ? otherwise : plain(cell);
  return findings.map((finding) => {
    const cells = written.get(rowIndex(finding.row));
    if (!cells) return finding;
    const keys = Object.fromEntries(Object.entries(finding.keys).map(([name, key]) => [name, textOf(cells[name], key)]));
    return { ...finding, keys, value: textOf(cells[finding.column], finding.value) };
  });
}

/** What is put into the cells that are surely wrong. */
const fixesOf = (findings: readonly Finding[]): readonly NewCell[] =>
  findings.flatMap(({ isSure, row, column, expected }) => (isSure ? [{ index: rowIndex(row), column, text: expected! }] : []));

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
