import type { Cell } from "./column-types.ts";
import type { CategoryColumn, Column } from "./columns.ts";

/**
 * Values that the columns' features don't encode, by column name, one per row. For a category they are values that aren't listed
 * (null for listed ones), for a date its seconds since 1970.
 */
export type Unlisted = Readonly<Record<string, readonly Cell[]>>;

/** Returns a dataset's unlisted values, if there are any. */
export function givenUnlisted(unlisted: Unlisted): { readonly unlisted?: Unlisted } {
  const some = Object.entries(unlisted).filter(([, cells]) => cells.some((cell) => cell !== null));
  return some.length > 0 ? { unlisted: Object.fromEntries(some) } : {};
}

/** Describes how often training rows had a value that a category doesn't list. */
export const unlistedWords = ({ rest = 0 }: CategoryColumn): string =>
  rest > 0 ? "rarely or never seen before" : "never seen before";

/** Returns a line for each category that has more unlisted values than the training rows had. */
export function unlistedLines(columns: readonly Column[], unlisted: readonly number[], rows: number): string[] {
  return columns.flatMap((column, i) => {
    const count = unlisted[i]!;
    if (column.kind !== "category" || count === 0) return [];
    const { name, open, rest = 0 } = column;
    if (rest > 0 && count <= 2 * rest * rows) return [];
    const taken = open ? 'they count as "(other)"' : "they count as missing";
    return [
      `column "${name}": ${count} of ${rows} rows have a value ${open ? "that wasn't in the training data" : "that is neither true nor false"}; ${taken}`,
    ];
  });
}
