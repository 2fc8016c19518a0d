import type { DataType, Field, RecordBatch, Schema, Vector } from "apache-arrow";
import { DataError } from "../../core/errors.ts";
import { MOST_INSIDE } from "../tables/memory/objects.ts";
import type { MemoryColumn } from "../tables/memory/table.ts";
import { timeText } from "../tables/schema/time-text.ts";
import { type PandasColumns, pandasColumns, saidOf } from "./pandas.ts";

type Arrow = typeof import("apache-arrow");
type Cell = string | number | null;
/** Returns the cell of a row in a column of a batch. */
type ReadCell = (row: number) => Cell;

/** A column of a table, with the function that reads its cells from a batch. */
export interface ArrowColumn extends Omit<MemoryColumn, "values"> {
  /** The index of the column in the batch, and then the indices of the struct fields inside it. */
  readonly path: readonly number[];
  readonly read: (vector: Vector) => ReadCell;
}

/**
 * Returns the columns of an Arrow schema. Columns in structs get both names: place.lat.
 * @throws DataError if a type isn't supported.
 */
export function arrowColumns(arrow: Arrow, { fields, metadata }: Schema, file: string): readonly ArrowColumn[] {
  const said = pandasColumns(
    metadata.get("pandas"),
    fields.map(({ name }) => name),
  );
  return fields.flatMap((field, i) => columnsOf(arrow, field, [i], { name: field.name, said, file }));
}

function columnsOf(
  arrow: Arrow,
  { type }: Field,
  path: readonly number[],
  about: { readonly name: string; readonly said: PandasColumns; readonly file: string },
): readonly ArrowColumn[] {
  const { name, said, file } = about;
  if (arrow.DataType.isStruct(type) && type.children.length > 0 && type.children.length <= MOST_INSIDE)
    return type.children.flatMap((child, i) =>
      columnsOf(arrow, child, [...path, i], { ...about, name: `${name}.${child.name}` }),
    );
  const made = readerOf(arrow, type);
  if (!made)
    throw new DataError(
      `${file}: the column "${name}" has Arrow's type ${type}, which isn't supported. Save the table without it, or as Parquet.`,
    );
  return [
    {
      name,
      path,
      type: made.type,
      read: made.read,
      ...(made.isCategory && { said: "category" as const }),
      ...saidOf(said, name),
    },
  ];
}

/** Returns the cells of a column in a batch. */
export function cellsIn(batch: RecordBatch, { path, read }: ArrowColumn): Cell[] {
  const [first, ...inside] = path;
  const vectors = [batch.getChildAt(first!)!];
  for (const place of inside) vectors.push(vectors.at(-1)!.getChildAt(place)!);
  const cell = read(vectors.at(-1)!);
  const cells = new Array<Cell>(batch.numRows);
  const withGaps = vectors.filter(({ nullCount }) => nullCount > 0);
  for (let row = 0; row < cells.length; row++)
    cells[row] = withGaps.length === 0 || withGaps.every((vector) => vector.isValid(row)) ? cell(row) : null;
  return cells;
}

interface Made {
  /** Name of the type in DuckDB. */
  readonly type: string;
  readonly read: (vector: Vector) => ReadCell;
  readonly isCategory?: boolean;
}

const by = (type: string, cell: (value: never) => Cell): Made => ({
  type,
  read: (vector) => (row) => cell(vector.get(row) as never),
});

const json = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? Number(part) : part));
const there = (value: number | bigint): Cell => (Number.isNaN(Number(value)) ? null : Number(value));
const whole = (value: number | bigint): Cell => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value));

