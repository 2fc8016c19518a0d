import { unitOf } from "../core/statistics.ts";
import { count, roundedPercent as percent } from "../core/words.ts";
import { countsOfAll } from "../data/tables/duckdb/category-counts.node.ts";
import { rawSql, textSql } from "../data/tables/duckdb/cells.node.ts";
import { ROW } from "../data/tables/duckdb/relation.node.ts";
import { sentinelLines } from "../data/tables/duckdb/sentinels.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { columnsAtATime, statisticsOfAll } from "../data/tables/duckdb/statistics.node.ts";
import { cellsOf, isWide } from "../data/tables/duckdb/wide.node.ts";
import { numbersIn, textsIn } from "../data/tables/memory/cells.ts";
import { type ColumnShape, shapeOf } from "../data/tables/memory/shape.ts";
import type { LookedAt, NumberStatistics } from "../data/tables/schema/column-facts.ts";
import type { Column, TablePreprocessing } from "../data/tables/schema/columns.ts";
import { hasLabelsCount, isNamedAsLabel, labelHint } from "../data/tables/schema/label-like.ts";
import { manyValuesLines } from "../data/tables/schema/many-values.ts";

/** A column with a larger share of missing values gets a warning. */
const MOSTLY_MISSING = 0.5;
/** A column in which one value has at least this share is almost constant. */
const ALMOST_ALL = 0.99;
/** Numbers with a larger skewness get a warning. For comparison, an exponential distribution has a skewness of 2. */
const SKEWED = 3;

interface Facts extends ColumnShape {
  readonly column: Column;
}

interface Found {
  readonly facts: readonly Facts[];
  /** Number of rows that repeat an earlier row in all columns used for training. */
  readonly repeated: number;
}

/** Returns warnings about a table before training, one line each. */
export async function tableWarnings(source: TableSource, { columns, keys, label }: TablePreprocessing): Promise<string[]> {
  const { facts, repeated } = await (isWide(source) ? factsOfWide : factsOf)(source, columns);
  const labels = label === undefined ? await labelHints(source, columns) : [];
  const sentinels = await sentinelLines(source, { columns });
  return [
    ...labels,
    ...sentinels,
    ...manyValuesLines(columns),
    ...duplicates(repeated, source, keys),
    ...facts.flatMap(warningsOf),
    ...copies(facts),
  ];
}

/** Returns a hint about the first column that is used for training but looks like labels. */
async function labelHints(source: TableSource, columns: readonly Column[]): Promise<string[]> {
  const named = columns.filter(({ name, kind }) => kind !== "date" && isNamedAsLabel(name));
  if (named.length === 0) return [];
  const counts = named.map((column, i) => `count(DISTINCT ${valueSql(source, column)}) AS n${i}`);
  const [row = {}] = await source.database.rows(`SELECT ${counts.join(", ")} FROM ${source.relation}`);
  const found = named.find((_, i) => hasLabelsCount(Number(row[`n${i}`])));
  return found ? [labelHint(found.name)] : [];
}

/** Returns SQL for the values of a column: numbers, seconds or texts. */
function valueSql({ columns }: TableSource, column: Column): string {
  const own = columns.find(({ name }) => name === column.name)!;
  return column.kind === "category" ? textSql(own) : rawSql(column, own);
}

/**
 * Collects facts from statistics that exist already. Queries only the skewness of numbers, and whether columns with equal figures
 * are copies.
 */
async function factsOf(source: TableSource, columns: readonly Column[]): Promise<Found> {
  const own = new Map(source.columns.map((column) => [column.name, column]));
  const looked = columns.flatMap(({ name, kind }): LookedAt[] =>
    kind === "category" ? [] : [{ ...own.get(name)!, as: kind === "date" ? "time" : "number" }],
  );
  const statistics = await statisticsOfAll(source, looked);
  const categories = columns.filter(({ kind }) => kind === "category").map(({ name }) => own.get(name)!);
  const counts = await countsOfAll(source, categories);
  const alike = new Map<string, number>();
  for (const column of columns) alike.set(figuresOf(column), (alike.get(figuresOf(column)) ?? 0) + 1);
  const asked = columns.map((column): Asked => {
    const { name } = column;
    const { present = 0, number, time } = statistics.get(name) ?? {};
    const counted = counts.get(name);
    return {
      column,
      x: valueSql(source, column),
      ...(counted && { share: (counted.top[0]?.count ?? Number.NaN) / counted.present }),
      ...(time && { usual: time.middle }),
      // A column can be almost constant only if its quartiles are equal.
      ...(number && number.quartiles[0] === number.quartiles[2] && { usual: number.quartiles[1] }),
      ...(number && column.kind === "number" && column.scaling !== "robust" && present > 2 && { number }),
      present,
      mayBeCopy: alike.get(figuresOf(column))! > 1,
    };
  });
  const size = columnsAtATime(source.columns.length);
  const isOnce = asked.length <= size;
  const { facts, repeated = 0 } = await together(source, asked.slice(0, size), isOnce);
  for (let at = size; at < asked.length; at += size) facts.push(...(await together(source, asked.slice(at, at + size))).facts);
  return { facts, repeated: isOnce ? repeated : await repeatedRows(source, columns) };
}

/** A column with its known facts, and with the facts to query. */
interface Asked {
  readonly column: Column;
  readonly x: string;
  readonly present: number;
  /** Share of its most frequent value. */
  readonly share?: number;
  /** Value that may be almost constant. */
  readonly usual?: number;
  /** Statistics of a column whose skewness is queried. */
  readonly number?: NumberStatistics;
  readonly mayBeCopy: boolean;
}

