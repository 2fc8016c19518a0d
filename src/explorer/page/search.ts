import { numberOf, type Rows } from "../rows.ts";

/**
 * The rows that a search finds: the row of that number, and those with a name, a key or a class that holds the text, in whatever case. A number finds only classes
 * that are that number, not those that hold it. Undefined for an empty text, which doesn't search.
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
