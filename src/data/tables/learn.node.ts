import { DataError, OptionError } from "../../core/errors.ts";
import { nearest } from "../../core/suggest.ts";
import type { CategoryColumn, Column, Cycle, DateColumn, NumberColumn, TablePreprocessing } from "./columns.ts";
import { type Cell, identifier, literal } from "./database.node.ts";
import { ROW, type SourceColumn, type TableSource } from "./source.node.ts";

export interface LearnOptions {
  /** Columns that are kept beside the results and not learned from; identifiers that are found by default. */
  readonly keys?: readonly string[];
  /** What rows are labelled by. */
  readonly label?: string;
  /** Columns that aren't learned from. */
  readonly exclude?: readonly string[];
  /** Columns of numbers that stand for categories. */
  readonly categories?: readonly string[];
  /** SQL that holds for the rows to learn from; all of them by default. */
  readonly where?: string;
}

/** A category has a place of its own for so many of its values, the most frequent ones, at most. */
const MOST_VALUES = 50;
/** A text that has so many values for each row that nothing recurs says nothing: it is an identifier, or prose. */
const FREE_TEXT = 0.5;
/** Where the farthest value is so many spreads of the middle half away, mean and deviation are those of the few, not of the many. */
const HEAVY_TAIL = 20;
/** From this share of numbers on, a text among them is a mistake. */
const MOSTLY_NUMBERS = 0.9;

const isNumeric = (type: string) => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|FLOAT|DOUBLE)$/.test(type);
const isWhole = (type: string) => /INT/.test(type);
const isTime = (type: string) => /^(DATE|TIMESTAMP)/.test(type);
const isText = (type: string) => /^(VARCHAR|ENUM|UUID)/.test(type);

/** A column's values as text; an empty one is missing, in whatever kind of file it stands. */
const textSql = (name: string): string => `nullif(${identifier(name)}::VARCHAR, '')`;

/**
 * Finds out of each column what it holds, and how it becomes numbers.
 * @throws DataError where numbers and text are mixed, or a number isn't finite (the column and the row); OptionError for a column that isn't there.
 */
export async function learnPreprocessing(source: TableSource, options: LearnOptions = {}): Promise<TablePreprocessing> {
  const { keys = [], label, exclude = [], categories = [] } = options;
  expectColumns(source, [...keys, ...exclude, ...categories, ...(label === undefined ? [] : [label])]);
  const learned: Column[] = [];
  const leftOut: { name: string; why: string }[] = [];
  const found: string[] = [];
  for (const column of source.columns) {
    const { name } = column;
    if (name === label || keys.includes(name)) continue;
    const made = exclude.includes(name)
      ? { why: "as told" }
      : await learnColumn(source, column, categories.includes(name), options.where);
    if ("kind" in made) learned.push(made);
    else {
      leftOut.push({ name, why: made.why });
      if (made.isKey) found.push(name);
    }
  }
  if (learned.length === 0)
    throw new DataError(
      `${source.name} has no column to learn from: ${leftOut.map(({ name, why }) => `${name} (${why})`).join(", ")}.`,
    );
  return { columns: learned, keys: options.keys ?? found, leftOut, ...(label !== undefined && { label }) };
}

/** @throws OptionError where a column isn't there, with the nearest one. */
export function expectColumns(source: Pick<TableSource, "name" | "columns">, wanted: readonly string[]): void {
  const names = source.columns.map(({ name }) => name);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, names);
  throw new OptionError(
    `${source.name} has no column "${unknown}". ${near ? `Did you mean "${near}"?` : `It has ${names.slice(0, 12).join(", ")}${names.length > 12 ? ", …" : ""}.`}`,
  );
}

type LeftOut = { readonly why: string; readonly isKey?: boolean };

