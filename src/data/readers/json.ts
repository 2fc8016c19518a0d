import { DataError } from "../../core/errors.ts";
import { DEEPEST_TABLE, expectShallow } from "../../core/json-depth.ts";
import type { MemoryColumn, MemoryTable } from "../tables/memory/table.ts";
import { expectDifferentNames } from "../tables/schema/column-names.ts";
import type { Reader } from "./reader.ts";
import { isText, textIn } from "./text.ts";
import { readerOfTimes } from "./written-times.ts";

type Row = Readonly<Record<string, unknown>>;

/**
 * JSON as a table: an array of objects, or an object a line.
 * @throws DataError where it is broken (the line), holds something else than objects, or has no rows.
 */
export function readJson(text: string, file: string): MemoryTable {
  const rows = text.trimStart().startsWith("[") ? arrayIn(text, file) : isOneObject(text) ? [parsed(text)] : linesIn(text, file);
  const bad = rows.findIndex((row) => typeof row !== "object" || row === null || Array.isArray(row));
  if (bad >= 0)
    throw new DataError(
      `${file}: row ${bad} is ${JSON.stringify(rows[bad]).slice(0, 40)}, not an object of columns: {"x": 1, "y": 2}.`,
    );
  if (rows.length === 0) throw new DataError(`${file} has no rows. Give a table with some.`);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row as Row)))];
  expectDifferentNames(names, file);
  return { name: file, columns: names.map((name) => columnOf(name, rows as readonly Row[])) };
}

/** Whether all of a text is one object, over several lines maybe. */
function isOneObject(text: string): boolean {
  if (!/^\s*\{\s*\n/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A whole number with more digits than JavaScript's numbers have. */
class LargeWhole {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
  toJSON(): number {
    return Number(this.digits);
  }
}

/** Begins a text that holds the digits of a large number. */
const MARK = "\u0000whole:";

/** Parses JSON so that large whole numbers keep all of their digits. */
function parsed(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const isLarge = (token: string) => /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (token) =>
    isLarge(token) ? JSON.stringify(MARK + token) : token,
  );
  const value = (_key: string, found: unknown) =>
    typeof found === "string" && found.startsWith(MARK) ? new LargeWhole(found.slice(MARK.length)) : found;
  // The text itself is parsed first, so that a syntax error names a place in it.
  return JSON.parse(text) && JSON.parse(quoted, value);
}

function arrayIn(text: string, file: string): readonly unknown[] {
  try {
    return parsed(text) as readonly unknown[];
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

function columnOf(name: string, rows: readonly Row[]): MemoryColumn {
  const values = rows.map((row) => row[name] ?? null);
  const there = values.filter((value) => value !== null);
  const kinds = new Set(
    there.map((value) => (Array.isArray(value) ? "array" : value instanceof LargeWhole ? "number" : typeof value)),
  );
  const [kind] = kinds;
  if (kinds.size > 1 || kind === undefined || kind === "array" || kind === "object") {
    const type = kinds.size > 1 || kind === undefined ? "JSON" : kind === "array" ? "JSON[]" : "STRUCT";
    return { name, type, values: values.map((value) => (value === null ? null : JSON.stringify(value))) };
  }
  if (kind === "number") {
    const isWhole = there.every((value) => value instanceof LargeWhole || Number.isSafeInteger(value));
    const digits = (value: unknown) => (isWhole ? (value as LargeWhole).digits : Number((value as LargeWhole).digits));
    return {
      name,
      type: isWhole ? "BIGINT" : "DOUBLE",
      values: values.map((value) => (value instanceof LargeWhole ? digits(value) : (value as number | null))),
    };
  }
  if (kind === "boolean")
    return { name, type: "BOOLEAN", values: values.map((value) => (value === null ? null : String(value))) };
  const times = readerOfTimes(there as string[]);
  const read = times?.read ?? ((text: string) => text);
  return { name, type: times?.type ?? "VARCHAR", values: values.map((value) => (value === null ? null : read(value as string))) };
}

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
