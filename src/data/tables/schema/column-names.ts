import { DataError } from "../../../core/errors.ts";

/** Names that differ only in capitals are one to SQL. @throws DataError where two names are one. */
export function expectDifferentNames(names: readonly string[], file: string): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const before = seen.get(name.toLowerCase());
    if (before !== undefined)
      throw new DataError(
        before === name
          ? `${file} has the column "${onOneLine(name)}" twice. Give each column a name of its own.`
          : `${file} has the columns "${onOneLine(before)}" and "${onOneLine(name)}", which differ only in capitals. Rename one.`,
      );
    if (name !== "") seen.set(name.toLowerCase(), name);
  }
}

const onOneLine = (name: string): string => name.replaceAll(/\s+/g, " ");

/** A name that no column has yet: the wanted name, with underscores added until it is free. @param taken names in lower case. */
export const freeName = (wanted: string, taken: ReadonlySet<string>): string =>
  taken.has(wanted.toLowerCase()) ? freeName(`${wanted}_`, taken) : wanted;

export const inLowerCase = (names: readonly string[]): Set<string> => new Set(names.map((name) => name.toLowerCase()));

/** Renames columns that have the name of another column: they get underscores. */
export function apartFrom<T extends { readonly name: string }>(others: readonly string[], columns: readonly T[]): T[] {
  const taken = inLowerCase(others);
  return columns.map((column) => {
    const name = freeName(column.name, taken);
    taken.add(name.toLowerCase());
    return { ...column, name };
  });
}