/** Returns the way to read values of a type; undefined if the type isn't supported. */
function readerOf(arrow: Arrow, type: DataType): Made | undefined {
  const is = arrow.DataType;
  if (is.isNull(type)) return { type: "VARCHAR", read: () => () => null };
  if (is.isBool(type)) return by("BOOLEAN", (value: boolean) => String(value));
  if (is.isInt(type)) return numbers(arrow, type.bitWidth === 64 && !type.isSigned ? "UBIGINT" : "BIGINT", whole);
  // The stored numbers of 16-bit floats are their bits, so they are read as values.
  if (is.isFloat(type)) return type.precision === 0 ? by("DOUBLE", there) : numbers(arrow, "DOUBLE", there);
  if (is.isUtf8(type) || is.isLargeUtf8(type) || is.isUtf8View(type)) return by("VARCHAR", String);
  if (is.isDecimal(type)) return decimals(type.bitWidth, type.scale);
  if (is.isDate(type)) return raw("DATE", (value) => timeText(Number(value) * (type.unit === 0 ? 86_400 : 0.001), "DATE"));
  if (is.isTime(type)) return raw("TIME", (value) => clock(microseconds(value, type.unit)));
  if (is.isTimestamp(type)) {
    const [name, zone] = type.timezone ? ["TIMESTAMP WITH TIME ZONE", "+00"] : ["TIMESTAMP", ""];
    return raw(name!, (value) => stamp(microseconds(value, type.unit)) + zone);
  }
  if (is.isDuration(type)) return raw("DOUBLE", (value) => Number(value) / 1000 ** type.unit);
  if (is.isDictionary(type)) return categories(arrow, type.dictionary);
  if (is.isList(type) || is.isFixedSizeList(type) || is.isLargeList(type)) return nested("JSON[]");
  if (is.isStruct(type) || is.isMap(type) || is.isUnion(type)) return nested("STRUCT");
  if (is.isBinary(type) || is.isLargeBinary(type) || is.isFixedSizeBinary(type) || is.isBinaryView(type))
    return by("BLOB", (value: Uint8Array) => json([...value]));
  return undefined;
}

/**
 * Reads lists and objects as JSON.
 * @throws RangeError if they have more values in all than the bytes of the column can hold, because places in it are wrong.
 */
const nested = (type: string): Made => ({
  type,
  read(vector) {
    let left = vector.length + 8 * vector.data.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const plain = (value: unknown): unknown => {
      const { length, get, toJSON } = (value ?? {}) as Partial<Vector>;
      if (!toJSON) return value;
      if (!get || length === undefined)
        return Object.fromEntries(Object.entries(toJSON.call(value as Vector)).map(([name, inside]) => [name, plain(inside)]));
      left -= length;
      if (left < 0) throw new RangeError("a list states more values than the file has");
      return Array.from(value as Vector, plain);
    };
    return (row) => json(plain(vector.get(row)));
  },
});

/** Reads the values of a dictionary. Numbers among them are categories. */
function categories(arrow: Arrow, type: DataType): Made | undefined {
  const made = readerOf(arrow, type);
  return made && { ...made, isCategory: made.type !== "VARCHAR" && made.type !== "BOOLEAN" };
}

/** Reads cells from the stored numbers, because Arrow's own values of times lose their last digits. */
const raw = (type: string, cell: (value: number | bigint) => Cell): Made => ({
  type,
  read(vector) {
    const [data] = vector.data;
    const values =
      data!.type.typeId === vector.type.typeId ? (data!.values as ArrayLike<number | bigint> | undefined) : undefined;
    return (row) => cell(values![row]!);
  },
});

/** Reads cells from the stored array, except those of a dictionary. Asking Arrow for each cell takes three times as long. */
const numbers = (arrow: Arrow, type: string, cell: (value: number | bigint) => Cell): Made => ({
  type,
  read(vector) {
    const isPlain = vector.data.length === 1 && !arrow.DataType.isDictionary(vector.type);
    const values = isPlain ? (vector.data[0]!.values as ArrayLike<number | bigint>) : undefined;
    return (row) => cell(values ? values[row]! : (vector.get(row) as number | bigint));
  },
});

const ofWords = (words: Uint32Array): bigint => words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);

/** Reads decimals, which are stored as large whole numbers with a scale. */
const decimals = (bits: number, scale: number): Made =>
  by(scale > 0 ? "DECIMAL" : "BIGINT", (words: Uint32Array) => {
    const digits = BigInt.asIntN(bits, ofWords(words));
    if (scale <= 0) return whole(digits * 10n ** BigInt(-scale));
    const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
    return Number(`${digits < 0n ? "-" : ""}${text.slice(0, -scale)}.${text.slice(-scale)}`);
  });

/** Converts a time to microseconds. Unit 0 is seconds, 1 milliseconds, 2 microseconds and 3 nanoseconds. */
function microseconds(value: number | bigint, unit: number): bigint {
  const whole = BigInt(value);
  return unit === 3 ? (whole - (((whole % 1000n) + 1000n) % 1000n)) / 1000n : whole * 1000n ** BigInt(2 - unit);
}

function parts(micros: bigint): readonly [seconds: number, micros: number] {
  const part = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return [Number((micros - part) / 1_000_000n), Number(part)];
}

const clock = (micros: bigint): string => timeText(parts(micros)[0], "TIME", parts(micros)[1]);
const stamp = (micros: bigint): string => timeText(parts(micros)[0], "TIMESTAMP", parts(micros)[1]);
