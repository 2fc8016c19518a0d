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

/**
 * Gives each column a name of its own: the second "a" is called "a_2", the third "a_3". Names that differ only in capitals are one to SQL.
 * @returns the names, and a line about those that were changed, which follows the file's name.
 */
export function namedApart(names: readonly string[]): { readonly names: readonly string[]; readonly notes: readonly string[] } {
  const taken = inLowerCase(names);
  const seen = new Map<string, number>();
  const changed: string[] = [];
  const apart = names.map((name) => {
    const before = seen.get(name.toLowerCase());
    if (before === undefined) {
      seen.set(name.toLowerCase(), 1);
      return name;
    }
    let [count, fresh] = [before + 1, `${name}_${before + 1}`];
    while (taken.has(fresh.toLowerCase())) fresh = `${name}_${++count}`;
    seen.set(name.toLowerCase(), count);
    taken.add(fresh.toLowerCase());
    changed.push(`"${onOneLine(name)}" again, which is called "${onOneLine(fresh)}"`);
    return fresh;
  });
  const shown = [...changed.slice(0, 3), ...(changed.length > 3 ? [`${changed.length - 3} more`] : [])];
  return { names: apart, notes: changed.length > 0 ? [`has the column ${shown.join(", ")}`] : [] };
}

/** Columns with names of their own, and what to say of it, which begins with the file's name. */
export function columnsApart<T extends { readonly name: string }>(
  columns: readonly T[],
  file: string,
): { readonly columns: readonly T[]; readonly notes: readonly string[] } {
  const { names, notes } = namedApart(columns.map(({ name }) => name));
  if (notes.length === 0) return { columns, notes };
  return { columns: columns.map((column, i) => ({ ...column, name: names[i]! })), notes: notes.map((note) => `${file} ${note}`) };
}

/** The names of columns that a file gives none: column1, column2, … */
export const unnamedColumn = (place: number): string => `column${place + 1}`;

/** What such columns were called by models of earlier versions: column0, column1, …, or column00, column01, … of ten or more. */
export const earlierName = (place: number, width: number): string => `column${String(place).padStart(String(width).length, "0")}`;

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
