import { DataError } from "../../core/errors.ts";

/** Names that differ only in capitals are one to SQL. @throws DataError where two names are one. */
export function expectDifferentNames(names: readonly string[], file: string): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const before = seen.get(name.toLowerCase());
    if (before !== undefined)
      throw new DataError(
        before === name
          ? `${file} has the column "${name}" twice. Give each column a name of its own.`
          : `${file} has the columns "${before}" and "${name}", which differ only in capitals. Rename one.`,
      );
    if (name !== "") seen.set(name.toLowerCase(), name);
  }
}
