import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { readBytes } from "../../readers/read-bytes.node.ts";
import { type CellPatch, patchedWorkbook } from "../../readers/xlsx-patch.ts";
import { LineReader, linesIn } from "../text/lines.ts";
import { RowFilter } from "../text/rows.ts";
import type { SheetPlace } from "./convert.node.ts";
import type { TextPatches } from "./patch-text.node.ts";
import type { TextFile } from "./text-file.node.ts";

/**
 * Yields a workbook's bytes with values put into some cells of one sheet.
 * @param text the text that was made from the sheet, with one line per row.
 */
export async function* patchedSheet(
  { path, sheet, left }: SheetPlace,
  text: TextFile,
  { patches, added }: TextPatches,
): AsyncGenerator<Uint8Array> {
  const { layout } = text;
  const csv = await readFile(text.path, "utf8");
  const rowOfLine = new Map(linesIn(csv, { ...layout, comment: undefined }, "").map(({ number }, row) => [number, row]));
  const lines = new LineReader(layout, "").read(csv, true);
  const rows = Array.from(new RowFilter(layout, "").lines(lines), ({ line }) => rowOfLine.get(line.number)!);
  const last = left + layout.names.length;
  const cells: CellPatch[] = [];
  if (added !== undefined && layout.header !== undefined)
    cells.push({ row: rowOfLine.get(layout.header)!, column: last, text: added });
  for await (const { row, values, added: mark } of patches) {
    for (const [place, value] of values) cells.push({ row: rows[row]!, column: left + place, text: value });
    if (added !== undefined && mark !== undefined) cells.push({ row: rows[row]!, column: last, text: mark });
  }
  const bytes = await readBytes(path);
  yield cells.length === 0 ? bytes : await patchedWorkbook(bytes, basename(path), { sheet, first: rows[0] ?? 0, cells });
}