async function learnColumn(
  source: TableSource,
  column: SourceColumn,
  asCategory: boolean,
  where = "true",
): Promise<Column | LeftOut> {
  const { name, type } = column;
  const x = isText(type) ? textSql(name) : identifier(name);
  const from = `FROM ${source.relation} WHERE ${where}`;
  const [row = {}] = await source.database.rows(
    `SELECT count(*) AS n, count(${x}) AS present, count(DISTINCT ${x}) AS distinct ${from}`,
  );
  const [n, present, distinct] = [Number(row.n), Number(row.present), Number(row.distinct)];
  const shared = { name, missing: 1 - present / n };
  if (present === 0) return { why: "has no values" };
  if (distinct === 1 && present === n) return { why: "is the same in every row" };
  if (type === "BOOLEAN") return learnCategory(source, column, shared, from, ["false", "true"]);
  if (asCategory) return learnCategory(source, column, shared, from);
  if (isNumeric(type)) return learnNumber(source, column, shared, from, { n, distinct });
  if (isTime(type)) return learnDate(source, column, shared, from);
  if (!isText(type)) return { why: `holds ${type.toLowerCase()}, which isn't a number, text or time` };
  await expectNoStrayText(source, column, from, present);
  if (distinct === present && present > 1 && distinct > 2) return { why: "differs in every row", isKey: true };
  if (distinct > FREE_TEXT * present && distinct > MOST_VALUES) return { why: "hardly ever recurs", isKey: false };
  return learnCategory(source, column, shared, from);
}

/** @throws DataError where a text column is numbers but for a few values. */
async function expectNoStrayText(source: TableSource, { name }: SourceColumn, from: string, present: number): Promise<void> {
  const x = textSql(name);
  const [row = {}] = await source.database.rows(
    `SELECT count(TRY_CAST(${x} AS DOUBLE)) AS numbers, min(${ROW}) FILTER (TRY_CAST(${x} AS DOUBLE) IS NULL AND ${x} IS NOT NULL) AS at, any_value(${x}) FILTER (TRY_CAST(${x} AS DOUBLE) IS NULL) AS stray ${from}`,
  );
  const numbers = Number(row.numbers);
  if (numbers < MOSTLY_NUMBERS * present) return;
  if (numbers === present) throw notFinite(source.name, name, await firstText(source, name, from));
  const [stray] = await source.database.rows(`SELECT ${x} AS value FROM ${source.relation} WHERE ${ROW} = ${row.at}`);
  throw new DataError(
    `${source.name}: column "${name}" is numbers but for ${present - numbers} of ${present} values, the first "${stray?.value}" in row ${row.at}. Mend those, or say --categories ${name}.`,
  );
}

/** Text that DuckDB reads as numbers without having taken it for some: infinities. */
async function firstText(source: TableSource, name: string, from: string): Promise<{ row: Cell; value: Cell }> {
  const x = identifier(name);
  const [first] = await source.database.rows(
    `SELECT ${ROW} AS row, ${x} AS value ${from} AND NOT isfinite(TRY_CAST(${x} AS DOUBLE)) ORDER BY ${ROW} LIMIT 1`,
  );
  return { row: first?.row ?? 0, value: first?.value ?? "" };
}

const notFinite = (table: string, column: string, { row, value }: { row: Cell; value: Cell }): DataError =>
  new DataError(`${table}: column "${column}" is ${value} in row ${row}. Leave it empty where it isn't known.`);

