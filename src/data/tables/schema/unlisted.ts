import type { Cell } from "./column-types.ts";
import type { CategoryColumn, Column } from "./columns.ts";

/** Of each category with a place for other values, by its name: what values that it doesn't list are, a row each; null where the row's is listed. */
export type Unlisted = Readonly<Record<string, readonly Cell[]>>;

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
