import { join } from "node:path";
import { isDevice } from "../../../core/files.node.ts";
import { temporaryFolder } from "../../../core/temporary.node.ts";
import type { TextStyle } from "../text/style.ts";
import { copyTable } from "./copy.node.ts";
import { identifier, literal, openDatabase } from "./database.node.ts";
import { type ResultColumn, type ResultRows, writeTable } from "./write.node.ts";

type Body<T> = (write: (rows: ResultRows) => Promise<void>) => Promise<T>;

/**
 * Writes results next to key columns, as `writeTable` does. In Parquet, keys have the types of their own table: times, decimals,
 * small whole numbers.
 * @param style style of a text file; usual CSV by default.
 * @throws as `writeTable` does.
 */
export async function writeResultTable<T>(
  file: string,
  columns: readonly ResultColumn[],
  rowCount: number,
  body: Body<T>,
  style?: TextStyle,
): Promise<T> {
  const isTyped = file.endsWith(".parquet") && columns.some(({ own }) => own !== undefined) && !(await isDevice(file));
  if (!isTyped) return writeTable(file, columns, rowCount, body, { style });
  const { path: folder, remove } = await temporaryFolder();
  const database = await openDatabase();
  try {
    const path = join(folder, "results.parquet");
    const result = await writeTable(path, columns, rowCount, body);
    const cells = columns.map(({ name, own }) => {
      const x = identifier(name);
      return own === undefined ? x : `${x}::${own} AS ${x}`;
    });
    await copyTable(database, `SELECT ${cells.join(", ")} FROM read_parquet(${literal(path)})`, file);
    return result;
  } finally {
    database.close();
    remove();
  }
}
