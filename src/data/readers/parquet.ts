import type { SchemaTree } from "hyparquet";
import { DataError } from "../../core/errors.ts";
import { MOST_INSIDE } from "../tables/memory/objects.ts";
import type { MemoryColumn, MemoryTable } from "../tables/memory/table.ts";
import { columnsApart, namedApart } from "../tables/schema/column-names.ts";
import { timeText } from "../tables/schema/time-text.ts";
import { MOST_JSON } from "./limits.ts";
import { pandasColumns, saidOf } from "./pandas.ts";
import type { Room } from "./parquet-columns.ts";
import type { Reader } from "./reader.ts";

type Cell = string | number | null;

/**
 * Reads a Parquet file as a table. Lists and objects become JSON text. Binary columns are recognised, so that they aren't used as
 * features.
 * @throws DataError if the file is cut short or broken, or if it has no rows.
 */
export async function readParquet(bytes: Uint8Array, file: string): Promise<MemoryTable> {
  const [{ parquetSchema }, { checkedMetadata, parquetValues, Room: TextRoom }] = await Promise.all([
    import("hyparquet"),
    import("./parquet-columns.ts"),
  ]);
  const values = new Map<string, unknown[]>();
  try {
    const metadata = checkedMetadata(bytes, file);
    const named = parquetSchema(metadata).children.map(({ element }) => element);
    const apart = namedApart(named.map(({ name }) => name));
    for (const [i, element] of named.entries()) element.name = apart.names[i]!;
    const fields = parquetSchema(metadata).children;
    const count = Number(metadata.num_rows);
    for (const { element } of fields) values.set(element.name, new Array(count).fill(null));
    for await (const { name, rowStart, data } of parquetValues(bytes, metadata, parsers, file)) {
      const column = values.get(name)!;
      for (let i = 0; i < data.length; i++) column[rowStart + i] = data[i];
    }
    if (count === 0) throw new DataError(`${file} has no rows. Use a table with at least one row.`);
    const text = new TextRoom(file, MOST_JSON);
    const columns = fields.flatMap((field) => columnsOf(field, values.get(field.element.name)!, field.element.name, text));
    const flat = columnsApart(columns, file);
    const names = flat.columns.map(({ name }) => name);
    const said = pandasColumns(metadata.key_value_metadata?.find(({ key }) => key === "pandas")?.value, names);
    const notes = [...apart.notes.map((note) => `${file} ${note}`), ...flat.notes];
    return {
      name: file,
      columns: flat.columns.map((column) => ({ ...column, ...saidOf(said, column.name) })),
      ...(notes.length > 0 && { notes }),
    };
  } catch (error) {
    if (error instanceof DataError) throw error;
    const { message } = error as Error;
    // A place that isn't in the bytes or in the lists read from them.
    const why =
      error instanceof TypeError || message.includes("outside the bounds")
        ? "a number in it points to a wrong place"
        : message
            .split("\n")[0]!
            .replace(/^parquet /, "")
            .replace(/[.\s]+$/, "");
    throw new DataError(`${file} is not a whole Parquet file (${why}). Write it again.`);
  }
}

/** Parsers that keep the microseconds of times. */
const parsers = {
  timestampFromMilliseconds: (x: bigint) => micros(BigInt(x) * 1000n),
  timestampFromMicroseconds: (x: bigint) => micros(BigInt(x)),
  timestampFromNanoseconds: (x: bigint) => micros(BigInt(x) / 1000n),
  dateFromDays: (days: number) => timeText(86_400 * days, "DATE"),
  jsonFromBytes: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
};

function micros(x: bigint, as: "TIMESTAMP" | "TIME" = "TIMESTAMP"): string {
  const part = ((x % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return timeText(Number((x - part) / 1_000_000n), as, Number(part));
}

/** Returns a column, or the columns inside a struct, with both names. */
function columnsOf(
  { element, children }: SchemaTree,
  values: readonly unknown[],
  name: string,
  text: Room,
): readonly MemoryColumn[] {
  const type = typeOf(element, children.length);
  if (type === "STRUCT") {
    const inside = children.flatMap((child) => {
      const own = values.map((value) => (value as Record<string, unknown> | null | undefined)?.[child.element.name] ?? null);
      return columnsOf(child, own, `${name}.${child.element.name}`, text);
    });
    if (inside.length <= MOST_INSIDE) return inside;
  }
  const read = readerOf(type, element, text);
  return [{ name, type, values: values.map((value) => (value === null || value === undefined ? null : read(value))) }];
}

/** Returns the type that DuckDB has for a column. */
function typeOf({ type, converted_type, logical_type, repetition_type }: SchemaTree["element"], children: number): string {
  const logical = logical_type?.type;
  if (repetition_type === "REPEATED" || converted_type === "LIST" || logical === "LIST") return "JSON[]";
  if (converted_type?.startsWith("MAP") || logical === "MAP") return "MAP";
  if (children > 0) return "STRUCT";
  if (converted_type === "DATE" || logical === "DATE") return "DATE";
  if (converted_type?.startsWith("TIME_") || logical === "TIME") return "TIME";
  if (logical_type?.type === "TIMESTAMP") return logical_type.isAdjustedToUTC ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
  if (converted_type?.startsWith("TIMESTAMP") || type === "INT96") return "TIMESTAMP";
  if (converted_type === "DECIMAL" || logical === "DECIMAL") return "DECIMAL";
  if (type === "BOOLEAN") return "BOOLEAN";
  if (type === "FLOAT" || type === "DOUBLE" || logical === "FLOAT16") return "DOUBLE";
  if (type === "INT32" || type === "INT64") return "BIGINT";
  if (logical === "UUID") return "UUID";
  if (converted_type === "JSON" || logical === "JSON") return "JSON";
  return converted_type === "UTF8" || converted_type === "ENUM" || logical === "STRING" || logical === "ENUM"
    ? "VARCHAR"
    : "BLOB";
}

function readerOf(type: string, element: SchemaTree["element"], text: Room): (value: unknown) => Cell {
  switch (type) {
    case "BIGINT":
      return (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value));
    case "DOUBLE":
      return (value) => (Number.isNaN(value) ? null : (value as number));
    case "DECIMAL":
      return (value) => Number((value as number).toFixed(element.scale ?? 0));
    case "TIME":
      return (value) => micros(BigInt(value as bigint) * timeUnit(element), "TIME");
    case "TIMESTAMP WITH TIME ZONE":
      return (value) => `${value}+00`;
    case "JSON[]":
    case "STRUCT":
    case "MAP":
    case "BLOB":
      return (value) =>
        JSON.stringify(value, (_key, part) => {
          text.take(typeof part === "string" ? part.length : 8);
          return typeof part === "bigint" ? Number(part) : part;
        });
    default:
      return String;
  }
}

/**
 * Returns the number of microseconds in the unit of a time. Times in nanoseconds are rare, and are read as hyparquet returns
 * them.
 */
const timeUnit = ({ converted_type, logical_type }: SchemaTree["element"]): bigint =>
  converted_type === "TIME_MILLIS" || (logical_type?.type === "TIME" && logical_type.unit === "MILLIS") ? 1000n : 1n;

const MAGIC = [...new TextEncoder().encode("PAR1")];

export const parquet: Reader<"table"> = {
  name: "parquet",
  holds: "table",
  recognises: (bytes) => MAGIC.every((byte, i) => bytes[i] === byte),
  read: readParquet,
};
