import { join } from "node:path";
import { OptionError } from "../../../core/errors.ts";
import type { NdArray } from "../../../core/ndarray.ts";
import { knownOptions } from "../../../core/options.ts";
import { takeRows } from "../../../core/rows.ts";
import { temporaryFolder } from "../../../core/temporary.node.ts";
import { type EachPartOptions, eachPart } from "../../each-part.ts";
import { isWhole, roleOf } from "../schema/column-types.ts";
import { type Column, featureCount, featureStarts, type TablePreprocessing } from "../schema/columns.ts";
import { cellFromFeatures, fromFeatures } from "../schema/features.ts";
import { expectSameColumns } from "../schema/same-columns.ts";
import { expectFewStrays, strayLines } from "../schema/strays.ts";
import { saysMissing } from "../values/missing.ts";
import { copyTable, ownStyle, takesWritten } from "./copy.node.ts";
import { type Cell, identifier, literal } from "./database.node.ts";
import { type FilledValues, patchedParts } from "./fill-patches.node.ts";
import { type Style, styleOf, truthWords, typesIn, type Words } from "./fill-style.node.ts";
import { filledObject, filledStruct, outerNames } from "./flatten.node.ts";
import { readFeatures } from "./read.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource, Written } from "./source.node.ts";
import { straysIn } from "./strays.node.ts";
import { writeParts, writeTable } from "./write.node.ts";