/** Returns figures that are the same for columns with the same values. */
const figuresOf = (column: Column): string =>
  JSON.stringify([
    column.kind,
    column.missing,
    ...(column.kind === "number"
      ? [column.center, column.scale]
      : column.kind === "date"
        ? column.range!
        : [column.values, column.entropy]),
  ]);

/** Collects facts of a wide table from its cells in memory. Times are queried. */
async function factsOfWide(source: TableSource, columns: readonly Column[]): Promise<Found> {
  const cells = new Map((await cellsOf(source)).columns.map((column) => [column.name, column]));
  const isAtHand = ({ name, kind }: Column) => kind !== "date" && cells.has(name);
  const dates = columns.filter((column) => !isAtHand(column));
  const asked = dates.length > 0 ? (await factsOf(source, dates)).facts : [];
  const others = new Map(asked.map((facts) => [facts.column.name, facts]));
  const facts = columns.map((column) => {
    const own = cells.get(column.name)!;
    return others.get(column.name) ?? { column, ...shapeOf(column.kind === "number" ? numbersIn(own) : textsIn(own)) };
  });
  return { facts, repeated: await repeatedRows(source, columns) };
}

/**
 * Queries facts of several columns at once.
 * @param withRepeated - whether to count the rows that are repeated in these columns.
 */
async function together(
  source: TableSource,
  asked: readonly Asked[],
  withRepeated = false,
): Promise<{ facts: Facts[]; repeated?: number }> {
  const cells = asked.flatMap(({ x, number }, i) => {
    if (!number) return [`${x} AS v${i}`];
    // Cubes of the numbers themselves lose all digits around 1e9.
    const unit = unitOf(number.high - number.low);
    return [`${x} AS v${i}`, `${x} / ${unit}::DOUBLE - ${number.mean / unit}::DOUBLE AS z${i}`];
  });
  const sql = asked.flatMap(({ usual, number, mayBeCopy }, i) => [
    ...(usual === undefined ? [] : [`count(*) FILTER (v${i} = ${usual}::DOUBLE) AS n${i}`]),
    ...(number ? [`favg(z${i} * z${i} * z${i}) AS cubes${i}`] : []),
    ...(mayBeCopy ? [`bit_xor(hash(hash(v${i}, ${ROW})))::VARCHAR AS fingerprint${i}`] : []),
  ]);
  if (withRepeated) sql.push(`count(*) - count(DISTINCT hash(row(${asked.map((_, i) => `v${i}`).join(", ")}))) AS repeated`);
  const { database, relation } = source;
  const query = `SELECT ${sql.join(", ")} FROM (SELECT ${ROW}, ${cells.join(", ")} FROM ${relation})`;
  const [row = {}] = sql.length > 0 ? await database.sparing(() => database.rows(query)) : [];
  const facts = asked.map(({ column, share, usual, number, present }, i) => ({
    column,
    topShare: share ?? (usual === undefined ? 0 : Number(row[`n${i}`]) / present),
    skewness: number ? skewnessOf(number, present, Number(row[`cubes${i}`])) : 0,
    fingerprint: String(row[`fingerprint${i}`] ?? `of ${column.name}`),
  }));
  return { facts, ...(withRepeated && { repeated: Number(row.repeated) }) };
}

/**
 * Computes the unbiased skewness of numbers.
 * @param cubes - mean of the cubed distances from the mean, in units of `unitOf` of the range.
 */
function skewnessOf({ low, high, deviation }: NumberStatistics, n: number, cubes: number): number {
  return ((Math.sqrt(n) * Math.sqrt(n - 1)) / (n - 2)) * (cubes / (deviation / unitOf(high - low)) ** 3);
}

function warningsOf({ column: { kind, name, missing, ...column }, topShare, skewness }: Facts): string[] {
  const isRobust = "scaling" in column && column.scaling === "robust";
  return [
    ...(missing > MOSTLY_MISSING ? [`${name} is missing in ${percent(missing)} of the rows`] : []),
    ...(topShare >= ALMOST_ALL ? [`${name} is almost constant: ${percent(topShare)} of its known values are the same`] : []),
    ...(kind === "number" && !isRobust && Math.abs(skewness) > SKEWED && topShare < ALMOST_ALL
      ? [`${name} is strongly skewed (skewness ${skewness.toFixed(1)}); consider its logarithm`]
      : []),
  ];
}

/** Finds columns that have the same values in every row. */
function copies(facts: readonly Facts[]): string[] {
  const first = new Map<string, string>();
  return facts.flatMap(({ column: { kind, name }, fingerprint }) => {
    const key = `${kind} ${fingerprint}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, name);
    return before === undefined ? [] : [`${name} is a copy of ${before}`];
  });
}

/** Counts the rows that repeat an earlier row in all columns used for training. */
async function repeatedRows(source: TableSource, columns: readonly Column[]): Promise<number> {
  const values = columns.map((column, i) => `${valueSql(source, column)} AS v${i}`).join(", ");
  // Hashes the row as one value, because DuckDB takes a minute to plan a hash of 10,000 values.
  const [row] = await source.database.rows(
    `SELECT count(*) - count(DISTINCT hash(rows)) AS n FROM (SELECT ${values} FROM ${source.relation}) rows`,
  );
  return Number(row!.n);
}

function duplicates(repeated: number, { rowCount }: TableSource, keys: readonly string[]): string[] {
  if (repeated === 0) return [];
  const but = keys.length > 0 ? `, apart from ${keys.join(", ")}` : "";
  return [`${count(repeated)} of ${count(rowCount)} rows repeat an earlier one${but}`];
}
