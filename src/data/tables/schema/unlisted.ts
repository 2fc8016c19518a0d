import type { Cell } from "./column-types.ts";
import type { CategoryColumn, Column } from "./columns.ts";

/**
 * What the features of columns don't tell, by the columns' names, a row each. Of a category with a place for other values: the value, where it isn't listed, else
 * null. Of a date: its seconds since 1970.
 */
export type Unlisted = Readonly<Record<string, readonly Cell[]>>;

/** That of a dataset: of the columns where there is some. */
export function givenUnlisted(unlisted: Unlisted): { readonly unlisted?: Unlisted } {
  const some = Object.entries(unlisted).filter(([, cells]) => cells.some((cell) => cell !== null));
  return some.length > 0 ? { unlisted: Object.fromEntries(some) } : {};
}

/** What training knew of a value that a category doesn't list. */
export const unlistedWords = ({ rest = 0 }: CategoryColumn): string =>
  rest > 0 ? "rarely or never seen before" : "never seen before";

/** A line for each category with more values that aren't listed than training let expect. */
export function unlistedLines(columns: readonly Column[], unlisted: readonly number[], rows: number): string[] {
  return columns.flatMap((column, i) => {
    const count = unlisted[i]!;
    if (column.kind !== "category" || count === 0) return [];
    const { name, open, rest = 0 } = column;
    if (rest > 0 && count <= 2 * rest * rows) return [];
    const taken = open ? "they are taken as another value" : "they are taken as missing";
    return [
      `column "${name}": ${count} of ${rows} rows have a value that the model didn't learn${open ? "" : ", neither true nor false"}; ${taken}`,
    ];
  });
}