/** Options of `fillTable`. */
export interface FillOptions extends Pick<EachPartOptions, "onProgress" | "signal"> {
  /** Fills the missing values (NaN) of rows [n, features]. */
  readonly fill: (features: NdArray<"float32">) => Promise<NdArray<"float32">>;
  /** Output file: .parquet, .csv, .tsv, .json or .jsonl. "-" writes CSV to stdout. By default, the filled rows are returned. */
  readonly file?: string;
  /** Name of an added column that lists the row's filled columns. */
  readonly mark?: string;
  /** Receives notes about columns of numbers with other values in them. Those values stay unchanged. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** Number of values filled per column, and number of values that are still missing. */
export interface FillResult {
  readonly filled: Readonly<Record<string, number>>;
  readonly missing: Readonly<Record<string, number>>;
  /** The filled rows, if no file was written. */
  readonly rows?: readonly Readonly<Record<string, Cell>>[];
}

/**
 * Fills a table's missing values, and writes the table to a file or returns its rows. All other values, and the order of columns
 * and rows, stay unchanged. In a file of the table's own format (text, JSON, a workbook), only the filled values change, and they
 * are written in their columns' notation. Other formats store values by the columns' types. Texts among numbers stay unchanged,
 * because they may inform a person. Missing times stay missing, because features don't determine their day, week or year. So do
 * missing values in columns that weren't used for training.
 * @param source the open table.
 * @param table the model's preprocessing.
 * @param options how to fill values, and where to write the table.
 * @returns the number of filled and still missing values by column, and the rows if no file is written.
 * @throws DataError as `readFeatures` and `copyTable` do; OptionError if the table has a column with the mark's name.
 * @example
 * const fill = (rows) => impute(autoencoder, rows);
 * const { filled } = await fillTable(source, autoencoder.table!, { fill, file: "filled.csv" });
 */
export async function fillTable(source: TableSource, table: TablePreprocessing, options: FillOptions): Promise<FillResult> {
  const names = { fill: true, file: true, mark: true, onProgress: true, onNote: true, signal: true } as const;
  const { file, mark, signal } = knownOptions("fillTable", options, names);
  expectNewName(source, mark);
  // Row numbers and texts of the filled values, to join with the table.
  const { path: folder, remove } = await temporaryFolder();
  const values = join(folder, "values.parquet");
  try {
    const written = file !== undefined && source.written && takesWritten(file, source.written) ? source.written : undefined;
    const style = await styleOf(source, table, written);
    const filled = await writeValues(source, table, values, { ...options, style });
    const missing = await stillMissing(source, filled);
    signal?.throwIfAborted();
    const put = { names: table.columns.filter(fillable).map(({ name }) => name), values, mark };
    if (file === undefined) {
      const rows = await source.database.rows(joinedSql(source, put, written));
      await (written ?? source).expectUnchanged();
      return { filled, missing, rows };
    }
    await writeWith(source, put, file, written);
    return { filled, missing };
  } finally {
    remove();
  }
}

/** @throws OptionError if the table already has a column with the name of the added one. */
export function expectNewName({ name, columns }: TableSource, mark: string | undefined): void {
  if (mark !== undefined && columns.some((column) => column.name === mark))
    throw new OptionError(`${name} already has a column "${mark}". Choose another name for the added column.`);
}

/**
 * Writes a table with some values put in: into a copy of its own file if the output has that format, otherwise by the columns'
 * types.
 */
async function writeWith(source: TableSource, put: FilledValues, file: string, written: Written | undefined): Promise<void> {
  const check = (written ?? source).expectUnchanged;
  const parts = written && patchedParts(source, written, file, put);
  if (parts) return writeParts(file, parts, check);
  await copyTable(source.database, joinedSql(source, put, written), file, { check, ...(written && ownStyle(written)) });
}

/** A value that replaces a cell. */
export interface NewCell {
  /** The row's index. */
  readonly index: number;
  readonly column: string;
  /** The value in its column's notation; "true" or "false" in a boolean column. */
  readonly text: string;
}

/**
 * Writes a table with new values in some cells and everything else unchanged.
 * @param mark name of an added column that lists the row's changed columns.
 * @param file output file, as for `fillTable`.
 * @throws DataError as `copyTable` does, and if the file changed while it was read; OptionError if the table has a column with
 * the mark's name.
 */
export async function replaceCells(
  source: TableSource,
  cells: readonly NewCell[],
  { file, mark }: { readonly file: string; readonly mark?: string | undefined },
): Promise<void> {
  expectNewName(source, mark);
  const { path: folder, remove } = await temporaryFolder();
  const values = join(folder, "values.parquet");
  const written = source.written && takesWritten(file, source.written) ? source.written : undefined;
  const types = typesIn(source, written);
  const isPlainJson = (column: string): boolean => /^(number|boolean)$/.test(roleOf(types.get(column)!));
  const names = [...new Set(cells.map(({ column }) => column))];
  const truths = source.columns.filter(
    ({ name, type }) => type === "BOOLEAN" && names.includes(name) && (written?.kind === "csv" || !isPlainJson(name)),
  );
  const ownWords =
    written &&
    (await truthWords(
      source,
      truths.map(({ name }) => name),
      written,
    ));
  const textIn = ({ column, text: plain }: NewCell): string => {
    const text = ownWords?.get(column)?.[plain as keyof Words] ?? plain;
    return written?.kind === "json" && !isPlainJson(column) ? JSON.stringify(text) : text;
  };
  const rows = [...new Set(cells.map(({ index }) => index))].sort((a, b) => a - b);
  const places = new Map(rows.map((row, i) => [row, i]));
  const texts = names.map((): Cell[] => rows.map(() => null));
  const marks = rows.map((): string[] => []);
  for (const cell of cells) {
    texts[names.indexOf(cell.column)]![places.get(cell.index)!] = textIn(cell);
    marks[places.get(cell.index)!]!.push(cell.column);
  }
  const columns = [...names.keys(), "mark"].map((name) => ({ name: `${name}`, type: "text" as const }));
  try {
    await writeTable(values, [{ name: ROW, type: "whole" }, ...columns], rows.length, (write) =>
      write([Int32Array.from(rows), ...texts, marks.map((columns) => columns.join(","))]),
    );
    await writeWith(source, { names, values, mark }, file, written);
  } finally {
    remove();
  }
}

const fillable = ({ kind }: Column): boolean => kind !== "date";

async function writeValues(
  source: TableSource,
  table: TablePreprocessing,
  path: string,
  { fill, onProgress, onNote, signal, style }: FillOptions & { readonly style: Style },
): Promise<Record<string, number>> {
  expectSameColumns(source, table);
  const strays = await straysIn(source, table.columns);
  expectFewStrays(source.name, strays);
  for (const line of strayLines(source.name, strays, "stays unchanged")) onNote?.(line);
  // The features of stray values are NaN, so the columns' texts are read too.
  const read = { ...table, keys: strays.map(({ column }) => column) };
  const starts = featureStarts(table.columns);
  const columns = table.columns.map((column, i) => ({ column, at: starts[i]! })).filter(({ column }) => fillable(column));
  const types = new Map(source.columns.map(({ name, type }) => [name, type]));
  const counts: Record<string, number> = Object.fromEntries(columns.map(({ column }) => [column.name, 0]));
  const results = [...columns.keys(), "mark"].map((name) => ({ name: `${name}`, type: "text" as const }));
  const told = { unit: "rows", total: source.rowCount, onProgress, signal };
  await writeTable(path, [{ name: ROW, type: "whole" }, ...results], source.rowCount, (write) =>
    eachPart(readFeatures(source, read, { strays: "known" }), told, async ({ start, features, keys }) => {
      const { shape, data } = features;
      const [count, width] = shape as readonly [number, number];
      const lacks = (row: number, { column: { name }, at }: (typeof columns)[number]) =>
        Number.isNaN(data[row * width + at]) && saysMissing(String(keys[name]?.[row] ?? ""));
      const rows = Array.from({ length: count }, (_, row) => row).filter((row) => columns.some((column) => lacks(row, column)));
      const whole = rows.length > 0 ? await fill(takeRows(features, rows)) : undefined;
      const texts: Cell[][] = columns.map(() => []);
      const marks: string[] = [];
      rows.forEach((row, i) => {
        const names: string[] = [];
        columns.forEach((one, place) => {
          const { column, at } = one;
          const missing = lacks(row, one);
          const own = () => whole!.data.subarray(i * width + at, i * width + at + featureCount(column));
          texts[place]!.push(missing ? style(column, textOf(column, own(), types.get(column.name)!)) : null);
          if (missing) names.push(column.name);
        });
        for (const name of names) counts[name]!++;
        marks.push(names.join(","));
      });
      if (rows.length > 0) await write([Int32Array.from(rows, (row) => start + row), ...texts, marks]);
      return count;
    }),
  );
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));
}

