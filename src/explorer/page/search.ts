import { numberOf, type Rows } from "../rows.ts";

/**
 * Finds the rows whose name, key or class contains a text, in upper or lower case. A number finds the rows with a name, key or class
 * equal to it; if there are none, the row with that number. "#7" always finds row 7. Returns undefined if the text is empty.
 */
export function search(rows: Omit<Rows, "positions">, text: string): readonly number[] | undefined {
  const { count, columns, rowNames, keys = [] } = rows;
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return undefined;
  const all = Array.from({ length: count }, (_, i) => i);
  const [, hash, number] = /^(#?)(\d+)$/.exec(wanted) ?? [];
  const numbered = () => all.filter((i) => numberOf(rows, i) === Number(number));
  if (hash) return numbered();
  const fits = (name: string) => (number === undefined ? name.toLowerCase().includes(wanted) : name === wanted);
  const classes = columns.flatMap((column) =>
    column.kind === "classes" ? [{ places: column.classes, found: column.names.map(fits) }] : [],
  );
  const found = all.filter(
    (i) =>
      (rowNames && fits(rowNames[i]!)) ||
      keys.some(({ values }) => fits(values[i]!)) ||
      classes.some(({ places, found }) => found[places[i]!]),
  );
  return number !== undefined && found.length === 0 ? numbered() : found;
}
