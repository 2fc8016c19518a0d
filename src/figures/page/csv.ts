import { type Rows, textOf } from "./data.ts";

/** A float32 in as few digits as name it. */
function digitsOf(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows of a map as CSV (RFC 4180, lines end in \n): number, name where there is one, keys, place, and each column's value. */
export function csvOf({ positions, columns, rowNames, keys = [] }: Rows, rows: readonly number[]): string {
  const lines = rows.map((row) => [
    String(row),
    ...(rowNames ? [rowNames[row]!] : []),
    ...keys.map(({ values }) => values[row]!),
    digitsOf(positions[2 * row]!),
    digitsOf(positions[2 * row + 1]!),
    ...columns.map((column) => textOf(column, row)),
  ]);
  const header = [
    "row",
    ...(rowNames ? ["name"] : []),
    ...keys.map(({ name }) => name),
    "x",
    "y",
    ...columns.map(({ name }) => name),
  ];
  return [header, ...lines].map((line) => `${line.map(field).join(",")}\n`).join("");
}
