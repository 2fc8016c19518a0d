import { stat } from "node:fs/promises";
import { DataError } from "../core/errors.ts";
import { datasets, isTable } from "../data/open.node.ts";
import { openTableSource, type TableSource, type TableSourceOptions } from "../data/tables/duckdb/source.node.ts";

/** Opens DATA for a model of a table. @throws DataError where it is data of another kind; as `openTableSource`. */
export async function openTableFor(data: string, options: TableSourceOptions): Promise<TableSource> {
  await expectTable(data);
  return openTableSource(data, options);
}

/** @throws DataError where DATA is there, and isn't a table, as a model of one takes. */
export async function expectTable(data: string): Promise<void> {
  const isThere = Object.hasOwn(datasets, data) || (await stat(data).catch(() => undefined))?.isFile() === true;
  if (isThere && !(await isTable(data)))
    throw new DataError(`${data} isn't a table, and the model has learned the columns of one. Give a table that has them.`);
}
