import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import { explainWriteError, isDevice, orExplain, temporaryFor } from "../../../core/files.node.ts";
import { removeAtExit } from "../../../core/half-done.node.ts";
import type { NdArray } from "../../../core/ndarray.ts";
import { toNpy } from "../../readers/npy.ts";
import { float32Text } from "../csv-text.ts";
import type { TextStyle } from "../text/style.ts";
import type { Cell } from "./database.node.ts";

/**
 * A column of results: row numbers and counts (`whole`, 32 bits), results (`number`, float32, what .npy holds), texts; key columns are also `long` (whole
 * numbers of 64 bits, those beyond 2^53 given as text), `double` or `boolean`.
 */
export interface ResultColumn {
  readonly name: string;
  readonly type: "whole" | "number" | "text" | "long" | "double" | "boolean";
  /** The type of a key column in its own table, as SQL writes it, where that is another one. */
  readonly own?: string;
}

/** Some rows of results, a column each, in the columns' order. */
export type ResultRows = readonly ArrayLike<Cell>[];

/** Endings that tables are written with; "-" is CSV on stdout. */
export const TABLE_ENDINGS = [".parquet", ".csv", ".tsv", ".json", ".jsonl", ".npy"] as const;

/**
 * Writes a table by its file's ending: .parquet, .csv, .tsv, .json (an array of objects), .jsonl (an object a line), .npy (the columns of numbers, float32
 * [rows, columns]); "-" writes CSV to stdout.
 * @param rowCount how many rows will be written: .npy says it first.
 * @param body is given what writes some rows at a time. The file is there whole once it has ended, and not at all if it throws.
 * @param options `style` is how a text file is written, as CSV usually is by default; `isTemporary` is for Parquet that is read once and removed: it is larger, and written in half the time.
 * @throws DataError where the file can't be written; what `body` throws.
 */
