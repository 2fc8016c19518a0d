import type { TypedColumn } from "./typed-columns.ts";

/** A text as CSV has it (RFC 4180). */
export const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A float32 in as few digits as name it. */
export function float32Text(value: number): string {
  // All that have six digits or fewer are found with six: zeros behind them are dropped.
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

export const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(",")}\n`;

/** Columns as CSV: names first, lines end in \n, a missing value is empty. */
export function csvOfColumns(columns: readonly TypedColumn[]): string {
  const count = columns[0]?.data.length ?? 0;
  const text = ({ type, data }: TypedColumn, row: number) => {
    const value = data[row] ?? "";
    return type === "FLOAT" && typeof value === "number" ? float32Text(value) : String(value);
  };
  const lines = Array.from({ length: count }, (_, row) => csvLine(columns.map((column) => text(column, row))));
  return [csvLine(columns.map(({ name }) => name)), ...lines].join("");
}
