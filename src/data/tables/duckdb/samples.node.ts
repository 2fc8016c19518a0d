import type { CategorySample, NumberSample, TableSample } from "../../column-samples.ts";
import { STEP } from "../schema/column-facts.ts";
import { roleOf } from "../schema/column-types.ts";
import type { Cycle, TablePreprocessing } from "../schema/columns.ts";
import { AS_TOLD } from "../schema/learn.ts";
import { expectSameColumns } from "../schema/same-columns.ts";
import type { ToldOfStrays } from "../schema/strays.ts";
import { numberSql, textSql, timeSql } from "./cells.node.ts";
import { literal } from "./database.node.ts";
import { explainTableError } from "./explain.ts";
import { tellOfStrays } from "./read.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";

/** Number of values of a column that are drawn as a sample. */
export const SAMPLE_ROWS = 100_000;
/** Maximum number of different values of a category that are counted in all rows. */
const MOST_VALUES = 100_000;

const CYCLE_SQL: Readonly<Record<Cycle, readonly [what: string, of: (x: string) => string]>> = {
  day: ["hour", (x) => `hour(${x})`],
  week: ["weekday", (x) => `dayname(${x})`],
  year: ["month", (x) => `monthname(${x})`],
};

/** Returns an SQL condition for about this many evenly drawn rows, or for all. Decimals would take ten times as long. */
export const evenlyDrawn = (rows: number, wanted: number): string =>
  rows <= wanted ? "true" : `(${ROW} * ${STEP}::DOUBLE) % 1 < ${wanted / rows}::DOUBLE`;

/** A column to sample: numbers, categories, or the patterns of keys. */
export interface SampledColumn {
  readonly name: string;
  readonly kind: keyof Omit<TableSample, "rows">;
  /** An SQL expression for the value in a row; NULL if it is missing. */
  readonly sql: string;
}

/**
 * Lists the samples of a table: the training columns, the patterns of keys, and the lengths of other texts. Columns that the user
 * excluded aren't sampled.
 */
export function sampledColumns(source: Pick<TableSource, "columns">, table: TablePreprocessing): readonly SampledColumn[] {
  const own = new Map(source.columns.map((column) => [column.name, column]));
  const learned = table.columns.flatMap((column): readonly SampledColumn[] => {
    const { name, kind } = column;
    const here = own.get(name)!;
    if (kind === "number") return [{ name, kind: "numbers", sql: numberSql(here) }];
    if (kind === "category") return [{ name, kind: "categories", sql: textSql(here) }];
    const time = `make_timestamp((${timeSql(here)} * 1e6)::BIGINT)`;
    return column.cycles.map((cycle) => {
      const [what, of] = CYCLE_SQL[cycle];
      return { name: `${name} (${what})`, kind: "categories", sql: `${of(time)}::VARCHAR` };
    });
  });
  const keys = new Set(table.keys);
  const beside = new Set([...keys, ...table.leftOut.filter(({ why }) => why !== AS_TOLD).map(({ name }) => name)]);
  const texts = source.columns.flatMap((column): readonly SampledColumn[] => {
    const { name, type } = column;
    if (!beside.has(name) || roleOf(type) === "other") return [];
    if (keys.has(name)) return [{ name: `${name} (pattern)`, kind: "keys", sql: writtenSql(textSql(column)) }];
    return [{ name: `${name} (length)`, kind: "numbers", sql: `length(${textSql(column)})::DOUBLE` }];
  });
  return [...learned, ...texts];
}

/**
 * Samples a table's columns, some at a time to save memory.
 * @throws DataError if a training column is missing or has another type.
 */
export async function sampleTable(source: TableSource, table: TablePreprocessing, strays: ToldOfStrays): Promise<TableSample> {
  expectSameColumns(source, table);
  await tellOfStrays(source, table.columns, strays);
  const numbers = new Map<string, NumberSample>();
  const categories = new Map<string, CategorySample>();
  const keys = new Map<string, CategorySample>();
  try {
    // There may be as many patterns of keys as rows.
    const some = `(SELECT * FROM ${source.relation} WHERE ${evenlyDrawn(source.rowCount, SAMPLE_ROWS)})`;
    for (const { name, kind, sql } of sampledColumns(source, table))
      if (kind === "numbers") numbers.set(name, await sampleNumber(source, sql));
      else if (kind === "categories") categories.set(name, await countCategories(source, sql));
      else keys.set(name, await countCategories({ ...source, relation: some }, sql));
    await source.expectUnchanged();
  } catch (error) {
    throw explainTableError(error, source.name);
  }
  return {
    rows: source.rowCount,
    numbers: Object.fromEntries(numbers),
    categories: Object.fromEntries(categories),
    keys: Object.fromEntries(keys),
  };
}

/** Returns SQL for a text's pattern: runs of capitals, other letters and digits become A, a and 9. */
function writtenSql(text: string): string {
  const pattern = [
    ["\\p{Lu}+", "A"],
    ["[\\p{Ll}\\p{Lm}\\p{Lo}]+", "a"],
    ["\\d+", "9"],
  ].reduce((sql, [runs, one]) => `regexp_replace(${sql}, ${literal(runs!)}, ${literal(one!)}, 'g')`, text);
  return `${pattern} || ' of ' || length(${text})`;
}

async function sampleNumber({ database, relation, rowCount }: TableSource, column: string): Promise<NumberSample> {
  const x = `nullif(${column}, 'NaN'::DOUBLE)`;
  const [row = {}] = await database.rows(`SELECT count(${x}) AS present, favg(${x}) AS mean FROM ${relation}`);
  const values: number[] = [];
  const sql = `SELECT ${x} FROM ${relation} WHERE ${x} IS NOT NULL AND ${evenlyDrawn(rowCount, SAMPLE_ROWS)}`;
  for await (const chunk of database.chunks(sql)) for (const value of chunk.getColumnValues(0)) values.push(Number(value));
  return {
    rows: rowCount,
    missing: rowCount - Number(row.present),
    mean: row.mean === null ? Number.NaN : Number(row.mean),
    values: Float64Array.from(values).sort(),
  };
}

/**
 * Counts a column's values. If it has too many different ones, they are counted in evenly drawn rows. The most frequent values of
 * all rows would depend on this table alone.
 */
async function countCategories({ database, relation, rowCount }: TableSource, value: string): Promise<CategorySample> {
  const count = (where: string, limit = "") =>
    database.rows(
      `SELECT ${value} AS value, count(*) AS n FROM ${relation} WHERE ${value} IS NOT NULL AND ${where} GROUP BY 1 ORDER BY 2 DESC, 1 ${limit}`,
    );
  let where = "true";
  let counted = await count(where, `LIMIT ${MOST_VALUES + 1}`);
  if (counted.length > MOST_VALUES) {
    where = evenlyDrawn(rowCount, SAMPLE_ROWS);
    counted = await count(where);
  }
  const [row = {}] = await database.rows(`SELECT count(${value}) AS present, count(*) AS n FROM ${relation} WHERE ${where}`);
  return {
    rows: Number(row.n),
    missing: Number(row.n) - Number(row.present),
    counts: new Map(counted.map(({ value: name, n }) => [String(name), Number(n)])),
  };
}
