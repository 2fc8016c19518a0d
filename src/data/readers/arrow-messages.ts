import { DataError } from "../../core/errors.ts";
import { mostOf } from "./limits.ts";
import { ascii } from "./signatures.ts";

/** Kinds of messages, by their number in the format. */
const [SCHEMA, DICTIONARY, RECORDS] = [1, 2, 3];
const LONGEST_METADATA = 2 ** 26;

/** The bytes of an Arrow stream, in parts. */
export type ArrowInput = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const MAGIC = ascii("ARROW1");
/** Number of bytes at the end of a file: the length of its footer, and "ARROW1". */
const END = 10;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const broken = (file: string, why: string): DataError =>
  new DataError(`${file} is not a whole Arrow file (${why}). Write it again, or as Parquet.`);

/** Whether bytes begin as an Arrow file, which is a stream between two marks and has a footer. */
export const isArrowFile = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** Where an Arrow file has its stream, and its footer, which repeats the schema. */
export interface ArrowPlaces {
  readonly from: number;
  readonly to: number;
  readonly footer?: Uint8Array;
}

/**
 * Finds the stream in an Arrow file.
 * @param read - returns bytes at a place. @throws DataError if the file is cut short.
 */
export async function streamIn(
  size: number,
  read: (at: number, length: number) => Uint8Array | Promise<Uint8Array>,
  file: string,
): Promise<ArrowPlaces> {
  if (!isArrowFile(await read(0, 8))) return { from: 0, to: size };
  const end = await read(Math.max(0, size - END), END);
  const length = end.length < END ? 0 : viewOf(end).getInt32(0, true);
  const to = size - END - length;
  if (length <= 0 || to < 8 || !isArrowFile(end.subarray(4))) throw broken(file, "its end is missing");
  return { from: 8, to, footer: await read(to, length) };
}

/**
 * Yields the messages of an Arrow stream (https://arrow.apache.org/docs/format/Columnar.html), one part for each, after checking
 * their numbers. The library trusts the lengths in a message, so a wrong one would keep it busy for ever or take all memory.
 * @param footer - the footer of a file, which has the schema of a stream without one.
 * @throws DataError if a message is cut short or has impossible lengths.
 */
export async function* arrowMessages(parts: ArrowInput, file: string, footer?: Uint8Array): AsyncGenerator<Uint8Array> {
  const iterator = Symbol.asyncIterator in parts ? parts[Symbol.asyncIterator]() : parts[Symbol.iterator]();
  let rest = new Uint8Array();
  /** Returns the first bytes that aren't yielded yet; fewer if the stream ends. */
  const upTo = async (length: number): Promise<Uint8Array> => {
    const waiting = [rest];
    let size = rest.length;
    while (size < length) {
      const { value, done } = await iterator.next();
      if (done) break;
      waiting.push(value as Uint8Array<ArrayBuffer>);
      size += value.length;
    }
    rest = joinedBytes(waiting, size);
    return rest.subarray(0, length);
  };
  for (let columns: number | undefined; ; ) {
    const head = await upTo(8);
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    if (head.length < 4) return;
    // Before version 0.15, messages began with their length.
    const hasMark = view.getInt32(0, true) === -1;
    if (hasMark && head.length < 8) throw broken(file, "it ends within a message");
    const [start, length] = hasMark ? [8, view.getInt32(4, true)] : [4, view.getInt32(0, true)];
    if (length === 0) return;
    if (length < 0 || length > LONGEST_METADATA) throw broken(file, `a message has a length of ${length} bytes`);
    const metadata = (await upTo(start + length)).subarray(start);
    if (metadata.length < length) throw broken(file, "it ends within a message");
    const message = checked(metadata, file);
    if (columns === undefined && message.kind !== SCHEMA && footer) {
      const schema = schemaIn(footer, file);
      columns = checked(schema, file).fields;
      yield joinedBytes(
        [Int32Array.of(-1, schema.length), schema].map((part) => new Uint8Array(part.buffer)),
        8 + schema.length,
      );
    }
    const { kind, body, rows, fields } = message;
    if (kind === SCHEMA) columns = fields;
    // A bit is the least that a value takes, unless the batch is compressed or all its values are missing.
    if (rows > 8 * body && rows * (kind === RECORDS ? 1 + (columns ?? 0) : 1) > mostOf("values"))
      throw broken(file, `a batch states ${rows} rows, more than are read at once`);
    const whole = await upTo(start + length + body);
    if (whole.length < start + length + body) throw broken(file, "it ends within a batch");
    yield whole;
    rest = rest.subarray(whole.length);
  }
}

