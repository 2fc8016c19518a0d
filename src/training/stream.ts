import { DataError, OptionError } from "../core/errors.ts";
import { expectArray, type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { shown } from "../core/words.ts";
import { sameShape, showShape } from "../graph/tensor.ts";
import type { Communicator } from "../runtime/communicator.ts";
import type { Batchable } from "./batchable.ts";

/** Consecutive parts of a stream. */
export interface PartRange {
  readonly from: number;
  readonly to: number;
}

/** Examples that come in parts of equal size. Each example is its own target. */
export interface ExampleStream {
  /** Number of examples. */
  readonly count: number;
  /** Number of examples in a part. The last part may be smaller. */
  readonly partSize: number;
  /**
   * Returns all examples in parts of `partSize`, in the same order every time. With `range`, it may return only the parts from
   * `from` to before `to`, counted from 0, if `readsRanges` is true.
   */
  parts(range?: PartRange): AsyncIterable<NdArray>;
  /** Whether `parts` reads only a range of parts if it is given one. Each process of a distributed training then reads its own. */
  readonly readsRanges?: boolean;
}

/**
 * @throws OptionError if a stream is incomplete, has separate targets or weights, or has parts that don't divide into batches.
 */
export function expectStreamable(
  stream: ExampleStream,
  { data, batchSize, shuffle }: { readonly data: Batchable; readonly batchSize: number; readonly shuffle: unknown },
): void {
  const { count, partSize } = stream;
  for (const [name, value] of Object.entries({ count, partSize })) {
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`${name} of a stream must be a whole number of at least 1, but it is ${shown(value)}.`);
  }
  if (typeof stream.parts !== "function")
    throw new OptionError("A stream needs a function parts() that returns its examples in parts: { count, partSize, parts }.");
  expectPlainShuffle(shuffle);
  if (data.examples.length > 1 || data.targets[0] !== data.examples[0] || data.weights[0])
    throw new OptionError(
      "Examples that come in parts must be their own targets and can't have weights. Give the same array as examples and targets.",
    );
  if (partSize % batchSize !== 0)
    throw new OptionError(
      `Parts of ${partSize} examples don't divide into batches of ${batchSize}. Choose a batch size that divides the size of the parts.`,
    );
}

/** @throws OptionError if `shuffle` is a function, because examples in parts can't be ordered by one. */
export function expectPlainShuffle(shuffle: unknown): void {
  if (typeof shuffle === "function")
    throw new OptionError(
      "Examples that come in parts are shuffled within each part. Give shuffle: true or false instead of a function.",
    );
}

/**
 * Yields the parts of a stream, and checks each part first.
 * @param like examples whose element type and shape each part must have.
 * @throws DataError if the parts don't have the promised number of examples, or have another type or shape.
 * @throws ShapeError if a part isn't an array with a shape.
 */
export async function* checkedParts(stream: ExampleStream, like: NdArray): AsyncGenerator<NdArray> {
  const { count, partSize } = stream;
  const promise = `${count} examples in parts of ${partSize}`;
  const parts = stream.parts();
  if (typeof (parts as Partial<AsyncIterable<NdArray>> | undefined)?.[Symbol.asyncIterator] !== "function" && !isIterable(parts))
    throw new OptionError("parts() of a stream must return something for a for await loop, such as an async generator.");
  let [before, number] = [0, 1];
  for await (const examples of parts) {
    expectArray(`examples of part ${number} of the stream`, examples);
    const { dtype, shape } = examples;
    if (dtype !== like.dtype || !sameShape(shape.slice(1), like.shape.slice(1)))
      throw new DataError(
        `Part ${number} of the stream has ${dtype} examples of ${showShape(shape.slice(1))}, but the examples given to fit are ${like.dtype} of ${showShape(like.shape.slice(1))}. Give every part the same type and shape.`,
      );
    const size = shape[0]!;
    const expected = Math.min(partSize, count - before);
    if (expected === 0)
      throw new DataError(
        `The stream promises ${promise}, but ${size} more came after them, as part ${number}. Correct the stream's count.`,
      );
    if (size !== expected)
      throw new DataError(
        `Part ${number} of the stream has ${size} examples instead of ${expected}, after ${before} in earlier parts. The stream promises ${promise}, where only the last part may be smaller: correct the count or the parts.`,
      );
    yield examples;
    before += size;
    number++;
  }
  if (before < count)
    throw new DataError(
      `The stream ended after ${before} examples, but it promises ${promise}. Correct the stream's count, or return all examples each time that parts() is called, which is once for each epoch.`,
    );
}

/**
 * Returns a stream of which each rank reads only its own range of the parts. It gets each other part from the rank that has read
 * it, so that no rank has more than a few parts.
 */
export function sharedStream(stream: ExampleStream, like: NdArray, ranks: Communicator): ExampleStream {
  const { count, partSize } = stream;
  if (!stream.readsRanges || like.dtype !== "float32") return stream;
  const size = sizeOf(like.shape.slice(1));
  const parts = Math.ceil(count / partSize);
  return {
    ...stream,
    async *parts() {
      const [from, to] = [ranks.rank, ranks.rank + 1].map((rank) => Math.floor((rank * parts) / ranks.size)) as [number, number];
      const own = stream.parts({ from, to })[Symbol.asyncIterator]();
      try {
        for (let part = 0; part < parts; part++) {
          const rows = Math.min(partSize, count - part * partSize);
          const data = new Float32Array(rows * size);
          if (part >= from && part < to) data.set(((await own.next()).value as NdArray<"float32">).data);
          ranks.sum(data);
          yield ndarray("float32", [rows, ...like.shape.slice(1)], data);
        }
      } finally {
        await own.return?.();
      }
    },
  };
}

/** A plain list of parts is also accepted. */
const isIterable = (value: unknown): value is Iterable<NdArray> =>
  typeof value === "object" && value !== null && Symbol.iterator in value;
