import type { RecordBatch, RecordBatchReader } from "apache-arrow";
import { DataError } from "../../core/errors.ts";
import type { MemoryColumn, MemoryTable } from "../tables/memory/table.ts";
import { columnsApart } from "../tables/schema/column-names.ts";
import { arrowColumns, cellsIn } from "./arrow-columns.ts";
import { type ArrowInput, arrowMessages, isArrowFile, streamIn } from "./arrow-messages.ts";
import { unpackLz4 } from "./lz4.ts";
import type { Reader } from "./reader.ts";
import { unzstd } from "./zstd.ts";

/**
 * Yields the rows of an Arrow stream, which is also in Arrow files and Feather (version 2), in parts with the same columns. Buffers may be
 * compressed with LZ4 or Zstandard.
 * @param footer - the footer of an Arrow file. @param onNote - called with a note about columns that get other names than in the file.
 * @throws DataError if the file is cut short or broken, or if a column has a type that isn't supported.
 */
export async function* arrowParts(
  input: ArrowInput,
  file: string,
  {
    footer,
    onNote = () => undefined,
  }: { readonly footer?: Uint8Array | undefined; readonly onNote?: (note: string) => void } = {},
): AsyncGenerator<readonly MemoryColumn[]> {
  const arrow = await import("apache-arrow");
  arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, { decode: unpackLz4 });
  arrow.compressionRegistry.set(arrow.CompressionType.ZSTD, { decode: (packed) => unzstd(packed, file) });
  try {
    const reader = (await arrow.RecordBatchReader.from(arrowMessages(input, file, footer))) as RecordBatchReader;
    await reader.open();
    const { columns, notes } = columnsApart(arrowColumns(arrow, reader.schema, file), file);
    for (const note of notes) onNote(note);
    let isAny = false;
    for await (const batch of reader as AsyncIterable<RecordBatch>) {
      if (batch.numRows === 0) continue;
      isAny = true;
      yield columns.map((column) => ({
        name: column.name,
        type: column.type,
        ...(column.said && { said: column.said }),
        values: cellsIn(batch, column),
      }));
    }
    if (!isAny) throw new DataError(`${file} has no rows. Use a table with at least one row.`);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const why = String((error as Error).message)
      .split("\n")[0]!
      .replace(/[.\s]+$/, "");
    throw new DataError(`${file} is not a whole Arrow file (${why}). Write it again, or as Parquet.`);
  }
}

/** Reads an Arrow file or stream as a table in memory. @throws DataError as `arrowParts`. */
export async function readArrow(bytes: Uint8Array, file: string): Promise<MemoryTable> {
  const columns: { column: MemoryColumn; parts: MemoryColumn["values"][] }[] = [];
  const notes: string[] = [];
  const onNote = (note: string) => notes.push(note);
  const { from, to, footer } = await streamIn(bytes.length, (at, length) => bytes.slice(at, at + length), file);
  for await (const part of arrowParts([bytes.subarray(from, to)], file, { footer, onNote }))
    for (const [i, column] of part.entries()) {
      columns[i] ??= { column, parts: [] };
      columns[i].parts.push(column.values);
    }
  return {
    name: file,
    columns: columns.map(({ column, parts }) => ({ ...column, values: parts.flat() })),
    ...(notes.length > 0 && { notes }),
  };
}

/** Maximum number of bytes of a schema; a larger number means that the file isn't Arrow. */
const LONGEST_SCHEMA = 2 ** 26;

/** Whether bytes are Arrow: a file begins with "ARROW1", and a stream with a mark and the length of its schema. */
function isArrow(bytes: Uint8Array): boolean {
  if (isArrowFile(bytes)) return true;
  if (bytes.length < 16 || bytes.subarray(0, 4).some((byte) => byte !== 0xff)) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(4, true);
  return length > 0 && length % 8 === 0 && length < LONGEST_SCHEMA;
}

export const arrow: Reader<"table"> = { name: "arrow", holds: "table", recognises: isArrow, read: readArrow };
