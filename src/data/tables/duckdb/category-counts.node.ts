import type { CategoryCounts } from "../schema/column-facts.ts";
import type { SourceColumn } from "../schema/column-types.ts";
import { textSql } from "./cells.node.ts";
import type { TableSource } from "./source.node.ts";

/** Number of columns per pass over the source. DuckDB holds all their values in memory or on disk. */
const AT_A_TIME = 50;

const known = new WeakMap<TableSource, Map<string, CategoryCounts>>();

/** Returns the most frequent values of columns in all rows. Reads the source only for columns that weren't counted before. */
export async function countsOfAll(
  source: TableSource,
  columns: readonly SourceColumn[],
  most = 1,
): Promise<Map<string, CategoryCounts>> {
  const own = known.get(source) ?? new Map<string, CategoryCounts>();
  known.set(source, own);
  const asked = columns.filter(({ name }) => !own.has(name));
  for (const [name, counts] of await categoryCounts(source, asked, { most })) own.set(name, counts);
  return new Map(columns.map(({ name }) => [name, own.get(name)!]));
}

/** Counts the values of columns in one pass over the source. @param most number of values to return per column. */
export async function categoryCounts(
  source: TableSource,
  columns: readonly SourceColumn[],
  { where = "true", most }: { where?: string | undefined; most: number },
): Promise<Map<string, CategoryCounts>> {
  const found = new Map<string, CategoryCounts>();
  for (let at = 0; at < columns.length; at += AT_A_TIME)
    for (const [name, counts] of await together(source, columns.slice(at, at + AT_A_TIME), where, most)) found.set(name, counts);
  return found;
}

async function together(source: TableSource, columns: readonly SourceColumn[], where: string, most: number) {
  const { database, relation } = source;
  const cells = columns.map((column, i) => `${textSql(column)} AS c${i}`);
  const names = columns.map((_, i) => `c${i}`);
  const which = names.map((name, i) => `WHEN grouping(${name}) = 0 THEN ${i}`).join(" ");
  await database.run(
    `CREATE OR REPLACE TEMP TABLE counted AS SELECT CASE ${which} END AS col, coalesce(${names.join(", ")}) AS v, count(*) AS n FROM (SELECT ${cells.join(", ")} FROM ${relation} WHERE ${where}) GROUP BY GROUPING SETS (${names.map((name) => `(${name})`).join(", ")})`,
  );
  const distinct = await database.rows(
    "SELECT col, count(v) AS n, coalesce(sum(n) FILTER (v IS NOT NULL), 0) AS present FROM counted GROUP BY col",
  );
  const counts: [string, CategoryCounts][] = [];
  for (const [i, { name }] of columns.entries()) {
    const top = await database.rows(
      `SELECT v, n FROM counted WHERE col = ${i} AND v IS NOT NULL ORDER BY n DESC, v LIMIT ${most}`,
    );
    const found = distinct.find(({ col }) => Number(col) === i);
    counts.push([
      name,
      {
        distinct: Number(found?.n ?? 0),
        present: Number(found?.present ?? 0),
        top: top.map(({ v, n }) => ({ value: String(v), count: Number(n) })),
      },
    ]);
  }
  await database.run("DROP TABLE counted");
  return counts;
}