function joinedBytes(parts: readonly Uint8Array<ArrayBuffer>[], size: number): Uint8Array<ArrayBuffer> {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @throws DataError if a message's lists or places are impossible. */
function checked(metadata: Uint8Array, file: string): ReturnType<typeof messageIn> {
  try {
    return messageIn(metadata);
  } catch (error) {
    throw error instanceof RangeError ? broken(file, "a message has impossible lengths") : error;
  }
}

/**
 * Makes a message of the schema in a footer: a table with the footer's version, the kind and the place of the schema, before the
 * footer itself.
 */
function schemaIn(footer: Uint8Array, file: string): Uint8Array<ArrayBuffer> {
  try {
    const { view, field, target } = tablesIn(footer);
    const root = target(0);
    const [version, schema] = [field(root, 0), field(root, 1)];
    const bytes = new Uint8Array(8 * Math.ceil((32 + footer.length) / 8));
    new Uint16Array(bytes.buffer).set([
      16,
      0,
      10,
      12,
      4,
      6,
      8,
      0,
      12,
      0,
      version === undefined ? 0 : view.getInt16(version, true),
      SCHEMA,
    ]);
    new Uint32Array(bytes.buffer)[6] = 8 + target(schema!);
    bytes.set(footer, 32);
    return bytes;
  } catch {
    throw broken(file, "its footer is broken");
  }
}

/** Returns functions that read a FlatBuffer: a table has the places of its fields, and a list begins with its length. */
function tablesIn(bytes: Uint8Array) {
  const view = viewOf(bytes);
  let visits = 0;
  const visit = (count: number): void => {
    visits += count;
    // Without this, tables that several others use could be read again and again.
    if (visits > bytes.length) throw new RangeError();
  };
  /** Returns the place of a table's field; undefined if the table doesn't have it. */
  const field = (table: number, number: number): number | undefined => {
    const slots = table - view.getInt32(table, true);
    const slot = 4 + 2 * number;
    const offset = slot < view.getUint16(slots, true) ? view.getUint16(slots + slot, true) : 0;
    return offset === 0 ? undefined : table + offset;
  };
  const target = (place: number): number => {
    visit(1);
    return place + view.getUint32(place, true);
  };
  /** Returns the places of the elements of a list. */
  const list = (table: number, number: number, size: number): number[] => {
    const place = field(table, number);
    if (place === undefined) return [];
    const at = target(place);
    const length = view.getUint32(at, true);
    if (at + 4 + length * size > bytes.length) throw new RangeError();
    visit(length);
    return Array.from({ length }, (_, i) => at + 4 + i * size);
  };
  const number = (table: number, slot: number): number => {
    const place = field(table, slot);
    const value = place === undefined ? 0 : Number(view.getBigInt64(place, true));
    if (value < 0 || !Number.isSafeInteger(value)) throw new RangeError();
    return value;
  };
  return { view, field, target, list, number };
}

/**
 * Reads the numbers of a message and checks all lists in it.
 * @throws RangeError if a place or a list is outside of the message.
 */
function messageIn(bytes: Uint8Array) {
  const { view, field, target, list, number } = tablesIn(bytes);
  const checkColumn = (table: number): void => {
    list(table, 6, 4);
    for (const child of list(table, 5, 4)) checkColumn(target(child));
  };
  const rowsIn = (table: number): number => {
    const columns = list(table, 1, 16);
    list(table, 2, 16);
    list(table, 4, 8);
    const rows = number(table, 0);
    // The first column, and those that aren't inside others, have as many values as the batch has rows.
    if (columns.length > 0 && Number(view.getBigInt64(columns[0]!, true)) !== rows) throw new RangeError();
    return rows;
  };
  const message = target(0);
  const place = field(message, 1);
  const kind = place === undefined ? 0 : view.getUint8(place);
  const header = field(message, 2);
  let [rows, fields] = [0, 0];
  if (header !== undefined && kind === SCHEMA) {
    const table = target(header);
    const columns = list(table, 1, 4);
    fields = columns.length;
    list(table, 2, 4);
    for (const column of columns) checkColumn(target(column));
  } else if (header !== undefined && kind === RECORDS) rows = rowsIn(target(header));
  else if (header !== undefined && kind === DICTIONARY) {
    const data = field(target(header), 1);
    if (data !== undefined) rows = rowsIn(target(data));
  }
  return { kind, rows, fields, body: number(message, 3) };
}
