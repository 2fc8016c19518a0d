import type { Column } from "./columns.ts";

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
