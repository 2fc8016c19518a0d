import { DataError } from "../../../core/errors.ts";
import { expectFewColumns } from "../../readers/limits.ts";

/** Checks the names as SQL compares them, without case. @throws DataError if two names are equal. */
export function expectDifferentNames(names: readonly string[], file: string): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const before = seen.get(name.toLowerCase());
    if (before !== undefined)
      throw new DataError(
        before === name
          ? `${file} has the column "${onOneLine(name)}" twice. Give each column a different name.`
          : `${file} has the columns "${onOneLine(before)}" and "${onOneLine(name)}", which differ only in upper and lower case. Rename one of them.`,
      );
    if (name !== "") seen.set(name.toLowerCase(), name);
  }
}

const onOneLine = (name: string): string => name.replaceAll(/\s+/g, " ");

/**
 * Gives each column a different name: the second "a" becomes "a_2", the third "a_3". As in SQL, "A" and "a" are the same name.
 * @returns the names, and a note about those that changed, to print after the file's name.
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
    changed.push(`"${onOneLine(name)}" to "${onOneLine(fresh)}"`);
    return fresh;
  });
  const shown = [...changed.slice(0, 3), ...(changed.length > 3 ? [`${changed.length - 3} more`] : [])];
  return {
    names: apart,
    notes: changed.length > 0 ? [`has columns with the same name and renames them: ${shown.join(", ")}`] : [],
  };
}

/**
 * Returns the columns with different names, and a note that begins with the file's name if names changed.
 * @throws DataError if there are too many.
 */
export function columnsApart<T extends { readonly name: string }>(
  columns: readonly T[],
  file: string,
): { readonly columns: readonly T[]; readonly notes: readonly string[] } {
  expectFewColumns(file, columns.length);
  const { names, notes } = namedApart(columns.map(({ name }) => name));
  if (notes.length === 0) return { columns, notes };
  return { columns: columns.map((column, i) => ({ ...column, name: names[i]! })), notes: notes.map((note) => `${file} ${note}`) };
}

/** Returns the name of a column that has none in its file: column1, column2, … */
export const unnamedColumn = (place: number): string => `column${place + 1}`;

/** Returns the name that earlier versions gave to a column without one: column0, …, or column00, … from ten columns on. */
export const earlierName = (place: number, width: number): string => `column${String(place).padStart(String(width).length, "0")}`;

/** Returns a name that no column has yet, by adding underscores to the wanted one. @param taken names in lower case. */
export const freeName = (wanted: string, taken: ReadonlySet<string>): string =>
  taken.has(wanted.toLowerCase()) ? freeName(`${wanted}_`, taken) : wanted;

export const inLowerCase = (names: readonly string[]): Set<string> => new Set(names.map((name) => name.toLowerCase()));

/** Renames columns whose name another column has, by adding underscores. */
export function apartFrom<T extends { readonly name: string }>(others: readonly string[], columns: readonly T[]): T[] {
  const taken = inLowerCase(others);
  return columns.map((column) => {
    const name = freeName(column.name, taken);
    taken.add(name.toLowerCase());
    return { ...column, name };
  });
}
