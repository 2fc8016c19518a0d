import { areRecords, isDataset, isRecord } from "../data/given/dataset.ts";
import type { Records } from "../data/tables/records.ts";
import type { MemoryData } from "./example-parts.ts";

/** Rows as objects among data in memory: a list, a stream of rows or of lists of them, or a function that gives one. */
export interface MaybeRecords {
  /** The rows; undefined where the data are something else. */
  readonly records?: Records;
  /** The data, which may still be read: the first part of a stream was looked at. */
  readonly data: MemoryData;
}

/** Tells rows as objects from other data, for tasks that read them as a table's file. */
export async function recordsIn(given: MemoryData): Promise<MaybeRecords> {
  const data = typeof given === "function" ? (given() as MemoryData) : given;
  if (areRecords(data)) return { records: data, data };
  if (Array.isArray(data) || typeof data !== "object" || data === null || isDataset(data)) return { data };
  if (Symbol.iterator in data) return recordsIn(Array.from(data as Iterable<never>));
  if (!(Symbol.asyncIterator in data)) return { data };
  const parts = (data as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  const first = await parts.next();
  const whole = again(first, parts);
  const isOfRecords = !first.done && (isRecord(first.value) || areRecords(first.value));
  return { ...(isOfRecords && { records: whole as AsyncIterable<never> }), data: whole as MemoryData };
}

/** A stream, of which the first part was read. */
async function* again(first: IteratorResult<unknown>, rest: AsyncIterator<unknown>): AsyncGenerator<unknown> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
}
