/** Returns lines of CSV, with one row for each number from 0. */
export const csv = (head: string, count: number, row: (i: number) => readonly unknown[], separator = ","): string =>
  `${[head, ...Array.from({ length: count }, (_, i) => row(i).join(separator))].join("\n")}\n`;
