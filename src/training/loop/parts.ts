import { DataError, OptionError } from "../../core/errors.ts";
import { type NdArray, sizeOf } from "../../core/ndarray.ts";
import { permutation, random } from "../../core/random.ts";
import { asRows } from "../../core/rows.ts";
import { type Batchable, countOfRows, feedsOf } from "../batchable.ts";
import { type OpenStream, PartReader } from "../part-stream.ts";
import { checkedParts, type ExampleStream, sharedStream } from "../stream.ts";
import type { TrainOptions } from "./options.ts";
import type { Standing } from "./standing.ts";

/** Examples of an epoch that are in memory: all of them, or one part of a stream. */
export interface Part {
  /** Feeds of the training program that are the same for every step on these examples. */
  readonly feeds: Readonly<Record<string, NdArray>>;
  /** Order in which batches take the examples. */
  readonly order: Int32Array;
  /** Number of batches of the epoch before this part. */
  readonly before: number;
}

/** Yields the parts of an epoch that aren't done yet. */
export type EpochParts = (standing: Standing) => AsyncIterable<Part>;

/** Prepares the examples of a training, which are in memory or come as a stream. */
export function partsOf(options: TrainOptions): EpochParts {
  const { data, stream } = options;
  if (stream) return "pass" in stream ? rebatched(options, stream) : inEqualParts(options, stream);
  const feeds = fixedFeeds(data);
  return async function* (standing) {
    yield { feeds, order: orderOf(options, standing, standing.examples), before: 0 };
  };
}

/**
 * Returns the examples that are in memory before a run begins, in the order of its first epoch. For a stream these are its first
 * examples.
 */
export function firstPart(options: TrainOptions, standing: Standing): Part {
  const { data, shuffle } = options;
  // A function that orders epochs must be called only once for each epoch.
  const order = orderOf({ ...options, shuffle: shuffle === true }, standing, countOfRows(data));
  return { feeds: fixedFeeds(data), order, before: 0 };
}

function inEqualParts(options: TrainOptions, stream: ExampleStream): EpochParts {
  const { data, batchSize, distributed } = options;
  const like = data.examples[0]!;
  const read = distributed ? sharedStream(stream, like, distributed) : stream;
  return async function* (standing) {
    let [before, number] = [0, 0];
    for await (const examples of checkedParts(read, like)) {
      const size = examples.shape[0]!;
      const end = before + Math.ceil(size / batchSize);
      if (standing.batch < end)
        yield {
          feeds: fixedFeeds({ examples: [examples], targets: [examples], weights: [] }),
          order: orderOf(options, standing, size, number),
          before,
        };
      if (standing.stopped) return;
      before = end;
      number++;
    }
  };
}

/** Limits of the examples that are shuffled together: their number, and their size in MiB. */
const BUFFER = { examples: 2 ** 16, mebibytes: 32 };

/**
 * Returns the number of examples to hold in memory together. It is a multiple of the batch size, so that batches can cross the
 * borders of parts.
 */
function bufferSize({ examples, targets }: Batchable, batchSize: number): number {
  const arrays = new Set([...examples, ...targets]);
  const numbers = [...arrays].reduce((sum, { shape }) => sum + sizeOf(shape.slice(1)), 0);
  const most = Math.min(BUFFER.examples, (BUFFER.mebibytes * 2 ** 20) / (4 * Math.max(1, numbers)));
  return batchSize * Math.max(1, Math.floor(most / batchSize));
}

/**
 * Reads a stream of parts of any size, several batches at a time. Examples that are in memory together are shuffled. With
 * `stepsPerEpoch`, an epoch continues where the previous one ended. A small stream fits into memory as a whole and is learned in
 * the same order as an array.
 */
function rebatched(options: TrainOptions, stream: OpenStream): EpochParts {
  const { batchSize, data } = options;
  const { stepsPerEpoch, repeats } = stream;
  const most = bufferSize(data, batchSize);
  let endless: PartReader | undefined;
  return async function* (standing) {
    const isEndless = stepsPerEpoch !== undefined;
    const total = isEndless ? stepsPerEpoch * batchSize : Number.POSITIVE_INFINITY;
    if (isEndless && !endless) {
      endless = new PartReader(stream, repeats);
      await skip(endless, standing.epoch * total, most);
    }
    const reader = endless ?? new PartReader(stream, false);
    let [seen, number, isWhole] = [0, 0, false];
    try {
      while (seen < total) {
        const some = await reader.take(Math.min(most, total - seen));
        const size = some ? countOfRows(some) : 0;
        if (isEndless && size < Math.min(most, total - seen)) throw endedEarly(seen + size, standing, options, stream);
        if (!some) break;
        const before = seen / batchSize;
        const isAll = number === 0 && (isEndless ? size === total : !(await reader.hasMore()));
        if (standing.batch < before + Math.ceil(size / batchSize))
          yield { feeds: fixedFeeds(some), order: orderOf(options, standing, size, ...(isAll ? [] : [number])), before };
        if (standing.stopped) return;
        seen += size;
        number++;
      }
      standing.countExamples(seen);
      isWhole = true;
    } finally {
      if (!isEndless || !isWhole || standing.epoch + 1 >= options.epochs) await reader.close();
    }
  };
}

async function skip(reader: PartReader, count: number, most: number): Promise<void> {
  for (let left = count; left > 0; left -= most) await reader.take(Math.min(most, left));
}

function endedEarly(
  seen: number,
  { epoch }: Standing,
  { batchSize }: TrainOptions,
  { stepsPerEpoch, repeats }: OpenStream,
): DataError {
  const remedy = repeats
    ? "Return at least one example each time that the function is called."
    : "Give more examples, fewer steps, or a function that returns a new stream for each epoch.";
  return new DataError(
    `The stream ended after ${seen} examples of epoch ${epoch + 1}, but stepsPerEpoch needs ${stepsPerEpoch} batches of ${batchSize}. ${remedy}`,
  );
}

/** Returns the order of the examples in the current epoch, or in one of its parts. */
function orderOf(
  { shuffle, seed }: TrainOptions,
  { epoch, earlierEpochs }: Standing,
  examples: number,
  ...part: readonly number[]
): Int32Array {
  if (typeof shuffle === "function") return expectOrder(shuffle(epoch), examples);
  if (!shuffle) return Int32Array.from({ length: examples }, (_, i) => i);
  return permutation(examples, random(seed, 1, earlierEpochs + epoch, ...part));
}

function fixedFeeds(data: Batchable): Record<string, NdArray> {
  const isVector = (name: string) => name.startsWith("weights");
  return Object.fromEntries(Object.entries(feedsOf(data)).map(([name, array]) => [name, isVector(name) ? array : asRows(array)]));
}

/** @throws OptionError if an order doesn't have exactly one index for each example. */
function expectOrder(order: Int32Array, count: number): Int32Array {
  if (!(order instanceof Int32Array) || order.length !== count)
    throw new OptionError(`shuffle must return an Int32Array with ${count} indices, one for each example.`);
  const wrong = order.find((example) => example < 0 || example >= count);
  if (wrong === undefined) return order;
  throw new OptionError(
    `shuffle returned the index ${wrong}, but the indices of the examples go from 0 to ${count - 1}. Correct the function.`,
  );
}
