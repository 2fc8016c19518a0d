import { areRecords, isDataset, isRecord } from "../data/given/dataset.ts";
import type { Records } from "../data/tables/records.ts";
import type { MemoryData } from "./example-parts.ts";

/**
 * Data in memory that may be rows as objects: a list, a stream of rows or of lists of rows, or a function that returns one of
 * those.
 */
export interface MaybeRecords {
  /** The rows; undefined if the data isn't rows as objects. */
  readonly records?: Records;
  /** The data, complete even if the first part of a stream was read. */
  readonly data: MemoryData;
}

/** Finds out whether data in memory is rows as objects. */
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

/** Returns a stream with its first part, which was already read, and the rest. */
async function* again(first: IteratorResult<unknown>, rest: AsyncIterator<unknown>): AsyncGenerator<unknown> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
}
