import { factsOf } from "../memory/facts.ts";
import type { ColumnFacts, LookedAt } from "../schema/column-facts.ts";
import { isWhole, type SourceColumn } from "../schema/column-types.ts";
import type { TablePreprocessing } from "../schema/columns.ts";
import { AS_TOLD, type LearnOptions as Choices, learnColumns } from "../schema/learn.ts";
import { categoryCounts, countsOfAll } from "./category-counts.node.ts";
import { textSql } from "./cells.node.ts";
import { identifier } from "./database.node.ts";
import { firstWhere } from "./read.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";
import { columnStatistics, statisticsOfAll } from "./statistics.node.ts";
import { cellsOf, isPlainColumn, isWide } from "./wide.node.ts";

export interface LearnOptions extends Choices {
  /** SQL condition for the training rows; all rows by default. */
  readonly where?: string;
}

/**
 * Finds out what each column contains and how it becomes numbers. The source is read once for the statistics of all columns, and
 * once more each for categories and for possible identifiers, if there are any.
 * @throws DataError with the column and row if a number isn't finite or is written with currencies or separators.
 * @throws OptionError if an option names a column that the table doesn't have.
 */
export async function learnPreprocessing(
  source: TableSource,
  { where, ...choices }: LearnOptions = {},
): Promise<TablePreprocessing> {
  const facts = await askedOf(source, where);
  const { columns, pivoted } = source;
  if (!pivoted || !choices.exclude) return learnColumns(facts, choices);
  const isGone = (name: string) =>
    pivoted.from.some((column) => column.name === name) && !columns.some((column) => column.name === name);
  const learned = await learnColumns(facts, { ...choices, exclude: choices.exclude.filter((name) => !isGone(name)) });
  const gone = choices.exclude.filter(isGone).map((name) => ({ name, why: AS_TOLD }));
  return { ...learned, leftOut: [...learned.leftOut, ...gone] };
}

/**
 * Returns facts about a source's columns, for the rows of a condition. The cells of a wide table are read into memory for this.
 */
async function askedOf(source: TableSource, where?: string): Promise<ColumnFacts> {
  const asked: ColumnFacts = {
    name: source.name,
    columns: source.columns,
    reading: source.reading,
    statistics: (columns) => (where === undefined ? statisticsOfAll(source, columns) : columnStatistics(source, columns, where)),
    distinct: (columns) => distinctCounts(source, columns, where),
    counts: (columns, most) =>
      where === undefined ? countsOfAll(source, columns, most) : categoryCounts(source, columns, { where, most }),
    valueAt: async (column, row) => (await firstWhere(source, column, `${ROW} = ${row}`)).value,
    choose: (column, ...as) => `use ${as.map((option) => `--${option} ${column}`).join(" or ")}`,
  };
  return isWide(source) ? withCells(asked, factsOf(await cellsOf(source), await learntOf(source, where))) : asked;
}

/** Asks DuckDB only for facts that the cells in memory don't provide. */
function withCells(asked: ColumnFacts, cells: ColumnFacts): ColumnFacts {
  const isAtHand = (column: LookedAt) => isPlainColumn(column) && column.as !== "time";
  const of = async <C extends LookedAt, T>(
    columns: readonly C[],
    tell: (facts: ColumnFacts, some: readonly C[]) => Promise<Map<string, T>>,
  ) => {
    const [here, there] = [columns.filter(isAtHand), columns.filter((column) => !isAtHand(column))];
    const found = await tell(cells, here);
    for (const [name, of] of there.length > 0 ? await tell(asked, there) : []) found.set(name, of);
    return found;
  };
  return {
    ...asked,
    statistics: (columns) => of(columns, (facts, some) => facts.statistics(some)),
    distinct: (columns) => of(columns, (facts, some) => facts.distinct(some)),
    counts: (columns, most) => of(columns, (facts, some) => facts.counts(some, most)),
  };
}

/** Returns a function that tells whether a row meets the condition. */
async function learntOf({ database, relation, rowCount }: TableSource, where?: string): Promise<(row: number) => boolean> {
  if (where === undefined) return () => true;
  const isLearnt = new Uint8Array(rowCount);
  for (const row of await database.rows(`SELECT ${ROW} AS row FROM ${relation} WHERE ${where}`)) isLearnt[Number(row.row)] = 1;
  return (row) => isLearnt[row] === 1;
}

async function distinctCounts(
  source: TableSource,
  columns: readonly SourceColumn[],
  where = "true",
): Promise<Map<string, number>> {
  if (columns.length === 0) return new Map();
  // The texts of millions of whole numbers would take much more memory.
  const value = (column: SourceColumn) => (isWhole(column.type) ? identifier(column.name) : textSql(column));
  const counts = columns.map((column, i) => `count(DISTINCT ${value(column)}) AS d${i}`);
  const { database, relation } = source;
  const sql = `SELECT ${counts.join(", ")} FROM ${relation} WHERE ${where}`;
  const [row = {}] = await database.sparing(() => database.rows(sql));
  return new Map(columns.map(({ name }, i) => [name, Number(row[`d${i}`])]));
}
