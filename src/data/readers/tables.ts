import { DataError } from "../../core/errors.ts";
import { DEEPEST_TABLE, expectShallow } from "../../core/json-depth.ts";
import type { MemoryTable } from "../tables/memory/table.ts";
import { isUtf16, kindOf } from "./kinds.ts";
import { expectRoom, MOST_TEXT } from "./limits.ts";

/**
 * Reads a file's table. The content tells its format.
 * @param wanted the columns that a model learned from.
 * @throws DataError if it is broken. The message names the file, and the line if one is to blame.
 */
export async function readTable(bytes: Uint8Array, file: string, wanted: readonly string[] = []): Promise<MemoryTable> {
  if (kindOf(bytes) === "parquet") return (await import("./parquet.ts")).readParquet(bytes, file);
  expectRoom(file, "has", bytes.length, MOST_TEXT);
  const text = textIn(bytes, file);
  if (/^\s*<(!doctype html|html|svg|\?xml)/i.test(text))
    throw new DataError(`${file} is a page or a drawing (HTML, SVG, XML), not a table. Download the file itself.`);
  if (/^\s*[{[]/.test(text) && !/\.[ct]sv$/i.test(file)) {
    expectShallow(bytes, file, DEEPEST_TABLE);
    return (await import("./json.ts")).readJson(text, file);
  }
  return (await import("./csv.ts")).readCsv(text, file, wanted);
}

function textIn(bytes: Uint8Array, file: string): string {
  if (isUtf16(bytes)) throw new DataError(`${file} is UTF-16. Save it as UTF-8.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DataError(`${file} isn't UTF-8. Save the file as UTF-8.`);
  }
}
