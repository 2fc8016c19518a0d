import { count, roundedPercent as percent } from "../core/words.ts";
import { rawSql, textSql } from "../data/tables/duckdb/cells.node.ts";
import { ROW } from "../data/tables/duckdb/relation.node.ts";
import { sentinelLines } from "../data/tables/duckdb/sentinels.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { columnsAtATime } from "../data/tables/duckdb/statistics.node.ts";
import { cellsOf, isWide } from "../data/tables/duckdb/wide.node.ts";
import { numbersIn, textsIn } from "../data/tables/memory/cells.ts";
import { type ColumnShape, shapeOf } from "../data/tables/memory/shape.ts";
import type { Column, TablePreprocessing } from "../data/tables/schema/columns.ts";
import { hasLabelsCount, isNamedAsLabel, labelHint } from "../data/tables/schema/label-like.ts";

/** A column that is missing in more rows than these says little. */
const MOSTLY_MISSING = 0.5;
/** From this share of one value on, a column is almost constant. */
const ALMOST_ALL = 0.99;
/** An exponential distribution's skewness is 2. */
const SKEWED = 3;

interface Facts extends ColumnShape {
  readonly column: Column;
}

/** What a person should know of a table before learning from it, a line each; none where all is well. */
export async function tableWarnings(source: TableSource, { columns, keys, label }: TablePreprocessing): Promise<string[]> {
  const facts = await (isWide(source) ? factsOfWide : factsOf)(source, columns);
  const labels = label === undefined ? await labelHints(source, columns) : [];
  const sentinels = await sentinelLines(source, { columns });
  return [...labels, ...sentinels, ...(await duplicates(source, columns, keys)), ...facts.flatMap(warningsOf), ...copies(facts)];
}

/** The first column that is learned from though it looks like labels. */
async function labelHints(source: TableSource, columns: readonly Column[]): Promise<string[]> {
  const named = columns.filter(({ name, kind }) => kind !== "date" && isNamedAsLabel(name));
  if (named.length === 0) return [];
  const counts = named.map((column, i) => `count(DISTINCT ${valueSql(source, column)}) AS n${i}`);
  const [row = {}] = await source.database.rows(`SELECT ${counts.join(", ")} FROM ${source.relation}`);
  const found = named.find((_, i) => hasLabelsCount(Number(row[`n${i}`])));
  return found ? [labelHint(found.name)] : [];
}

/** A column's values as they are compared: numbers, seconds, texts. */
function valueSql({ columns }: TableSource, column: Column): string {
  const own = columns.find(({ name }) => name === column.name)!;
  return column.kind === "category" ? textSql(own) : rawSql(column, own);
}

async function factsOf(source: TableSource, columns: readonly Column[]): Promise<Facts[]> {
  const facts: Facts[] = [];
  const size = columnsAtATime(source.columns.length);
  for (let at = 0; at < columns.length; at += size) facts.push(...(await together(source, columns.slice(at, at + size))));
  return facts;
}

/** The same of a wide table's cells, which are at hand; times are asked for. */
async function factsOfWide(source: TableSource, columns: readonly Column[]): Promise<Facts[]> {
  const cells = new Map((await cellsOf(source)).columns.map((column) => [column.name, column]));
  const isAtHand = ({ name, kind }: Column) => kind !== "date" && cells.has(name);
  const asked = await factsOf(
    source,
    columns.filter((column) => !isAtHand(column)),
  );
  const others = new Map(asked.map((facts) => [facts.column.name, facts]));
  return columns.map((column) => {
    const own = cells.get(column.name)!;
    return others.get(column.name) ?? { column, ...shapeOf(column.kind === "number" ? numbersIn(own) : textsIn(own)) };
  });
}

async function together(source: TableSource, columns: readonly Column[]): Promise<Facts[]> {
  const cells = columns.map((column, i) => `${valueSql(source, column)} AS v${i}`);
  const of = columns.map(({ kind }, i) => {
    const skewness = kind === "number" ? skewnessSql(`((v${i} - m${i}) / s${i})`) : "0";
    return `count(*) FILTER (v${i} = t${i}) / count(v${i}) AS top${i}, ${skewness} AS skewness${i}, bit_xor(hash(hash(v${i}, ${ROW})))::VARCHAR AS fingerprint${i}`;
  });
  // A value that nearly all rows have is surely found by the approximation; how often it comes is counted.
  const top = columns.map(({ kind }, i) => {
    const centre = kind === "number" ? `, favg(v${i}) AS m${i}, nullif(max(v${i}) - min(v${i}), 0) AS s${i}` : "";
    return `approx_top_k(v${i}, 1)[1] AS t${i}${centre}`;
  });
  const [row = {}] = await source.database.rows(
    `WITH cells AS (SELECT ${ROW}, ${cells.join(", ")} FROM ${source.relation}), top AS (SELECT ${top.join(", ")} FROM cells) SELECT ${of.join(", ")} FROM cells, top`,
  );
  return columns.map((column, i) => ({
    column,
    topShare: Number(row[`top${i}`]),
    skewness: Number(row[`skewness${i}`]),
    fingerprint: String(row[`fingerprint${i}`]),
  }));
}

/** SQL for the unbiased skewness of numbers around 0. DuckDB's own function adds up cubes of the numbers themselves, and around 1e9 none of its digits is right. */
const skewnessSql = (z: string): string =>
  `sqrt(count(${z})) * sqrt(count(${z}) - 1) / nullif(count(${z}) - 2, 0) * favg(pow(${z}, 3)) / nullif(pow(favg(pow(${z}, 2)), 1.5), 0)`;

function warningsOf({ column: { kind, name, missing, ...column }, topShare, skewness }: Facts): string[] {
  const isRobust = "scaling" in column && column.scaling === "robust";
  return [
    ...(missing > MOSTLY_MISSING ? [`${name} is missing in ${percent(missing)} of the rows`] : []),
    ...(topShare >= ALMOST_ALL ? [`${name} is almost constant: ${percent(topShare)} of its values are the same`] : []),
    ...(kind === "number" && !isRobust && Math.abs(skewness) > SKEWED && topShare < ALMOST_ALL
      ? [`${name} is strongly skewed (skewness ${skewness.toFixed(1)}); its logarithm may say more`]
      : []),
  ];
}

/** Columns whose values are the same in every row. */
function copies(facts: readonly Facts[]): string[] {
  const first = new Map<string, string>();
  return facts.flatMap(({ column: { kind, name }, fingerprint }) => {
    const key = `${kind} ${fingerprint}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, name);
    return before === undefined ? [] : [`${name} is a copy of ${before}`];
  });
}

/** Rows that are alike in all that is learned from. */
async function duplicates(source: TableSource, columns: readonly Column[], keys: readonly string[]): Promise<string[]> {
  const values = columns.map((column, i) => `${valueSql(source, column)} AS v${i}`).join(", ");
  // The hash of a whole row: one of 10,000 values takes a minute to plan.
  const [row] = await source.database.rows(
    `SELECT count(*) - count(DISTINCT hash(rows)) AS n FROM (SELECT ${values} FROM ${source.relation}) rows`,
  );
  const repeated = Number(row!.n);
  if (repeated === 0) return [];
  const but = keys.length > 0 ? ` but for ${keys.join(", ")}` : "";
  return [`${count(repeated)} of ${count(source.rowCount)} rows repeat an earlier one${but}`];
}
