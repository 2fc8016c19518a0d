import type { ColumnMetaData, SchemaTree } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import { readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel, isFlatColumn } from "hyparquet/src/schema.js";
import { expectRoom, MOST_BYTES } from "./limits.ts";
import { checkThrift, type Place, varint } from "./thrift.ts";

// hyparquet trusts the numbers in pages. Each check here reads as far as hyparquet will read, in the same way, so that no number
// makes it loop or reserve memory without end (https://parquet.apache.org/docs/file-format/data-pages/encodings/).

/** A column with values, after the columns it is in; the first is the table. */
export type Leaf = readonly SchemaTree[];

/** Maximum number of bytes of a decimal, whose conversion takes quadratic time. */
export const LONGEST_DECIMAL = 64;
/** A packed run ends with values that don't count: up to 7, or more with some writers. */
const MOST_SPARE = 512;
/** Number of bytes of a value. */
const WIDTHS: Readonly<Record<string, number>> = { BOOLEAN: 1 / 8, INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8 };

/** The bytes that parts of a file take together. */
export class Room {
  readonly #file: string;
  readonly #most: number;
  #taken = 0;

  constructor(file: string, most: number) {
    this.#file = file;
    this.#most = most;
  }

  /** @throws DataError if the parts take more than a page can open. */
  take(bytes: number): void {
    this.#taken += bytes;
    expectRoom(this.#file, "unpacks to more than", this.#taken, this.#most);
  }
}

/** Returns a number from a header. @throws Error if it isn't a whole number from 0 to `most`. */
export function whole(value: unknown, most: number, what: string): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 0 || number > most)
    throw new Error(`a header states ${value} ${what}`);
  return number;
}

/**
 * Checks the pages of a column in a row group.
 * @param unpack - decompresses a page whose header states `size` bytes.
 * @returns the pages that are compressed, decompressed and in order, and the bytes of all pages.
 * @throws Error if a page is broken, or the pages have another number of values than the metadata state.
 */
export function checkedPages(
  view: DataView,
  leaf: Leaf,
  chunk: ColumnMetaData,
  room: Room,
  unpack: (packed: Uint8Array, size: number) => Uint8Array,
): { readonly pages: Uint8Array[]; readonly checked: DataView } {
  const pages: Uint8Array[] = [];
  const place: Place = { view, offset: 0 };
  const total = Number(chunk.num_values);
  const isFlat = isFlatColumn([...leaf]);
  const [repetition, definition] = [getMaxRepetitionLevel([...leaf]), getMaxDefinitionLevel([...leaf])];
  const column = new PageValues(leaf, room);
  let values = 0;
  while (isFlat ? values < total : place.offset < view.byteLength - 1) {
    if (place.offset >= view.byteLength) break;
    checkThrift(view, place.offset);
    const header = parquetHeader(place);
    const packedSize = whole(header.compressed_page_size, view.byteLength - place.offset, "bytes");
    const size = whole(header.uncompressed_page_size, MOST_BYTES, "bytes");
    room.take(size);
    const packed = new Uint8Array(view.buffer, view.byteOffset + place.offset, packedSize);
    place.offset += packedSize;
    /** Returns the place of the values in a page. @param levels - number of bytes before them that aren't compressed. */
    const opened = (levels = 0, isPacked = chunk.codec !== "UNCOMPRESSED"): Place => {
      const given = packed.subarray(levels);
      const page = isPacked && size > levels ? unpack(given, size - levels) : given.subarray(0, size - levels);
      if (isPacked) pages.push(page);
      if (page.length !== size - levels) throw new Error(`a page has ${page.length} of ${size - levels} bytes`);
      return { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 };
    };
    if (header.type === "DICTIONARY_PAGE") column.checkDictionary(opened(), header.dictionary_page_header?.num_values);
    else if (header.type === "DATA_PAGE" && header.data_page_header) {
      const { num_values, encoding } = header.data_page_header;
      const count = whole(num_values, total - values, "values");
      const page = opened();
      if (repetition > 0) levelsOf(page, repetition, count);
      const missing = definition > 0 ? levelsOf(page, definition, count).filter((level) => level !== definition).length : 0;
      column.check(page, encoding, count - missing, false);
      values += count;
    } else if (header.type === "DATA_PAGE_V2" && header.data_page_header_v2) {
      const page = header.data_page_header_v2;
      const count = whole(page.num_values, total - values, "values");
      const repeated = whole(page.repetition_levels_byte_length, Math.min(packedSize, size), "bytes");
      const defined = whole(page.definition_levels_byte_length, Math.min(packedSize, size) - repeated, "bytes");
      const levels = { view: new DataView(packed.buffer, packed.byteOffset, packedSize), offset: 0 };
      if (repetition > 0) checkRuns(levels, widthOf(repetition), count);
      levels.offset = repeated;
      if (definition > 0) checkRuns(levels, widthOf(definition), count);
      const isPacked = page.is_compressed !== false && chunk.codec !== "UNCOMPRESSED";
      const missing = whole(page.num_nulls, definition > 0 ? count : 0, "missing values");
      column.check(opened(repeated + defined, isPacked), page.encoding, count - missing, true);
      values += count;
    } else throw new Error(`a page has the unknown type ${header.type}`);
  }
  if (values !== total) throw new Error(`a column has ${values} of ${total} values`);
  return { pages, checked: new DataView(view.buffer, view.byteOffset, place.offset) };
}

