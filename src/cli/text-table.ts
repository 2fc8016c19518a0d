import type { Cell } from "../data/tables/duckdb/database.node.ts";

/** Maximum width of a cell in characters. */
const WIDEST = 28;
const GAP = "  ";

/**
 * Formats rows as aligned columns below a line of their names. Numbers are aligned to the right and have at most 6 digits, other
 * cells to the left.
 * @param width - number of characters in a line. Columns that don't fit are replaced by "…".
 */
export function textTable(rows: readonly Readonly<Record<string, Cell>>[], width = Number.POSITIVE_INFINITY): string {
  const columns = Object.keys(rows[0] ?? {}).map((name) => {
    const cells = [name, ...rows.map((row) => shown(row[name]!))].map(cut);
    const isNumber = rows.every((row) => typeof row[name] === "number" || row[name] === null);
    const longest = Math.max(...cells.map((cell) => cell.length));
    return cells.map((cell) => (isNumber ? cell.padStart(longest) : cell.padEnd(longest)));
  });
  let [fit, used] = [0, 0];
  for (const [{ length }] of columns as [string][]) {
    used += length + GAP.length;
    if (used + 1 > width && fit > 0) break;
    fit++;
  }
  const taken = fit < columns.length ? [...columns.slice(0, fit), columns[0]!.map(() => "…")] : columns;
  return (taken[0] ?? [])
    .map((_, line) =>
      taken
        .map((column) => column[line])
        .join(GAP)
        .trimEnd(),
    )
    .join("\n");
}

function shown(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "number" || Number.isInteger(cell)) return String(cell).replace(/\s+/g, " ");
  return String(Number(cell.toPrecision(6)));
}

const cut = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text);
