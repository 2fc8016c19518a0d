import type { TypedColumn } from "./typed-columns.ts";

/** Quotes a text for CSV if necessary (RFC 4180). */
export const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Writes a float32 with as few digits as identify it. */
export function float32Text(value: number): string {
  // Numbers with fewer than six digits are also found with six, because trailing zeros are dropped.
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

export const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(",")}\n`;

/** Writes columns as CSV, with a line of names first, line breaks \n, and empty cells for missing values. */
export function csvOfColumns(columns: readonly TypedColumn[]): string {
  const count = columns[0]?.data.length ?? 0;
  const text = ({ type, data }: TypedColumn, row: number) => {
    const value = data[row] ?? "";
    return type === "FLOAT" && typeof value === "number" ? float32Text(value) : String(value);
  };
  const lines = Array.from({ length: count }, (_, row) => csvLine(columns.map((column) => text(column, row))));
  return [csvLine(columns.map(({ name }) => name)), ...lines].join("");
}
