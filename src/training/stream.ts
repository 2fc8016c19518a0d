import { DataError, OptionError } from "../core/errors.ts";
import { expectArray, type NdArray } from "../core/ndarray.ts";
import { shown } from "../core/words.ts";
import { sameShape, showShape } from "../graph/tensor.ts";
import type { Batchable } from "./batchable.ts";

/** Examples that come in parts, each its own target. */
export interface ExampleStream {
  /** How many there are. */
  readonly count: number;
  /** How many come at a time; the last ones may be fewer. */
  readonly partSize: number;
  /** All of them, in parts of `partSize`, in the same order every time. */
  parts(): AsyncIterable<NdArray>;
}

/** @throws OptionError if a stream lacks something, has separate targets or weights, or has parts that don't divide into batches. */
export function expectStreamable(
  stream: ExampleStream,
  { data, batchSize, shuffle }: { readonly data: Batchable; readonly batchSize: number; readonly shuffle: unknown },
): void {
  const { count, partSize } = stream;
  for (const [name, value] of Object.entries({ count, partSize })) {
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`${name} of a stream is a whole number of at least 1, but this is ${shown(value)}.`);
  }
  if (typeof stream.parts !== "function")
    throw new OptionError("A stream has a function parts() that gives its examples, part by part: { count, partSize, parts }.");
  expectPlainShuffle(shuffle);
  if (data.examples.length > 1 || data.targets[0] !== data.examples[0] || data.weights[0])
    throw new OptionError("Examples that come in parts are their own targets, without weights: give the same array as both.");
  if (partSize % batchSize !== 0)
    throw new OptionError(`Parts of ${partSize} examples don't divide into batches of ${batchSize}. Choose a divisor.`);
}

/** @throws OptionError where a function is to give the order of examples that come in parts. */
export function expectPlainShuffle(shuffle: unknown): void {
  if (typeof shuffle === "function")
    throw new OptionError(
      "Examples that come in parts are shuffled inside of each part: give shuffle: true or false, not a function.",
    );
}

/**
 * The parts of a stream. Each is checked before it is used.
 * @param like examples whose element type and shape each part must have.
 * @throws DataError if the parts don't have the number of examples that the stream promises; ShapeError if one isn't an array with a shape.
 */
export async function* checkedParts(stream: ExampleStream, like: NdArray): AsyncGenerator<NdArray> {
  const { count, partSize } = stream;
  const promise = `${count} examples in parts of ${partSize}`;
  const parts = stream.parts();
  if (typeof (parts as Partial<AsyncIterable<NdArray>> | undefined)?.[Symbol.asyncIterator] !== "function" && !isIterable(parts))
    throw new OptionError("parts() of a stream returns something that for await can loop over, such as an async generator.");
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
        `The stream promises ${promise}, but ${size} more come after those, as part ${number}. Correct its count.`,
      );
    if (size !== expected)
      throw new DataError(
        `Part ${number} of the stream has ${size} examples instead of ${expected}, which makes ${before + size} so far: the stream promises ${promise}, and only the last part may be smaller. Correct its count, or the parts.`,
      );
    yield examples;
    before += size;
    number++;
  }
  if (before < count)
    throw new DataError(
      `The stream ended after ${before} examples, but it promises ${promise}. Correct its count, or give all of them each time parts() is called: it is called once an epoch.`,
    );
}

/** A plain list of parts is accepted, too. */
const isIterable = (value: unknown): value is Iterable<NdArray> =>
  typeof value === "object" && value !== null && Symbol.iterator in value;