async function learnNumber(
  source: TableSource,
  { name, type }: SourceColumn,
  shared: { name: string; missing: number },
  from: string,
  { n, distinct }: { n: number; distinct: number },
): Promise<NumberColumn | LeftOut> {
  const x = `${identifier(name)}::DOUBLE`;
  if (!isWhole(type)) {
    const [bad] = await source.database.rows(
      `SELECT ${ROW} AS row, ${identifier(name)}::VARCHAR AS value FROM ${source.relation} WHERE NOT isfinite(${x}) ORDER BY ${ROW} LIMIT 1`,
    );
    if (bad) throw notFinite(source.name, name, bad as { row: Cell; value: Cell });
  }
  const [row = {}] = await source.database.rows(
    `SELECT min(${x}) AS low, max(${x}) AS high, avg(${x}) AS mean, stddev_pop(${x}) AS deviation, approx_quantile(${x}, [.25, .5, .75]) AS quartiles ${from}`,
  );
  const [low, high, mean, deviation] = [row.low, row.high, row.mean, row.deviation].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const quartiles = (row.quartiles as unknown as (number | string)[]).map(Number) as [number, number, number];
  const whole = isWhole(type);
  if (whole && distinct === n && n > 2 && (high - low === n - 1 || /(^|[^a-z])(id|key|index|nr|no|number)$/i.test(name)))
    return { why: "counts the rows", isKey: true };
  if (!(deviation > 0)) return { why: "is the same in every row that has it" };
  const [first, median, third] = quartiles;
  const spread = (third - first) / 1.349; // the middle half of a normal distribution is 1.349 deviations wide
  const heavy = spread > 0 && Math.max(high - median, median - low) > HEAVY_TAIL * spread;
  return {
    kind: "number",
    ...shared,
    ...(heavy
      ? { scaling: "robust" as const, center: median, scale: spread }
      : { scaling: "standard" as const, center: mean, scale: deviation }),
    whole,
  };
}

async function learnCategory(
  source: TableSource,
  { name }: SourceColumn,
  shared: { name: string; missing: number },
  from: string,
  fixed?: readonly string[],
): Promise<CategoryColumn> {
  const x = textSql(name);
  const counted = await source.database.rows(
    `SELECT ${x} AS value, count(*) AS n ${from} AND ${x} IS NOT NULL GROUP BY 1 ORDER BY n DESC, value LIMIT ${MOST_VALUES}`,
  );
  const [all] = await source.database.rows(`SELECT count(${x}) AS n ${from}`);
  // The last place learns what a rare value is like from those that are seen once.
  const kept = fixed ? counted : counted.filter(({ n }, i) => Number(n) > 1 || i < 2);
  const values = fixed ?? kept.map(({ value }) => String(value));
  const shares = kept.map(({ n }) => Number(n) / Number(all!.n));
  const rest = 1 - shares.reduce((sum, share) => sum + share, 0);
  const entropy = [...shares, rest].reduce((sum, share) => sum - (share > 0 ? share * Math.log(share) : 0), 0);
  return { kind: "category", ...shared, values, open: !fixed, entropy };
}

async function learnDate(
  source: TableSource,
  { name }: SourceColumn,
  shared: { name: string; missing: number },
  from: string,
): Promise<DateColumn | LeftOut> {
  const x = identifier(name);
  const [bad] = await source.database.rows(
    `SELECT ${ROW} AS row, ${x}::VARCHAR AS value FROM ${source.relation} WHERE NOT isfinite(${x}) ORDER BY ${ROW} LIMIT 1`,
  );
  if (bad) throw notFinite(source.name, name, bad as { row: Cell; value: Cell });
  const [row = {}] = await source.database.rows(
    `SELECT count(DISTINCT (epoch(${x}) % 86400)) AS day, count(DISTINCT dayofweek(${x})) AS week, (max(epoch(${x})) - min(epoch(${x}))) AS span ${from}`,
  );
  const cycles: Cycle[] = [
    ...(Number(row.day) > 1 ? (["day"] as const) : []),
    ...(Number(row.week) > 1 ? (["week"] as const) : []),
    // Less than a quarter of it is a trend, not a cycle.
    ...(Number(row.span) > 90 * 86400 ? (["year"] as const) : []),
  ];
  return cycles.length > 0 ? { kind: "date", ...shared, cycles } : { why: "doesn't vary by day, week or year" };
}

/** SQL for a column's raw number (`RawColumn`). */
export function rawSql(column: Column): string {
  const x = identifier(column.name);
  if (column.kind === "number") return `${x}::DOUBLE`;
  if (column.kind === "date") return `epoch(${x})::DOUBLE`;
  const values = column.values.map(literal).join(", ");
  const text = textSql(column.name);
  return `CASE WHEN ${text} IS NULL THEN NULL ELSE coalesce(enum_code(TRY_CAST(${text} AS ENUM(${values})))::DOUBLE, -1) END`;
}