/** The checks of the values in a column's pages. */
class PageValues {
  readonly #type: string;
  readonly #width: number;
  readonly #longest: number;
  readonly #room: Room;
  /** Number of values in the dictionary. */
  #known = 0;

  constructor(leaf: Leaf, room: Room) {
    const { type, type_length, converted_type } = leaf.at(-1)!.element;
    this.#type = type!;
    this.#width = WIDTHS[type!] ?? whole(type_length ?? 0, MOST_BYTES, "bytes");
    this.#longest = converted_type === "DECIMAL" ? LONGEST_DECIMAL : MOST_BYTES;
    this.#room = room;
  }

  checkDictionary(page: Place, num_values: unknown): void {
    this.#known = whole(num_values, 8 * page.view.byteLength, "values");
    this.#checkPlain(page, this.#known);
  }

  /** @param isSecond - whether the page has the second version of the format. */
  check(page: Place, encoding: string, count: number, isSecond: boolean): void {
    const isBoolean = isSecond ? encoding === "RLE" : this.#type === "BOOLEAN";
    switch (encoding) {
      case "PLAIN":
        this.#checkPlain(page, count);
        break;
      case "RLE":
      case "PLAIN_DICTIONARY":
      case "RLE_DICTIONARY": {
        if (encoding !== "RLE" && count > 0 && this.#known === 0) throw new Error("a dictionary is missing");
        if (isBoolean) page.offset += 4;
        const width = isBoolean ? 1 : page.view.getUint8(page.offset++);
        if (isSecond || width > 0) checkRuns(page, width, count);
        break;
      }
      case "BYTE_STREAM_SPLIT":
        expectBytes(page, count * this.#width);
        break;
      case "DELTA_BINARY_PACKED":
        checkDeltas(page, count);
        break;
      case "DELTA_LENGTH_BYTE_ARRAY": {
        let bytes = 0;
        for (const length of lengthsOf(page, count)) bytes += whole(length, this.#longest, "bytes");
        expectBytes(page, bytes);
        break;
      }
      case "DELTA_BYTE_ARRAY": {
        const shared = lengthsOf(page, count);
        let bytes = 0;
        for (const [i, own] of lengthsOf(page, count).entries()) {
          const length = whole(shared[i], this.#longest, "bytes") + whole(own, this.#longest, "bytes");
          this.#room.take(whole(length, this.#longest, "bytes"));
          bytes += own;
        }
        expectBytes(page, bytes);
        break;
      }
    }
  }

  #checkPlain(page: Place, count: number): void {
    if (this.#type !== "BYTE_ARRAY") expectBytes(page, count * this.#width);
    for (let i = 0; this.#type === "BYTE_ARRAY" && i < count; i++) {
      const length = page.view.getUint32(page.offset, true);
      page.offset += 4;
      expectBytes(page, whole(length, this.#longest, "bytes"));
      page.offset += length;
    }
  }
}

function expectBytes({ view, offset }: Place, bytes: number): void {
  if (bytes > view.byteLength - offset) throw new Error("a page is shorter than its values");
}

const widthOf = (most: number): number => 32 - Math.clz32(most);

/** Returns levels that begin with their length in bytes. */
function levelsOf(page: Place, most: number, count: number): number[] {
  const length = page.view.getUint32(page.offset, true);
  expectBytes(page, 4 + length);
  checkRuns({ view: page.view, offset: page.offset + 4 }, widthOf(most), count);
  const levels = new Array<number>(count);
  readRleBitPackedHybrid(page, widthOf(most), levels);
  return levels;
}

/** Checks runs of equal values and of packed values, which together have to be `count` values. */
function checkRuns(page: Place, width: number, count: number): void {
  if (width > 32) throw new Error(`a value states ${width} bits`);
  for (let seen = 0; seen < count; ) {
    const head = varint(page);
    const isPacked = head & 1;
    const values = isPacked ? 8 * (head >>> 1) : head >>> 1;
    if (values > count - seen + (isPacked ? MOST_SPARE : 0)) throw new Error(`a run states ${values} of ${count - seen} values`);
    // hyparquet reads a byte of each packed run, even if its values have none.
    const isLast = page.offset >= page.view.byteLength;
    const bytes = isPacked ? Math.max((values * width) / 8, isLast ? 0 : 1) : (width + 7) >> 3;
    expectBytes(page, bytes);
    page.offset += bytes;
    seen += values;
  }
}

/** Checks whole numbers that are stored as differences, and leaves the place before them. */
function checkDeltas({ view, offset }: Place, count: number): void {
  const place = { view, offset };
  const [block, parts] = [varint(place), varint(place)];
  const inPart = block / parts;
  if (!(block > 0 && parts > 0 && inPart % 32 === 0)) throw new Error(`a block states ${block} values in ${parts} parts`);
  varint(place);
  varint(place);
  for (let seen = 1; seen < count; ) {
    varint(place);
    const widths = place.offset;
    expectBytes(place, parts);
    place.offset += parts;
    for (let i = 0; i < parts && seen < count; i++, seen += inPart) {
      const width = view.getUint8(widths + i);
      if (width > 64) throw new Error(`a difference states ${width} bits`);
      place.offset += (inPart / 8) * width;
    }
  }
}

/** Returns lengths that are stored as differences. */
function lengthsOf(page: Place, count: number): Int32Array {
  checkDeltas(page, count);
  const lengths = new Int32Array(count);
  deltaBinaryUnpack(page, count, lengths);
  return lengths;
}