export async function writeTable<T>(
  file: string,
  columns: readonly ResultColumn[],
  rowCount: number,
  body: (write: (rows: ResultRows) => Promise<void>) => Promise<T>,
  { style, isTemporary = false }: { readonly style?: TextStyle | undefined; readonly isTemporary?: boolean } = {},
): Promise<T> {
  const sink = file === "-" ? stdoutSink() : await fileSink(file);
  const format = style ? styled(columns, style) : formatOf(file)(columns, rowCount, isTemporary);
  const told = (work: () => Promise<void>) => orExplain(Promise.resolve().then(work), file === "-" ? "stdout" : file);
  try {
    await told(() => sink.write(format.begin()));
    const result = await body((rows) => told(() => sink.write(format.rows(rows))));
    await told(() => sink.write(format.end()));
    await told(sink.close);
    return result;
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/**
 * Writes a file part by part; "-" is stdout. The file is there whole or not at all.
 * @param check called before it takes its place, which may be the place of a file that was read.
 * @throws DataError where the file can't be written; what reading the parts or `check` throws.
 */
export async function writeParts(
  file: string,
  parts: AsyncIterable<Uint8Array | string>,
  check: () => Promise<void>,
): Promise<void> {
  const sink = file === "-" ? stdoutSink() : await fileSink(file);
  const told = (work: () => Promise<void>) => orExplain(Promise.resolve().then(work), file === "-" ? "stdout" : file);
  try {
    for await (const part of parts) await told(() => sink.write(part));
    await check();
    await told(sink.close);
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

interface Sink {
  write(bytes: Uint8Array | string): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

/** A file that is written beside its place and renamed when it is whole. A pipe or a device is written to directly. */
async function fileSink(path: string): Promise<Sink> {
  const direct = await isDevice(path);
  let temporary = path;
  let file: FileHandle;
  try {
    if (!direct) temporary = await temporaryFor(path);
    file = await open(temporary, direct ? "a" : "w");
  } catch (error) {
    throw explainWriteError(error, path);
  }
  const keep = direct ? () => undefined : removeAtExit(temporary);
  return {
    write: async (bytes) => {
      if (bytes.length > 0) await file.writeFile(bytes);
    },
    async close() {
      if (direct) return file.close();
      await file.sync();
      await file.close();
      await rename(temporary, path);
      keep();
    },
    async abort() {
      await file.close().catch(() => undefined);
      if (!direct) await rm(temporary, { force: true });
      keep();
    },
  };
}

const stdoutSink = (): Sink => ({
  write: (bytes) => new Promise((resolve, reject) => process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))),
  close: async () => undefined,
  abort: async () => undefined,
});

interface Format {
  begin(): Uint8Array | string;
  rows(rows: ResultRows): Uint8Array | string;
  end(): Uint8Array | string;
}

type MakeFormat = (columns: readonly ResultColumn[], rowCount: number, isTemporary: boolean) => Format;

const FORMATS: Readonly<Record<string, MakeFormat>> = {
  ".parquet": parquetFormat,
  ".tsv": (columns) => separated(columns, "\t"),
  ".json": (columns) => jsonFormat(columns, "[\n", ",\n", "\n]\n"),
  ".jsonl": (columns) => jsonFormat(columns, "", "\n", "\n"),
  ".npy": npyFormat,
};

const formatOf = (file: string): MakeFormat =>
  Object.entries(FORMATS).find(([ending]) => file.endsWith(ending))?.[1] ?? ((columns) => separated(columns, ","));

function separated(columns: readonly ResultColumn[], separator: string): Format {
  const needsQuotes = new RegExp(`["\\r\\n${separator}]`);
  const text = (cell: Cell, type?: ResultColumn["type"]): string => {
    if (cell === null || (typeof cell === "number" && Number.isNaN(cell))) return "";
    if (type === "number") return float32Text(Math.fround(Number(cell)));
    const plain = String(cell);
    return needsQuotes.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  return {
    begin: () => `${columns.map(({ name }) => text(name)).join(separator)}\n`,
    rows: (rows) =>
      lines(rows, (row) => rows.map((column, i) => text(column[row]!, columns[i]!.type)).join(separator), "\n", "\n"),
    end: () => "",
  };
}

function styled(columns: readonly ResultColumn[], style: TextStyle): Format {
  const text = (cell: Cell, { name, type }: ResultColumn): string => {
    if (cell === null || (typeof cell === "number" && Number.isNaN(cell))) return style.cell("", name);
    return type === "number" ? style.number(Number(cell), name) : style.cell(String(cell), name);
  };
  return {
    begin: () => style.begin(columns.map(({ name }) => name)),
    rows: (rows) =>
      style.bytes(lines(rows, (row) => style.line(rows.map((column, i) => text(column[row]!, columns[i]!))), "", "")),
    end: () => "",
  };
}

function jsonFormat(columns: readonly ResultColumn[], begin: string, between: string, end: string): Format {
  let first = true;
  const text = (cell: Cell, type: ResultColumn["type"]): string => {
    if (typeof cell === "number" && !Number.isFinite(cell)) return "null";
    if (type === "number" && typeof cell === "number") return float32Text(Math.fround(cell));
    return type === "long" && cell !== null ? String(cell) : JSON.stringify(cell);
  };
  const object = (rows: ResultRows, row: number) =>
    `{${columns.map(({ name, type }, i) => `${JSON.stringify(name)}:${text(rows[i]![row]!, type)}`).join(",")}}`;
  return {
    begin: () => begin,
    rows(rows) {
      const before = first ? "" : between;
      first = false;
      return before + lines(rows, (row) => object(rows, row), between, "");
    },
    end: () => end,
  };
}

const lines = (rows: ResultRows, line: (row: number) => string, between: string, end: string): string =>
  Array.from({ length: rows[0]?.length ?? 0 }, (_, row) => line(row)).join(between) + end;

const PARQUET_TYPES = {
  whole: "INT32",
  number: "FLOAT",
  text: "STRING",
  long: "INT64",
  double: "DOUBLE",
  boolean: "BOOLEAN",
} as const;

const unlessMissing = (of: (cell: Exclude<Cell, null>) => unknown) => (cell: Cell) => (cell === null ? null : of(cell));

const PARQUET_CELLS = {
  text: unlessMissing(String),
  long: unlessMissing(BigInt),
  double: unlessMissing(Number),
  boolean: unlessMissing(Boolean),
} as const;

/** Parquet, a row group for each part that is written. Codings hardly repeat or shrink, so numbers are written plainly, without the figures that would let readers skip some. */
function parquetFormat(columns: readonly ResultColumn[], _rowCount: number, isTemporary: boolean): Format {
  const data = (rows: ResultRows) =>
    columns.map(({ name, type }, i) => {
      const isPlain = type === "whole" || type === "number";
      return {
        name,
        type: PARQUET_TYPES[type],
        data: (isPlain ? rows[i]! : Array.from(rows[i]!, PARQUET_CELLS[type])) as Float32Array,
        nullable: !isPlain,
        ...(isPlain && { encoding: "PLAIN" as const, codec: "UNCOMPRESSED" as const, statistics: type !== "number" }),
        ...(isTemporary && {
          codec: "UNCOMPRESSED" as const,
          statistics: false,
          ...(type !== "text" && { encoding: "PLAIN" as const }),
        }),
      };
    });
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema: schemaFromColumnData({ columnData: data(columns.map(() => [])) }) });
  /** What was added since the last time; its places in the file are counted in `offset`, which stays. */
  const fresh = (): Uint8Array => {
    const part = bytes.getBytes().slice();
    bytes.index = 0;
    return part;
  };
  return {
    begin: fresh,
    rows(rows) {
      writer.write({ columnData: data(rows), rowGroupSize: Math.max(1, rows[0]?.length ?? 1) });
      return fresh();
    },
    end() {
      writer.finish();
      return fresh();
    },
  };
}

function npyFormat(columns: readonly ResultColumn[], rowCount: number): Format {
  const numeric = columns.flatMap(({ type }, i) => (type === "number" ? [i] : []));
  const width = numeric.length;
  const header = toNpy({ dtype: "float32", shape: [rowCount, width], data: new Float32Array(0) } as NdArray<"float32">);
  return {
    begin: () => header,
    rows(rows) {
      const count = rows[0]?.length ?? 0;
      const data = new Float32Array(count * width);
      numeric.forEach((column, i) => {
        for (let row = 0; row < count; row++) data[row * width + i] = Number(rows[column]![row]);
      });
      return new Uint8Array(data.buffer);
    },
    end: () => "",
  };
}
