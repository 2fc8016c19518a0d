import { rowNumber } from "../../../core/rows.ts";
import { roleOf } from "../schema/column-types.ts";
import type { Column } from "../schema/columns.ts";
import type { Strays } from "../schema/strays.ts";
import { numberSql, timeSql } from "./cells.node.ts";
import { identifier } from "./database.node.ts";
import { saysMissingSql } from "./form-sql.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";

/**
 * Finds the stray values of columns that a model learned as numbers or times and that are texts in the table. Reads the table
 * once, if there are such columns.
 */
export async function straysIn(
  { columns: own, database, relation }: TableSource,
  columns: readonly Column[],
): Promise<readonly Strays[]> {
  const types = new Map(own.map((column) => [column.name, column]));
  const texts = columns.flatMap(({ name, kind }) => {
    const column = types.get(name)!;
    return kind !== "category" && roleOf(column.type) === "text" ? [{ column, kind }] : [];
  });
  if (texts.length === 0) return [];
  const figures = texts.map(({ column, kind }, i) => {
    const text = `${identifier(column.name)}::VARCHAR`;
    const isThere = `${text} IS NOT NULL AND NOT ${saysMissingSql(text)}`;
    const stray = `CASE WHEN ${isThere} AND ${(kind === "date" ? timeSql : numberSql)(column)} IS NULL THEN ${text} END`;
    return `count(CASE WHEN ${isThere} THEN 1 END) AS present${i}, count(${stray}) AS count${i}, arg_min(${stray}, ${ROW}) AS value${i}, min(CASE WHEN ${stray} IS NOT NULL THEN ${ROW} END) AS row${i}`;
  });
  const [found = {}] = await database.rows(`SELECT ${figures.join(", ")} FROM ${relation}`);
  return texts.flatMap(({ column, kind }, i) => {
    const [count, present, row] = ["count", "present", "row"].map((figure) => Number(found[`${figure}${i}`])) as [
      number,
      number,
      number,
    ];
    if (count === 0) return [];
    return [{ column: column.name, kind, count, present, value: String(found[`value${i}`]).slice(0, 60), row: rowNumber(row) }];
  });
}
