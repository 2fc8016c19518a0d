import { mkdir, open, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Bytes } from "../../../core/bytes.ts";
import { CodingsError, DataError } from "../../../core/errors.ts";
import { explainFileError, firstBytes } from "../../../core/files.node.ts";
import { message } from "../../../core/message.ts";
import { temporaryFolder } from "../../../core/temporary.node.ts";
import { tableOfArray } from "../../array-table.ts";
import { arff } from "../../readers/arff.ts";
import { arrow, arrowParts } from "../../readers/arrow.ts";
import { streamIn } from "../../readers/arrow-messages.ts";
import { json } from "../../readers/json.ts";
import { mostOf, orMoreForText, sizeText } from "../../readers/limits.ts";
import { npy } from "../../readers/npy.ts";
import { npzArrays, onlyTableIn } from "../../readers/npz.node.ts";
import { isGzip } from "../../readers/promised.ts";
import { readBytes } from "../../readers/read-bytes.node.ts";
import type { AnyReader } from "../../readers/reader.ts";
import { SHEET_AS_TEXT, type SheetChoice, sheetOf, xlsx } from "../../readers/xlsx.ts";
import { zip } from "../../readers/zip.ts";
import { isZstd } from "../../readers/zstd.ts";
import type { MemoryColumn } from "../memory/table.ts";
import type { SourceColumn } from "../schema/column-types.ts";
import type { ReadingOptions } from "../schema/reading.ts";
import { kindOfFile, type TableKind } from "./files.node.ts";
import { isRowsOfJson } from "./json.node.ts";
import { type ResultColumn, writeTable } from "./write.node.ts";

/** Files that were converted because DuckDB can't read the originals. */
export interface Converted {
  /** CSV, whose columns are detected; Parquet, whose columns are known; or the format of a file in an archive. */
  readonly kind: TableKind;
  /** Path of the file, or a pattern of all files. */
  readonly path: string;
  readonly files: readonly string[];
  /** Format of the CSV. */
  readonly layout?: Pick<ReadingOptions, "delimiter" | "encoding">;
  /** Columns of the Parquet file. */
  readonly columns?: readonly SourceColumn[];
  /** The sheet from which the CSV was made. */
  readonly sheet?: SheetPlace;
  readonly notes: readonly string[];
  remove(): void;
}

export interface ConvertOptions {
  /** The workbook's sheet to read. */
  readonly sheet?: SheetChoice | undefined;
  /** The encoding of a text file that isn't CSV. */
  readonly encoding?: string | undefined;
  /** The array to read from a .npz archive. */
  readonly array?: string | undefined;
  /** Memory that reading may take. */
  readonly maxMemory?: Bytes | undefined;
}

/** A sheet of a workbook. */
export interface SheetPlace {
  readonly path: string;
  /** The sheet's index, from 0. */
  readonly sheet: number;
  /** Number of columns on the left that don't belong to the table. */
  readonly left: number;
}

/** The result of converting one file. */
interface Written {
  readonly file: string;
  readonly sheet?: SheetPlace;
  readonly columns?: readonly SourceColumn[];
  readonly notes?: readonly string[];
}

/** Returns the function that converts a format's files; undefined if DuckDB reads them itself. */
async function writerOf(reader: AnyReader | undefined, file: string, { maxMemory }: ConvertOptions) {
  if (reader === zip && onlyTableIn(await readBytes(file, { maxMemory }), file, maxMemory))
    return { kind: "packed", write: unpack } as const;
  if (reader === xlsx) return { kind: "csv", write: writeSheet } as const;
  const write = reader === arrow ? writeArrow : reader === npy || reader === zip ? writeArrays : undefined;
  if (write) return { kind: "parquet", write } as const;
  if (reader === arff) return { kind: "parquet", write: writeArff } as const;
  if (reader === json && !(await isRowsOfJson(file))) return { kind: "parquet", write: writeJson } as const;
  return undefined;
}

