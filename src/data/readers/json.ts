import type { Bytes } from "../../core/bytes.ts";
import { DataError } from "../../core/errors.ts";
import { DEEPEST_TABLE, expectShallow } from "../../core/json-depth.ts";
import { markedNames, withoutMarks } from "../../core/json-names.ts";
import { tableOfObjects } from "../tables/memory/objects.ts";
import type { MemoryTable } from "../tables/memory/table.ts";
import { LargeWhole } from "../tables/records.ts";
import { jsonShape, rowsInJson } from "./json-rows.ts";
import { saidOf } from "./pandas.ts";
import type { Reader } from "./reader.ts";
import { isText, textIn } from "./text.ts";

/**
 * Reads JSON as a table: an array of objects, one object on each line, or another form that `rowsInJson` knows. Objects in
 * objects become columns with both names: place.lat.
 * @throws DataError if the JSON is broken (the message names the line), if a row isn't an object, or if there are no rows.
 */
export function readJson(text: string, file: string, maxMemory?: Bytes): MemoryTable {
  if (jsonShape(text, true) === "lines") {
    const lines = linesIn(text, file);
    return tableOfObjects(lines.every(Array.isArray) ? rowsInJson(lines).rows : lines, file, maxMemory);
  }
  const { rows, keys = [], categories = [], note } = rowsInJson(wholeIn(text, file));
  const { columns, notes = [], ...table } = tableOfObjects(rows, file, maxMemory);
  const all = [...(note === undefined ? [] : [`${file} ${note}`]), ...notes];
  const said = { keys: new Set(keys), categories: new Set(categories) };
  return {
    ...table,
    columns: columns.map((column) => ({ ...column, ...saidOf(said, column.name) })),
    ...(all.length > 0 && { notes: all }),
  };
}

/** Prefix of a string that contains the digits of a large number. */
const MARK = "\u0000whole:";

/** Parses JSON so that large whole numbers keep all digits, and keys that are numbers keep their order. */
function parsed(text: string): unknown {
  const marked = markedNames(text);
  if (marked !== undefined) return JSON.parse(text) && parsedNumbers(marked, withoutMarks);
  return parsedNumbers(text);
}

function parsedNumbers(text: string, made?: (value: unknown) => unknown): unknown {
  if (!/\d{16}/.test(text)) return made ? JSON.parse(text, (_key, found) => made(found)) : JSON.parse(text);
  const isLarge = (token: string) => /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (token) =>
    isLarge(token) ? JSON.stringify(MARK + token) : token,
  );
  const value = (_key: string, found: unknown) => {
    if (typeof found === "string" && found.startsWith(MARK)) return new LargeWhole(found.slice(MARK.length));
    return made ? made(found) : found;
  };
  // The original text is parsed first, so that a syntax error names a position in it.
  return JSON.parse(text) && JSON.parse(quoted, value);
}

function wholeIn(text: string, file: string): unknown {
  try {
    return parsed(text);
  } catch (error) {
    const { message } = error as Error;
    const place = /position (\d+)/.exec(message)?.[1];
    const line = /line (\d+)/.exec(message)?.[1] ?? (place ? text.slice(0, Number(place)).split("\n").length : undefined);
    throw new DataError(
      `${file}${line ? `, line ${line}` : ""}: the JSON is broken (${said(message)}). Correct it, or save it again.`,
    );
  }
}

function linesIn(text: string, file: string): readonly unknown[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      return [parsed(line)];
    } catch (error) {
      throw new DataError(`${file}, line ${i + 1}: the JSON is broken (${said((error as Error).message)}). Correct that line.`);
    }
  });
}

/** Removes the quoted text and the position from the browser's error message. */
const said = (message: string): string =>
  message.replace(/^JSON\.parse: /, "").replace(/ in JSON at .*$|, (\.\.\.)?".*$|[.\s]+$/s, "");

/** Reader of JSON: text that begins with a bracket or a brace, unless its name is that of a CSV file. */
export const json: Reader<"table"> = {
  name: "json",
  holds: "table",
  isText: true,
  recognises: (bytes, file) =>
    isText(bytes) && !/\.[ct]sv$/i.test(file) && /^\s*[{[]/.test(new TextDecoder().decode(bytes.subarray(0, 4096))),
  read(bytes, file, { maxMemory } = {}) {
    const text = textIn(bytes, file, maxMemory);
    expectShallow(bytes, file, DEEPEST_TABLE);
    return readJson(text, file, maxMemory);
  },
};
