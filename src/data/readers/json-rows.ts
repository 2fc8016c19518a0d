import { entriesOf, namesOf, objectOf } from "../../core/json-names.ts";
import { freeName, inLowerCase, namedApart } from "../tables/schema/column-names.ts";
import { featureRows, isFeatureCollection } from "./geojson.ts";

/** Rows that were found in JSON, with facts about their columns. */
export interface JsonRows {
  /** The rows: objects, unless the JSON has another value in the place of a row. */
  readonly rows: readonly unknown[];
  /** Columns that name the rows. */
  readonly keys?: readonly string[];
  /** Columns whose values are categories. */
  readonly categories?: readonly string[];
  /** A note about where the rows were found, if that isn't obvious. It follows the name of the file. */
  readonly note?: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype;
const isScalar = (value: unknown): boolean => !Array.isArray(value) && !isObject(value);

/**
 * Detects how a text contains JSON: `rows` is an array of objects, `lines` is one value on each line (or one after another), and
 * `whole` is any other single value.
 * @param head - the beginning of the text. @param isAll - whether `head` is the whole text.
 */
export function jsonShape(head: string, isAll: boolean): "rows" | "lines" | "whole" {
  if (/^\s*\[\s*[{\]]/.test(head)) return "rows";
  const end = endOfValue(head);
  if (end === undefined) return isAll ? "lines" : "whole";
  return head.slice(end).trim() === "" && isAll ? "whole" : "lines";
}

/** Returns the position after the first array or object of a text; undefined if it doesn't end. */
function endOfValue(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    else continue;
    if (depth === 0) return index + 1;
  }
  return undefined;
}

/**
 * Finds the rows of a table in a JSON value. It may have any form that pandas writes: records, columns, index, split, values or
 * table. It may also be GeoJSON features, a list for each column, or an object that contains a list of objects or arrays. An
 * object of other values is one row.
 */
export function rowsInJson(value: unknown): JsonRows {
  if (Array.isArray(value)) return rowsOfArray(value);
  if (!isObject(value)) return { rows: [value] };
  if (isFeatureCollection(value)) return { rows: featureRows(value.features), note: `has its rows in "features" (GeoJSON)` };
  return (
    splitRows(value) ??
    tableRows(value) ??
    columnsOfLists(value) ??
    objectsOfObjects(value) ??
    wrapped(value) ?? { rows: [value] }
  );
}

function rowsOfArray(values: readonly unknown[]): JsonRows {
  if (values.length > 0 && values.every(Array.isArray)) return rowsOfArrays(values as readonly (readonly unknown[])[]);
  return { rows: values };
}

/** Converts arrays to rows. The first array has the names if it consists only of strings and the next ones don't. */
function rowsOfArrays(arrays: readonly (readonly unknown[])[]): JsonRows {
  const [first = [], ...below] = arrays;
  const areTexts = first.every((cell) => typeof cell === "string" && cell.trim() !== "") && new Set(first).size === first.length;
  const hasNames =
    below.length > 0 && areTexts && below.some((row) => row.some((cell) => cell !== null && typeof cell !== "string"));
  if (hasNames) return { rows: objectsOf(first as readonly string[], below) };
  const width = arrays.reduce((most, row) => Math.max(most, row.length), 0);
  const names = Array.from({ length: width }, (_, i) => `column${i + 1}`);
  return {
    rows: objectsOf(names, arrays),
    note: `contains arrays without names, so its columns are called column1, column2 and so on`,
  };
}

const objectsOf = (names: readonly string[], rows: readonly (readonly unknown[])[]): JsonObject[] =>
  rows.map((row) => objectOf(names.map((name, i) => [name, row[i] ?? null])));

/** Reads pandas' orient "split": a list of names and a list of arrays. */
function splitRows({ columns, data, index }: JsonObject): JsonRows | undefined {
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return undefined;
  const given = columns.map((name: unknown) => (Array.isArray(name) ? name.join(".") : String(name)));
  const { names, notes } = namedApart(given);
  const rows = objectsOf(names, data as readonly (readonly unknown[])[]);
  const found = Array.isArray(index) && index.length === rows.length ? withIndex(rows, names, index) : { rows };
  return { ...found, ...(notes.length > 0 && { note: notes[0]! }) };
}

/** Reads pandas' orient "table": rows as objects, and a schema. */
function tableRows({ schema, data }: JsonObject): JsonRows | undefined {
  if (!isObject(schema) || !Array.isArray(schema.fields) || !Array.isArray(data)) return undefined;
  const keys = (Array.isArray(schema.primaryKey) ? schema.primaryKey : [schema.primaryKey]).filter(
    (key) => typeof key === "string",
  );
  const [only] = keys;
  const isRange = keys.length === 1 && data.every((row, i) => isObject(row) && row[only!] === i);
  const rows = isRange ? data.map((row: JsonObject) => objectOf(entriesOf(row).filter(([name]) => name !== only))) : data;
  const categories = schema.fields.flatMap((field: unknown) =>
    isObject(field) && isObject(field.constraints) && Array.isArray(field.constraints.enum) ? [String(field.name)] : [],
  );
  return { rows, categories, ...(!isRange && { keys }) };
}

/** Reads an object with a list of values for each column. */
function columnsOfLists(value: JsonObject): JsonRows | undefined {
  const columns = entriesOf(value);
  const [[, first] = ["", undefined]] = columns;
  const areLists = columns.every(
    ([, list]) => Array.isArray(list) && list.length === (first as unknown[]).length && list.every(isScalar),
  );
  if (!areLists || columns.length === 0 || (first as unknown[]).length === 0) return undefined;
  return {
    rows: (first as unknown[]).map((_, row) => objectOf(columns.map(([name, list]) => [name, (list as unknown[])[row]]))),
  };
}

const isPlace = (key: string): boolean => /^-?\d+$/.test(key) || /^\d{4}-\d\d-\d\d([T ]|$)/.test(key);

/** Reads pandas' orients "columns" (an object of cells for each column) and "index" (an object of columns for each row). */
function objectsOfObjects(value: JsonObject): JsonRows | undefined {
  const outer = namesOf(value);
  const inside = outer.map((name) => value[name]);
  if (!inside.every(isObject)) return undefined;
  const inner = [...new Set(inside.flatMap(namesOf))];
  const isShared = inside.every((one) => Object.keys(one).length * 2 >= inner.length);
  const [outerArePlaces, innerArePlaces] = [outer.every(isPlace), inner.every(isPlace)];
  if (inner.length === 0 || !isShared || (outer.length === 1 && !innerArePlaces && !outerArePlaces)) return undefined;
  if (!inside.every((one) => Object.values(one).every(isScalar)) && !outerArePlaces) return undefined;
  if (byRow(value, inside, inner, { outerArePlaces, innerArePlaces })) return withIndex(inside, inner, outer);
  const cell = (name: string, key: string) =>
    Object.hasOwn(value[name] as JsonObject, key) ? (value[name] as JsonObject)[key] : null;
  return withIndex(
    inner.map((key) => objectOf(outer.map((name) => [name, cell(name, key)]))),
    outer,
    inner,
  );
}

/**
 * Whether the objects in an object are rows, not columns. Their keys decide it, then the types of their values, then their
 * number.
 */
function byRow(
  value: JsonObject,
  inside: readonly JsonObject[],
  inner: readonly string[],
  { outerArePlaces, innerArePlaces }: { readonly outerArePlaces: boolean; readonly innerArePlaces: boolean },
): boolean {
  if (outerArePlaces !== innerArePlaces) return outerArePlaces;
  const isOneKind = (cells: readonly unknown[]) =>
    new Set(cells.filter((cell) => cell !== null && cell !== undefined).map((cell) => typeof cell)).size <= 1;
  const columnsFit = Object.values(value).every((one) => isOneKind(Object.values(one as JsonObject)));
  const rowsFit = inner.every((key) => isOneKind(inside.map((one) => one[key])));
  return columnsFit === rowsFit ? inside.length > inner.length : rowsFit;
}

/** Adds the names of the rows as a column, unless they only count the rows from 0. */
function withIndex(rows: readonly JsonObject[], names: readonly string[], index: readonly unknown[]): JsonRows {
  if (index.every((key, i) => String(key) === String(i))) return { rows };
  const name = freeName("index", inLowerCase(names));
  const areWhole = index.every((key) => typeof key === "string" && /^-?(0|[1-9]\d{0,14})$/.test(key));
  return {
    rows: rows.map((row, i) => objectOf([[name, areWhole ? Number(index[i]) : index[i]], ...entriesOf(row)])),
    keys: [name],
  };
}

/** Maximum depth at which a list is searched for. */
const DEEPEST = 4;

/** Minimum length of a list of numbers or strings. A shorter one is probably a setting, not data. */
const FEWEST_VALUES = 10;

interface List {
  readonly path: readonly string[];
  readonly list: readonly unknown[];
}

/** Finds the longest list of objects inside an object; if there is none, the longest list of lists or of many values. */
function wrapped(value: JsonObject): JsonRows | undefined {
  const lists: List[] = [];
  const search = (object: JsonObject, path: readonly string[]) => {
    for (const [name, inside] of Object.entries(object)) {
      if (Array.isArray(inside)) lists.push({ path: [...path, name], list: inside });
      else if (isObject(inside) && path.length + 1 < DEEPEST) search(inside, [...path, name]);
    }
  };
  search(value, []);
  const { path, list } =
    longest(lists, isObject) ?? longest(lists, Array.isArray) ?? longest(lists, isScalar, FEWEST_VALUES) ?? {};
  if (!path || !list) return undefined;
  const note = `has its rows in "${path.join(".")}"`;
  if (list.every(isScalar)) return { rows: list.map((cell) => ({ [path.at(-1)!]: cell })), note };
  const found = rowsOfArray(list);
  return { ...found, note: found.note === undefined ? note : `${note}, and ${found.note}` };
}

function longest(lists: readonly List[], is: (value: unknown) => boolean, least = 1): List | undefined {
  const fitting = lists.filter(({ list }) => list.length >= least && list.every(is));
  return fitting.length === 0 ? undefined : fitting.reduce((best, one) => (one.list.length > best.list.length ? one : best));
}
