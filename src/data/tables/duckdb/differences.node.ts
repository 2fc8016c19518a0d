import { basename } from "node:path";
import { together } from "../schema/several-files.ts";
import type { Database } from "./database.node.ts";

/** Maximum number of files whose columns are compared. */
const MOST_FILES = 200;

/**
 * Returns notes about columns that only some files have.
 * @throws DataError if a file has no column in common with the first one.
 */
export async function differences(
  database: Database,
  files: readonly string[],
  read: (file: string) => string,
): Promise<readonly string[]> {
  if (files.length < 2) return [];
  const named: { name: string; columns: readonly string[] }[] = [];
  for (const file of files.slice(0, MOST_FILES)) {
    const columns = await database.types(`SELECT * FROM ${read(file)}`);
    named.push({ name: basename(file), columns: columns.map(({ name }) => name) });
  }
  return together(named).notes;
}