/** Returns the value of features in its column's type. A category becomes one of its listed values. */
function textOf(column: Column, features: Float32Array, type: string): string {
  if (column.kind === "category") {
    const text = String(fromFeatures(column, features.subarray(0, column.values.length)));
    // A column of whole numbers stores true and false as 1 and 0.
    return !column.open && isWhole(type) ? String(Number(text === "true")) : text;
  }
  const value = Number(cellFromFeatures(column, features));
  const [, unsigned, size] = /^(U?)(TINY|SMALL|BIG|HUGE)?INT/.exec(type) ?? [];
  if (unsigned === undefined) return String(value);
  const bits = { TINY: 8, SMALL: 16, BIG: 63, HUGE: 63 }[size ?? ""] ?? 32;
  const [low, high] = unsigned ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  return BigInt(Math.round(Math.min(high, Math.max(low, value)))).toString();
}

/** Returns SQL for the table with the values put in and, if wanted, the mark. */
function joinedSql(source: TableSource, { names: columns, values, mark }: FilledValues, written: Written | undefined): string {
  const filledSql = (name: string) => {
    const place = columns.indexOf(name);
    return place < 0 ? undefined : `v.${identifier(`${place}`)}`;
  };
  const { nested } = written ?? {};
  const types = typesIn(source, written);
  const typedSql = (name: string) => {
    const value = filledSql(name);
    return value && `CAST(${value} AS ${types.get(name)})`;
  };
  const objects =
    nested &&
    outerNames(nested).map((outer) => {
      const inside = nested.filter(({ path }) => path[0] === outer);
      const filled = inside.flatMap(({ name, path }) => [filledSql(name)].flatMap((value) => (value ? [{ path, value }] : [])));
      if (written?.kind === "parquet")
        return `${filledStruct(`t.${identifier(outer)}`, inside, 1, typedSql)} AS ${identifier(outer)}`;
      const [only] = inside;
      const cell = `t.${identifier(outer)}`;
      if (filled.length === 0) return cell;
      return `${only!.path.length === 1 ? `coalesce(CAST(${filled[0]!.value} AS JSON), ${cell})` : filledObject(cell, filled)} AS ${identifier(outer)}`;
    });
  const selected =
    objects ??
    source.columns.map(({ name }) => {
      const x = identifier(name);
      const value = filledSql(name);
      if (value === undefined) return `t.${x}`;
      const as = { csv: "VARCHAR", json: "JSON", parquet: types.get(name)! }[written?.kind ?? "parquet"];
      return `coalesce(CAST(${value} AS ${as}), t.${x}) AS ${x}`;
    });
  if (mark !== undefined) selected.push(`v.mark AS ${identifier(mark)}`);
  const relation = written?.relation ?? source.relation;
  return `SELECT ${selected.join(", ")} FROM ${relation} t LEFT JOIN read_parquet(${literal(values)}) v ON v.${ROW} = t.${ROW} ORDER BY t.${ROW}`;
}

async function stillMissing(source: TableSource, filled: Readonly<Record<string, number>>): Promise<Record<string, number>> {
  const others = source.columns.filter(({ name }) => !Object.hasOwn(filled, name));
  if (others.length === 0) return {};
  const counts = others.map(({ name }, i) => `count(*) - count(${identifier(name)}) AS c${i}`);
  const [row = {}] = await source.database.rows(`SELECT ${counts.join(", ")} FROM ${source.relation}`);
  return Object.fromEntries(others.map(({ name }, i) => [name, Number(row[`c${i}`])] as const).filter(([, n]) => n > 0));
}
