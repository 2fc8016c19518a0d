import { createWriteStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { DataError } from "../../../core/errors.ts";
import { explainWriteError } from "../../../core/files.node.ts";
import { csvLine } from "../csv-text.ts";
import { expectNoZeros } from "../text/encoding.ts";
import { LineReader } from "../text/lines.ts";
import { RowFilter } from "../text/rows.ts";
import { bytesOf, type TextFile } from "./text-file.node.ts";

/** Number of characters that are written at once. */
const AT_A_TIME = 2 ** 18;

/**
 * Writes the rows of a text file as a CSV for DuckDB: UTF-8, with commas and without names. The file is read once, in parts, and
 * memory doesn't grow with it.
 * @param places index of each CSV column in the file's lines, -1 if they lack it; by default, columns keep their index.
 * @throws DataError with the line if it has more or fewer cells than the others, a quote isn't closed, or its bytes aren't text.
 */
export async function writePlainCsv(file: TextFile, output: string, places?: readonly number[]): Promise<void> {
  try {
    await pipeline(rowsOf(file, places), createWriteStream(output));
  } catch (error) {
    throw error instanceof DataError ? error : explainWriteError(error, output);
  }
}

async function* rowsOf({ path, encoding, layout }: TextFile, places: readonly number[] | undefined): AsyncGenerator<string> {
  const name = basename(path);
  const filter = new RowFilter(layout, name);
  const reader = new LineReader(layout, name, layout.first);
  const decode = decoder(encoding.label, name, reader);
  const skip = lineSkipper(layout.first - 1);
  const line = (cells: readonly string[]) => csvLine(places ? places.map((place) => cells[place] ?? "") : cells);
  let [mark, written] = [encoding.mark, ""];
  for await (const part of bytesOf(path)) {
    const text = skip(decode(part.subarray(mark)));
    mark = Math.max(0, mark - part.length);
    for (const cells of filter.rows(reader.read(text))) written += line(cells);
    if (written.length < AT_A_TIME) continue;
    yield written;
    written = "";
  }
  for (const cells of filter.rows(reader.read(skip(decode(undefined)), true))) written += line(cells);
  yield written;
}

/**
 * Returns a function that decodes parts of a text; undefined ends the text.
 * @throws DataError with the line of invalid UTF-8 or a NUL byte.
 */
export function decoder(label: string, name: string, reader: LineReader) {
  const whole = new TextDecoder(label, { fatal: label === "utf-8", ignoreBOM: true });
  return (bytes: Uint8Array | undefined): string => {
    let text: string;
    try {
      text = whole.decode(bytes, { stream: bytes !== undefined });
    } catch {
      const lax = new TextDecoder(label).decode(bytes);
      throw new DataError(
        `${name}, line ${reader.lineAt(lax, Math.max(0, lax.indexOf("\uFFFD")))} isn't UTF-8. Save the file as UTF-8, or set its encoding (--encoding).`,
      );
    }
    if (text.includes("\0")) expectNoZeros(text, name, reader.lineAt("", 0));
    return text;
  };
}

/** Returns a function that removes the first lines of a text that arrives in parts. */
export function lineSkipper(count: number) {
  let [left, endsInCarriage] = [count, false];
  return (text: string): string => {
    let at = endsInCarriage && text.startsWith("\n") ? 1 : 0;
    if (text !== "") endsInCarriage = false;
    while (left > 0 && at < text.length) {
      const found = /[\r\n]/g;
      found.lastIndex = at;
      const end = found.exec(text);
      if (!end) return "";
      left--;
      at = end.index + (text[end.index] === "\r" && text[end.index + 1] === "\n" ? 2 : 1);
      endsInCarriage = text[at - 1] === "\r" && at === text.length;
    }
    return left > 0 ? "" : text.slice(at);
  };
}
