import type { FilledCell } from "../../check/index.ts";
import { counted, listed, percent } from "../../core/words.ts";
import type { MemoryColumn } from "../../data/tables/memory/table.ts";
import { typedColumn } from "../../data/tables/typed-columns.ts";
import type { ImputedTable } from "../../tasks/impute-table.ts";
import { called } from "../engine/workers.ts";
import { asTyped } from "./columns.ts";
import { needsTable, type PageTask } from "./task.ts";

export const impute: PageTask = {
  name: "impute",
  title: "Fill missing values",
  summary:
    "Networks learn from the table how its columns depend on each other, and predict each missing value from the row's other values. It takes up to half a minute.",
  button: "Fill the missing values",
  usesModel: false,
  lacks: needsTable,
  async run({ opened }, worker, tell) {
    const table = opened.table!;
    const { cells, filled, missing } = await worker.impute(table, called(tell));
    const counts = Object.entries(filled).map(([name, count]) => `${name} ${count}`);
    return {
      lines: [
        cells.length === 0 ? "No value was filled." : `${counted(cells.length, "value")} filled: ${listed(counts)}.`,
        ...missing.map(({ name, count, why }) => `Still missing: ${name} ${count}, because ${why}.`),
      ],
      columns: asTyped([
        { name: "row", type: "whole", data: cells.map(({ row }) => row) },
        { name: "column", type: "text", data: cells.map(({ column }) => column) },
        { name: "filled value", type: "text", data: cells.map(({ value }) => value) },
        { name: "why", type: "text", data: cells.map(reasonOf) },
      ]),
      saved: table.columns.map((column) => typedColumn(column.name, filledValues(column, cells))),
    };
  },
  code: ({ file }) =>
    `import { imputeTable } from "codings";\n\nawait imputeTable(${JSON.stringify(file)}, { output: "filled.csv" });\n`,
  commands: ({ file }) => [["codings", "impute", file, "-o", "filled.csv"]],
};

/** Says what the value follows from, the interval that has nine of ten numbers, or how likely a category is. */
function reasonOf({ from, range, likely }: FilledCell): string | null {
  if (from) return `follows from ${listed(from)}`;
  if (range) return `between ${range[0]} and ${range[1]} in nine of ten rows`;
  return likely?.[0] ? `probability ${percent(likely[0].probability)}` : null;
}

/** Returns the values of a column as the file writes them, with the filled ones. */
function filledValues({ name, type, texts, values }: MemoryColumn, cells: ImputedTable["cells"]) {
  const copy = [...(texts ?? values)];
  const isNumber = !texts && copy.some((value) => typeof value === "number");
  for (const { row, column, value } of cells) if (column === name) copy[row - 1] = isNumber ? Number(value) : value;
  return type === "BOOLEAN" && !texts ? copy.map((value) => (value === null ? null : value === "true")) : copy;
}
