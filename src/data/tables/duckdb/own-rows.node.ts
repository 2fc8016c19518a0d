import { basename } from "node:path";
import { ObjectFinder } from "../../readers/json-text.ts";
import { cellPlaces } from "../text/cell-places.ts";
import { LineReader } from "../text/lines.ts";
import { between } from "../text/patch.ts";
import { RowFilter } from "../text/rows.ts";
import { decoder, lineSkipper } from "./plain-csv.node.ts";
import { bytesOf, type TextFile } from "./text-file.node.ts";

/** Returns some rows of a text file as they are there, without line breaks. @param wanted row indices. */
export async function linesOfRows(
  { path, encoding, layout }: TextFile,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> {
  const name = basename(path);
  const reader = new LineReader(layout, name, layout.first);
  const filter = new RowFilter(layout, name);
  const decode = decoder(encoding.label, name, reader);
  const skip = lineSkipper(layout.first - 1);
  const found = new Map<number, string>();
  let [kept, from, row, mark] = ["", 0, 0, encoding.mark];
  const take = (text: string, isLast: boolean) => {
    kept += text;
    let done = from;
    for (const { line, cells } of filter.lines(reader.read(text, isLast))) {
      if (wanted.has(row)) found.set(row, cellsAsWritten(kept.slice(line.from - from, line.to - from), cells.length, layout));
      row++;
      done = line.to;
    }
    kept = kept.slice(done - from);
    from = done;
  };
  for await (const part of bytesOf(path)) {
    take(skip(decode(part.subarray(mark))), false);
    mark = Math.max(0, mark - part.length);
  }
  take(skip(decode(undefined)), true);
  return found;
}

/** Returns a line's cells and delimiters, for as many cells as the table has columns. */
function cellsAsWritten(raw: string, width: number, layout: TextFile["layout"]): string {
  const places = cellPlaces(raw, layout);
  const line = raw.replace(/\r\n?$|\n$/, "");
  if (places.length < width) return line + between(layout).repeat(width - places.length);
  // Removes text after the last column, and before the first one if spaces align the columns.
  const cells = places.length > width ? line.slice(0, places[width - 1]!.end) : line;
  return between(layout).startsWith(" ") ? cells.trim() : cells;
}

/** Returns some rows of a JSON file as they are there. @param wanted row indices. */
export async function objectsOfRows(path: string, wanted: ReadonlySet<number>): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  let row = 0;
  for await (const json of rowsOfJson(path)) {
    if (wanted.has(row)) found.set(row, json);
    row++;
  }
  return found;
}

/** Yields the rows of a JSON file as they are there. */
export async function* rowsOfJson(path: string): AsyncGenerator<string> {
  const finder = new ObjectFinder();
  const decode = new TextDecoder("utf-8", { ignoreBOM: true });
  let [kept, from] = ["", 0];
  for await (const part of bytesOf(path)) {
    const text = decode.decode(part, { stream: true });
    kept += text;
    for (const place of finder.read(text)) {
      yield kept.slice(place.from - from, place.to - from);
      kept = kept.slice(place.to - from);
      from = place.to;
    }
  }
}
