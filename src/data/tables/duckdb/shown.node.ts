import { lookUp } from "../../../core/suggest.ts";
import { roleOf } from "../schema/column-types.ts";
import type { TablePreprocessing } from "../schema/columns.ts";
import { numberSql, textSql, timeSql } from "./cells.node.ts";
import { explainTableError } from "./explain.ts";
import { ROW } from "./relation.node.ts";
import { openTableSource, type TableSourceOptions } from "./source.node.ts";

/** A column for display: numbers, times (in seconds since 1970 UTC) or texts; null for a missing value. */
export interface ShownColumn {
  readonly name: string;
  readonly kind: "number" | "date" | "text";
  readonly values: readonly (number | string | null)[];
}

/**
 * Returns columns of a table's first rows. A training column has the kind that it had in training: a number that was a category
 * is a text.
 * @throws OptionError for an unknown column, with the most similar name; DataError as `openTableSource` does.
 */
export async function readShown(
  path: string,
  names: readonly string[],
  rows: number,
  { preprocessing, ...options }: TableSourceOptions & { readonly preprocessing: TablePreprocessing },
): Promise<readonly ShownColumn[]> {
  if (names.length === 0) return [];
  const source = await openTableSource(path, { ...options, preprocessing });
  try {
    const own = Object.fromEntries(source.columns.map((column) => [column.name, column]));
    const kinds = names.map((name) => kindOf(name, lookUp("column", name, own).type, preprocessing));
    const sql = { number: numberSql, date: timeSql, text: textSql };
    const cells = names.map((name, i) => `${sql[kinds[i]!](own[name]!)} AS c${i}`);
    const found = await source.database.rows(
      `SELECT ${cells.join(", ")} FROM ${source.relation} WHERE ${ROW} < ${rows} ORDER BY ${ROW}`,
    );
    return names.map((name, i) => ({
      name,
      kind: kinds[i]!,
      values: found.map((row) => {
        const cell = row[`c${i}`]!;
        if (cell === null || kinds[i] === "text") return cell === null ? null : String(cell);
        return Number.isFinite(Number(cell)) ? Number(cell) : null;
      }),
    }));
  } catch (error) {
    throw explainTableError(error, source.name);
  } finally {
    source.close();
  }
}

function kindOf(name: string, type: string, { columns }: TablePreprocessing): ShownColumn["kind"] {
  const learned = columns.find((column) => column.name === name)?.kind;
  if (learned !== undefined) return learned === "category" ? "text" : learned;
  const role = roleOf(type);
  return role === "number" ? "number" : role === "time" ? "date" : "text";
}
