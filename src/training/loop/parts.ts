import { OptionError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { permutation, random } from "../../core/random.ts";
import { asRows } from "../../core/rows.ts";
import { type Batchable, feedsOf } from "../batchable.ts";
import { checkedParts } from "../stream.ts";
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
  const { data, stream, batchSize } = options;
  if (stream)
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
  const feeds = fixedFeeds(data);
  return async function* (standing) {
    yield { feeds, order: orderOf(options, standing, standing.examples), before: 0 };
  };
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
