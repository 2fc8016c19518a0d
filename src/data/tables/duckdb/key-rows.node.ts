import { identifier, literal } from "./database.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";
import type { ResultColumn } from "./write.node.ts";

/**
 * Returns the indices of the rows whose key has a value, in order. Keys are compared as they are written in results; decimals are
 * compared as numbers.
 */
export async function rowsWithKey(source: TableSource, { name, type }: ResultColumn, value: string): Promise<number[]> {
  const [key, wanted] = [identifier(name), literal(value)];
  const isIt = type === "double" ? `${key}::DOUBLE = TRY_CAST(${wanted} AS DOUBLE)` : `${key}::VARCHAR = ${wanted}`;
  const found = await source.database.rows(`SELECT ${ROW} AS place FROM ${source.relation} WHERE ${isIt} ORDER BY 1`);
  return found.map(({ place }) => Number(place));
}