/**
 * Converts tables that DuckDB can't read (Excel, Arrow, arrays, JSON that isn't rows) to CSV or Parquet in a temporary folder.
 * Returns undefined if DuckDB can read them.
 * @throws DataError if a file is damaged, or the disk is full.
 */
export async function converted(
  files: readonly string[],
  reader: AnyReader | undefined,
  options: ConvertOptions,
): Promise<Converted | undefined> {
  const [first = ""] = files;
  const writer = files.length > 0 ? await writerOf(reader, first, options) : undefined;
  if (!writer) return undefined;
  const { path: folder, remove } = await temporaryFolder();
  try {
    const written: Written[] = [];
    for (const [i, file] of files.entries()) {
      const name = basename(file).replaceAll(/[*?[\]{}]/g, "_") + (writer.kind === "parquet" ? ".parquet" : "");
      const to = join(folder, String(i).padStart(6, "0"), name.replace(/\.(gz|zst)$/i, ""));
      await mkdir(dirname(to));
      written.push(await writer.write(file, to, options));
    }
    if (writer.kind === "packed") {
      // A file in an archive is read as if the user had given it directly.
      const [{ file }] = written as [Written];
      const { reader: inner } = await kindOfFile(file);
      const again = await converted([file], inner, options);
      const all = () => {
        again?.remove();
        remove();
      };
      return { ...(again ?? { kind: inner!.name as "csv", path: file, files: [file], notes: [] }), remove: all };
    }
    const columns = new Map(written.flatMap((one) => (one.columns ?? []).map((column) => [column.name, column])));
    return {
      kind: writer.kind,
      path: written.length === 1 ? written[0]!.file : join(folder, "*", "*"),
      files: written.map(({ file }) => file),
      ...(writer.kind === "csv" && { layout: SHEET_AS_TEXT }),
      ...(written.length === 1 && written[0]!.sheet && { sheet: written[0]!.sheet }),
      ...(writer.kind === "parquet" && { columns: [...columns.values()] }),
      notes: written.flatMap(({ notes = [] }) => notes),
      remove,
    };
  } catch (error) {
    remove();
    throw error instanceof CodingsError ? error : explainFileError(error, basename(first));
  }
}

async function unpack(file: string, to: string, { maxMemory }: ConvertOptions): Promise<Written> {
  const only = onlyTableIn(await readBytes(file, { maxMemory }), file, maxMemory)!;
  const path = join(dirname(to), basename(only.name));
  await writeFile(path, only.read());
  return { file: path };
}

async function writeSheet(file: string, to: string, options: ConvertOptions): Promise<Written> {
  const { text, notes, ...place } = await sheetOf(await readBytes(file, options), basename(file), options);
  await writeFile(to, text);
  return { file: to, notes, sheet: { path: file, ...place } };
}

/** Converts an Arrow file. A compressed one is read at once; others are read in parts and may be larger than memory. */
async function writeArrow(file: string, to: string, { maxMemory }: ConvertOptions): Promise<Written> {
  const name = basename(file);
  const head = await firstBytes(file, 4);
  if (isGzip(head) || isZstd(head)) {
    const { columns, notes: found = [] } = await arrow.read(await readBytes(file, { maxMemory }), name);
    return { ...(await writeParts(to, [columns])), notes: found };
  }
  const notes: string[] = [];
  const onNote = (note: string) => notes.push(note);
  const input = await open(file);
  try {
    const read = async (at: number, length: number) => (await input.read(Buffer.alloc(length), 0, length, at)).buffer;
    const places = await streamIn((await input.stat()).size, read, name);
    const stream = input.createReadStream({ start: places.from, end: Math.max(places.from, places.to - 1), autoClose: false });
    return { ...(await writeParts(to, arrowParts(stream, name, { footer: places.footer, onNote }))), notes };
  } finally {
    await input.close().catch(() => undefined);
  }
}

