import { Gunzip, Inflate } from "fflate";
import { type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from "hyparquet";
import { readColumn } from "hyparquet/src/column.js";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { assembleAsync } from "hyparquet/src/rowgroup.js";
import { isFlatColumn } from "hyparquet/src/schema.js";
import { compressors } from "hyparquet-compressors";
import { expectFewColumns, expectRoom, MOST_BYTES } from "./limits.ts";
import { unpackBlock } from "./lz4.ts";
import { checkedPages, type Leaf, LONGEST_DECIMAL, Room, whole } from "./parquet-pages.ts";
import { isGzip, joined } from "./promised.ts";
import { checkThrift } from "./thrift.ts";
import { unzstd } from "./zstd.ts";

export { Room } from "./parquet-pages.ts";

/** Maximum depth of columns inside columns, as that of JSON. */
const DEEPEST = 64;
/** Maximum number of steps to find the columns of all row groups. */
const MOST_STEPS = 2e9;
/** Maximum number of values in a byte of the file, where there are many. More are equal values, which take no bytes. */
const MOST_A_BYTE = 64;
const MANY = 5e6;
/** Number of compressed bytes to decompress at a time. */
const STEP = 2 ** 14;

type Parsers = Partial<typeof DEFAULT_PARSERS>;

/**
 * Reads what a Parquet file says about its columns, and checks that it fits together and into memory.
 * @throws Error if it is broken, DataError if it is too large for a page.
 */
export function checkedMetadata(bytes: Uint8Array, file: string): FileMetaData {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength >= 8) checkThrift(view, Math.max(0, view.byteLength - 8 - view.getUint32(view.byteLength - 8, true)));
  const metadata = parquetMetadata(bytes);
  const { schema, row_groups: groups } = metadata;
  expectFewColumns(file, schema.length - 1);
  /** Numbers of children that aren't there yet, of a column and of those it is in. */
  const missing = [1];
  for (const element of schema) {
    while (missing.at(-1) === 0) missing.pop();
    if (missing.length === 0) throw new Error("a column is in none");
    if (missing.length > DEEPEST) throw new Error(`its columns are nested more than ${DEEPEST} levels deep`);
    missing[missing.length - 1]!--;
    missing.push(whole(element.num_children ?? 0, MOST_BYTES, "children"));
    if (element.converted_type === "DECIMAL" && (element.type_length ?? 0) > LONGEST_DECIMAL)
      throw new Error(`a decimal has ${element.type_length} bytes`);
    // A few bytes of this type can state any number of values.
    if (element.logical_type?.type === "VARIANT") delete element.logical_type;
  }
  if (missing.some((count) => count > 0)) throw new Error("a column is missing");
  const leaves = leavesOf(parquetSchema(metadata));
  expectRoom(file, "unpacks to more than", 8 * Number(metadata.num_rows) * leaves.length);
  const room = new Room(file, MOST_BYTES);
  let [rows, total, bytesLeft] = [0, 0, bytes.length];
  for (const group of groups) {
    const count = whole(group.num_rows, MOST_BYTES, "rows");
    rows += count;
    if (group.columns.length !== leaves.length) throw new Error("a row group has other columns");
    for (const [i, { meta_data: chunk, file_path }] of group.columns.entries()) {
      const leaf = leaves[i]!;
      const path = leaf.at(-1)!.path;
      if (
        !chunk?.type ||
        file_path ||
        chunk.type !== leaf.at(-1)!.element.type ||
        chunk.path_in_schema.join("\n") !== path.join("\n")
      )
        throw new Error(`column ${path.join(".")} is missing in a row group`);
      const values = whole(chunk.num_values, Number.MAX_SAFE_INTEGER, "values");
      if (isFlatColumn([...leaf]) && values !== count)
        throw new Error(`column ${path.join(".")} has ${values} values in ${count} rows`);
      room.take(8 * values);
      total += values;
      bytesLeft -= whole(chunk.total_compressed_size, bytesLeft, "bytes");
    }
  }
  if (total > MANY && total > MOST_A_BYTE * bytes.length) throw new Error(`it states ${total} values in ${bytes.length} bytes`);
  if (rows !== Number(metadata.num_rows)) throw new Error(`its row groups have ${rows} of ${metadata.num_rows} rows`);
  if (groups.length * leaves.length ** 2 > MOST_STEPS) throw new Error("it has too many row groups with too many columns");
  return metadata;
}

