import { basename } from "node:path";
import { together } from "../schema/several-files.ts";
import type { Database } from "./database.node.ts";

/** No more files are looked at one by one. */
const MOST_FILES = 200;

/** What some of several files lack, or have besides, a line each. @throws DataError where a file shares no column with the first. */
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
