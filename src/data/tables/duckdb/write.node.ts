import { type FileHandle, open, rename } from "node:fs/promises";
import { explainWriteError, isDevice, orExplain, temporaryFor } from "../../../core/files.node.ts";
import type { Temporary } from "../../../core/half-done.node.ts";
import type { NdArray } from "../../../core/ndarray.ts";
import { toNpy } from "../../readers/npy.ts";
import { float32Text } from "../csv-text.ts";
import type { TextStyle } from "../text/style.ts";
import type { Cell } from "./database.node.ts";

/**
 * A column of results: row numbers and counts (`whole`, 32 bits), results (`number`, float32 as in .npy), or texts. Key columns
 * can also be `long` (whole numbers of 64 bits, as text above 2^53), `double` or `boolean`.
 */
export interface ResultColumn {
  readonly name: string;
  readonly type: "whole" | "number" | "text" | "long" | "double" | "boolean";
  /** SQL type of a key column in its own table, if it differs. */
  readonly own?: string;
}

/** Some rows of results, one array per column, in the columns' order. */
export type ResultRows = readonly ArrayLike<Cell>[];

/** Extensions of the formats in which tables can be written; "-" is CSV on stdout. */
export const TABLE_ENDINGS = [".parquet", ".csv", ".tsv", ".json", ".jsonl", ".npy"] as const;

/**
 * Writes a table in the format of its file's extension: .parquet, .csv, .tsv, .json (an array of objects), .jsonl (one object per
 * line) or .npy (the columns of numbers, float32 [rows, columns]); "-" writes CSV to stdout.
 * @param rowCount number of rows that will be written, which .npy needs first.
 * @param body receives a function that writes some rows at a time. The file exists once `body` has ended, and not at all if it
 * throws.
 * @param options `style` is the style of a text file, usual CSV by default. `isTemporary` is for Parquet that is read once: it is
 * larger but written in half the time.
 * @throws DataError if the file can't be written, and any error of `body`.
 */
export async function writeTable<T>(
  file: string,
  columns: readonly ResultColumn[],
  rowCount: number,
  body: (write: (rows: ResultRows) => Promise<void>) => Promise<T>,
  { style, isTemporary = false }: { readonly style?: TextStyle | undefined; readonly isTemporary?: boolean } = {},
): Promise<T> {
  const sink = file === "-" ? stdoutSink() : await fileSink(file);
  const format = style ? styled(columns, style) : await formatOf(file)(columns, rowCount, isTemporary);
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
 * Writes a file in parts; "-" is stdout. The file is written completely or not at all.
 * @param check called before the file is moved to its place, where an input file may be.
 * @throws DataError if the file can't be written, and any error of the parts or of `check`.
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

/**
 * Returns a sink that writes next to the file's place and renames the finished file. It writes to a pipe or a device directly.
 */
async function fileSink(path: string): Promise<Sink> {
  let fresh: Temporary | undefined;
  let file: FileHandle;
  try {
    if (!(await isDevice(path))) fresh = await temporaryFor(path);
    file = await open(fresh?.path ?? path, fresh ? "w" : "a");
  } catch (error) {
    fresh?.remove();
    throw explainWriteError(error, path);
  }
  return {
    write: async (bytes) => {
      if (bytes.length > 0) await file.writeFile(bytes);
    },
    async close() {
      if (!fresh) return file.close();
      await file.sync();
      await file.close();
      await rename(fresh.path, path);
      fresh.remove();
    },
    async abort() {
      await file.close().catch(() => undefined);
      fresh?.remove();
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

type MakeFormat = (columns: readonly ResultColumn[], rowCount: number, isTemporary: boolean) => Format | Promise<Format>;

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

/** Writes Parquet with a row group per part. Codings hardly repeat or compress, so numbers are stored plainly. */
async function parquetFormat(columns: readonly ResultColumn[], _rowCount: number, isTemporary: boolean): Promise<Format> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
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
  /** Returns the bytes that were added since the last call; `offset` counts their places in the file. */
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