/** Returns the columns that have values, each with those it is in. */
function leavesOf(tree: SchemaTree, above: readonly SchemaTree[] = []): Leaf[] {
  const path = [...above, tree];
  return tree.children.length === 0 && above.length > 0 ? [path] : tree.children.flatMap((child) => leavesOf(child, path));
}

/**
 * Yields the values of each column in each row group, after checking what hyparquet trusts. @throws Error if a page is broken.
 */
export async function* parquetValues(
  bytes: Uint8Array,
  metadata: FileMetaData,
  parsers: Parsers,
  file: string,
): AsyncGenerator<{ readonly name: string; readonly rowStart: number; readonly data: ArrayLike<unknown> }> {
  const tree = parquetSchema(metadata);
  const leaves = leavesOf(tree);
  const room = new Room(file, MOST_BYTES);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const select = { groupStart: 0, groupRows: rows, selectStart: 0, selectEnd: rows };
    const asyncColumns = [];
    for (const [i, { meta_data }] of group.columns.entries()) {
      const [leaf, chunk] = [leaves[i]!, meta_data!];
      const start = whole(chunk.dictionary_page_offset || chunk.data_page_offset, bytes.length, "bytes");
      const size = whole(chunk.total_compressed_size, bytes.length - start, "bytes");
      const view = new DataView(bytes.buffer, bytes.byteOffset + start, size);
      const { path: pathInSchema, element } = leaf.at(-1)!;
      const { pages, checked } = checkedPages(view, leaf, chunk, room, (packed, length) =>
        unpack(chunk.codec, packed, length, file),
      );
      const { data } = readColumn({ view: checked, offset: 0 }, select, {
        pathInSchema,
        element,
        schemaPath: [...leaf],
        type: chunk.type,
        codec: chunk.codec,
        parsers: { ...DEFAULT_PARSERS, ...parsers },
        compressors: { [chunk.codec]: () => pages.shift()! },
      });
      if (isFlatColumn([...leaf]) && data.some((part) => Array.isArray(part) && part.includes(undefined)))
        throw new Error(`a value of column ${pathInSchema[0]} isn't in its dictionary`);
      asyncColumns.push({ pathInSchema, data: Promise.resolve({ data, skipped: 0 }) });
    }
    for (const { pathInSchema, data } of assembleAsync({ ...select, asyncColumns }, tree, parsers).asyncColumns) {
      const parts = (await data).data;
      const name = pathInSchema[0]!;
      if (parts.reduce((sum, { length }) => sum + length, 0) !== rows)
        throw new Error(`column ${name} has too few or too many rows`);
      let at = rowStart;
      for (const part of parts) {
        yield { name, rowStart: at, data: part };
        at += part.length;
      }
    }
    rowStart += rows;
  }
}

/** Decompresses a page, and no more than the bytes that its header states. */
function unpack(codec: string, packed: Uint8Array, size: number, file: string): Uint8Array {
  switch (codec) {
    case "GZIP":
      return unpackGzip(packed, size);
    case "ZSTD":
      return unzstd(packed, file, size);
    case "LZ4":
      return unpackLz4(packed, size);
    case "LZ4_RAW":
      return unpackLz4Block(packed, size);
    case "SNAPPY":
    case "BROTLI":
      return compressors[codec]!(packed, size);
    default:
      throw new Error(`the compression ${codec} is unknown`);
  }
}

function unpackGzip(packed: Uint8Array, size: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new (isGzip(packed) ? Gunzip : Inflate)((part) => {
    parts.push(part);
    length += part.length;
  });
  for (let at = 0; at < packed.length && length <= size; at += STEP) stream.push(packed.subarray(at, at + STEP));
  return joined(parts, length);
}

/** Decompresses the blocks that Hadoop writes, each after its two lengths, or else one block. */
function unpackLz4(packed: Uint8Array, size: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const whole = new Uint8Array(size);
  let to = 0;
  for (let at = 0; at < packed.length; ) {
    const [length, block] = packed.length - at > 8 ? [view.getUint32(at), view.getUint32(at + 4)] : [0, 0];
    const end = at + 8 + block;
    if (block === 0 || end > packed.length || to + length > size) return unpackLz4Block(packed, size);
    try {
      if (unpackBlock(packed.subarray(at + 8, end), whole, to) !== to + length) return unpackLz4Block(packed, size);
    } catch {
      return unpackLz4Block(packed, size);
    }
    to += length;
    at = end;
  }
  return whole.subarray(0, to);
}

function unpackLz4Block(packed: Uint8Array, size: number): Uint8Array {
  const whole = new Uint8Array(size);
  return whole.subarray(0, unpackBlock(packed, whole, 0));
}
