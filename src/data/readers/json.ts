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
 * JSON as a table: an array of objects, an object a line, or one of the forms that `rowsInJson` knows; objects in objects become columns of their own, place.lat.
 * @throws DataError if it is broken (the line), holds something else than objects, or has no rows.
 */
export function readJson(text: string, file: string): MemoryTable {
  if (jsonShape(text, true) === "lines") {
    const lines = linesIn(text, file);
    return tableOfObjects(lines.every(Array.isArray) ? rowsInJson(lines).rows : lines, file);
  }
  const { rows, keys = [], categories = [], note } = rowsInJson(wholeIn(text, file));
  const { columns, notes = [], ...table } = tableOfObjects(rows, file);
  const all = [...(note === undefined ? [] : [`${file} ${note}`]), ...notes];
  const said = { keys: new Set(keys), categories: new Set(categories) };
  return {
    ...table,
    columns: columns.map((column) => ({ ...column, ...saidOf(said, column.name) })),
    ...(all.length > 0 && { notes: all }),
  };
}

/** Begins a text that holds the digits of a large number. */
const MARK = "\u0000whole:";

/** Parses JSON so that large whole numbers keep all of their digits, and names that are numbers their places. */
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
  // The text itself is parsed first, so that a syntax error names a place in it.
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
      `${file}${line ? `, line ${line}` : ""}: the JSON is broken (${said(message)}). Mend it, or save it again.`,
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
      throw new DataError(`${file}, line ${i + 1}: the JSON is broken (${said((error as Error).message)}). Mend that line.`);
    }
  });
}

/** What the browser says, without the text that it says it of. */
const said = (message: string): string =>
  message.replace(/^JSON\.parse: /, "").replace(/ in JSON at .*$|, (\.\.\.)?".*$|[.\s]+$/s, "");

/** JSON: text that begins with a bracket or a brace, unless it is called CSV. */
export const json: Reader<"table"> = {
  name: "json",
  holds: "table",
  isText: true,
  recognises: (bytes, file) =>
    isText(bytes) && !/\.[ct]sv$/i.test(file) && /^\s*[{[]/.test(new TextDecoder().decode(bytes.subarray(0, 4096))),
  read(bytes, file) {
    const text = textIn(bytes, file);
    expectShallow(bytes, file, DEEPEST_TABLE);
    return readJson(text, file);
  },
};
