import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";

/** What must be said of a table's columns to have them as they are here: names of an option of `openTable`, and of a flag of the command line. */
export function toldColumns({ keys, label, leftOut }: TablePreprocessing): Readonly<Record<string, string | readonly string[]>> {
  const exclude = leftOut.filter(({ name, why }) => why === "as told" && !keys.includes(name)).map(({ name }) => name);
  return { ...(keys.length > 0 && { keys }), ...(label !== undefined && { label }), ...(exclude.length > 0 && { exclude }) };
}
