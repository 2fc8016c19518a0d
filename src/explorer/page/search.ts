import { numberOf, type Rows } from "../rows.ts";

/**
 * Finds the rows whose name, key or class contains a text, in upper or lower case. A number finds the row with that number, and
 * rows with a name, key or class equal to it. Returns undefined if the text is empty.
 */
export function search(rows: Omit<Rows, "positions">, text: string): readonly number[] | undefined {
  const { count, columns, rowNames, keys = [] } = rows;
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return undefined;
  const isNumber = /^\d+$/.test(wanted);
  const fits = (name: string) => (isNumber ? name === wanted : name.toLowerCase().includes(wanted));
  const classes = columns.flatMap((column) =>
    column.kind === "classes" ? [{ places: column.classes, found: column.names.map(fits) }] : [],
  );
  const row = isNumber ? Number(wanted) : -1;
  return Array.from({ length: count }, (_, i) => i).filter(
    (i) =>
      numberOf(rows, i) === row ||
      (rowNames && fits(rowNames[i]!)) ||
      keys.some(({ values }) => fits(values[i]!)) ||
      classes.some(({ places, found }) => found[places[i]!]),
  );
}