async function writeArff(file: string, to: string, { encoding, maxMemory }: ConvertOptions): Promise<Written> {
  const bytes = await textBytes(file, maxMemory, "an ARFF file", "Save it as CSV");
  const { columns, notes = [] } = await arff.read(bytes, basename(file), { encoding, maxMemory });
  return { ...(await writeParts(to, [columns])), notes };
}

async function writeJson(file: string, to: string, { maxMemory }: ConvertOptions): Promise<Written> {
  const bytes = await textBytes(file, maxMemory, "a single JSON value", "Write it as JSON lines, one object per line");
  const { columns, notes = [] } = await json.read(bytes, basename(file), { maxMemory });
  return { ...(await writeParts(to, [columns])), notes };
}

/** Reads a text that has to be read at once. @throws DataError if it is too large. */
async function textBytes(file: string, maxMemory: Bytes | undefined, what: string, remedy: string): Promise<Uint8Array> {
  const most = mostOf("text", maxMemory);
  const bytes = await readBytes(file, { isText: true, maxMemory });
  if (bytes.length <= most) return bytes;
  throw new DataError(
    message`${basename(file)} is ${what} of ${sizeText(bytes.length)}; the limit is ${sizeText(most)}. ${orMoreForText(remedy, bytes.length)}`,
  );
}

async function writeArrays(file: string, to: string, { array: name, maxMemory }: ConvertOptions): Promise<Written> {
  const bytes = await readBytes(file, { maxMemory });
  const { array, beside } = npy.recognises(bytes, file)
    ? { array: await npy.read(bytes, basename(file)), beside: {} }
    : npzArrays(bytes, file, { maxMemory, ...(name !== undefined && { name }) });
  if (array.shape.length !== 2 && array.shape.length !== 1)
    throw new DataError(
      `${basename(file)} contains an array of shape [${array.shape.join(", ")}], but a table needs rows and columns. Use a two-dimensional array.`,
    );
  return writeParts(to, [tableOfArray(array, basename(file), beside).columns]);
}

/** Smallest number of rows that are written at once. */
const FEW_ROWS = 16_384;

/** Writes the parts of one table into a Parquet file and combines small ones. */
async function writeParts(
  to: string,
  parts: AsyncIterable<readonly MemoryColumn[]> | Iterable<readonly MemoryColumn[]>,
): Promise<Written> {
  const iterator = joinedParts(parts);
  const first = await iterator.next();
  const columns = (first.value ?? []) as readonly MemoryColumn[];
  const types = columns.map(({ name, type }) => ({ name, type: writtenType(type) }));
  const rowsOf = (part: readonly MemoryColumn[]) =>
    part.map(({ type, values }) =>
      type === "BOOLEAN" ? values.map((value) => (value === null ? null : value === "true")) : values,
    );
  await writeTable(
    to,
    types,
    0,
    async (write) => {
      for (let part = first; !part.done; part = await iterator.next()) await write(rowsOf(part.value));
    },
    { isTemporary: true },
  );
  return { file: to, columns: columns.map(({ values: _, ...column }) => column) };
}

async function* joinedParts(
  parts: AsyncIterable<readonly MemoryColumn[]> | Iterable<readonly MemoryColumn[]>,
): AsyncGenerator<readonly MemoryColumn[], undefined> {
  let waiting: (readonly MemoryColumn[])[] = [];
  let rows = 0;
  const joined = () =>
    waiting.length === 1
      ? waiting[0]!
      : waiting[0]!.map((column, i) => ({ ...column, values: waiting.flatMap((part) => part[i]!.values) }));
  for await (const part of parts) {
    waiting.push(part);
    rows += part[0]?.values.length ?? 0;
    if (rows < FEW_ROWS) continue;
    yield joined();
    [waiting, rows] = [[], 0];
  }
  if (waiting.length > 0) yield joined();
}

function writtenType(type: string): ResultColumn["type"] {
  if (type === "BIGINT") return "long";
  if (type === "DOUBLE" || type === "DECIMAL") return "double";
  return type === "BOOLEAN" ? "boolean" : "text";
}
