import { DataError, OptionError } from "../../core/errors.ts";
import { type NdArray, sizeOf } from "../../core/ndarray.ts";
import { permutation, random } from "../../core/random.ts";
import { asRows } from "../../core/rows.ts";
import { type Batchable, countOfRows, feedsOf } from "../batchable.ts";
import { type OpenStream, PartReader } from "../part-stream.ts";
import { checkedParts, type ExampleStream } from "../stream.ts";
import type { TrainOptions } from "./options.ts";
import type { Standing } from "./standing.ts";

/** Examples of an epoch that are at hand: all of them, or one part of a stream. */
export interface Part {
  /** What every call of the training program is fed with of these examples. */
  readonly feeds: Readonly<Record<string, NdArray>>;
  /** The order in which batches take the examples. */
  readonly order: Int32Array;
  /** How many batches of the epoch come before this part. */
  readonly before: number;
}

/** Gives the parts of an epoch that aren't done yet, one after the other. */
export type EpochParts = (standing: Standing) => AsyncIterable<Part>;

/** Prepares the examples of a training, which are all in memory or come as a stream. */
export function partsOf(options: TrainOptions): EpochParts {
  const { data, stream } = options;
  if (stream) return "pass" in stream ? rebatched(options, stream) : inEqualParts(options, stream);
  const feeds = fixedFeeds(data);
  return async function* (standing) {
    yield { feeds, order: orderOf(options, standing, standing.examples), before: 0 };
  };
}

/** The examples at hand before a run begins, in the order of its first epoch: of a stream those that came first. */
export function firstPart(options: TrainOptions, standing: Standing): Part {
  const { data, shuffle } = options;
  // A function that orders epochs is asked once for each.
  const order = orderOf({ ...options, shuffle: shuffle === true }, standing, countOfRows(data));
  return { feeds: fixedFeeds(data), order, before: 0 };
}

function inEqualParts(options: TrainOptions, stream: ExampleStream): EpochParts {
  const { data, batchSize } = options;
  return async function* (standing) {
    let [before, number] = [0, 0];
    for await (const examples of checkedParts(stream, data.examples[0]!)) {
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

/** Examples that are shuffled together, and the MiB that they may take. */
const BUFFER = { examples: 2 ** 16, mebibytes: 32 };

/** How many examples of a kind are at hand together: whole batches, so that batches go across the borders of a stream's parts. */
function bufferSize({ examples, targets }: Batchable, batchSize: number): number {
  const arrays = new Set([...examples, ...targets]);
  const numbers = [...arrays].reduce((sum, { shape }) => sum + sizeOf(shape.slice(1)), 0);
  const most = Math.min(BUFFER.examples, (BUFFER.mebibytes * 2 ** 20) / (4 * Math.max(1, numbers)));
  return batchSize * Math.max(1, Math.floor(most / batchSize));
}

/**
 * A stream of parts of any size, some batches at a time; each time's examples are shuffled among themselves. With `stepsPerEpoch` an epoch goes on where the one
 * before ended. All of a small stream is at hand at once, and learned in the order of an array.
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
    ? "Give some each time that the function is called."
    : "Give more, fewer steps, or a function that gives the stream anew.";
  return new DataError(
    `The stream ended after ${seen} examples of epoch ${epoch + 1}, but stepsPerEpoch asks for ${stepsPerEpoch} batches of ${batchSize}. ${remedy}`,
  );
}

/** The order of the examples in the epoch under way, or in one of its parts. */
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

/** @throws OptionError if an order doesn't have one number of an example for each example. */
function expectOrder(order: Int32Array, count: number): Int32Array {
  if (!(order instanceof Int32Array) || order.length !== count)
    throw new OptionError(`shuffle gives an epoch's order as an Int32Array of ${count} numbers, as many as there are examples.`);
  const wrong = order.find((example) => example < 0 || example >= count);
  if (wrong === undefined) return order;
  throw new OptionError(`shuffle gives the number ${wrong}, but the examples are counted from 0 to ${count - 1}.`);
}
