import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { ahead } from "../data/ahead.ts";
import { isShaped, isTyped, joined, plainArray } from "../data/given/arrays.ts";
import type { DataAtOnce } from "../data/given/data.ts";
import { areRecords, asExamples, isDataset, isRecord } from "../data/given/dataset.ts";
import { sameShape, showShape } from "../graph/tensor.ts";
import { type Batchable, checkRows, countOfRows, rowsFrom } from "./batchable.ts";

/** Some examples [n, …] of a stream, of any number; with targets [n, …] where these aren't the examples, and how much each example counts [n]. */
export type StreamPart = DataAtOnce | NamedPart;

interface NamedPart {
  readonly x: DataAtOnce;
  readonly y?: DataAtOnce | undefined;
  readonly weights?: DataAtOnce | undefined;
}

/** Parts one after the other. A function gives them anew for each epoch; an iterable can be read once. */
export type StreamSource = AsyncIterable<StreamPart> | (() => AsyncIterable<StreamPart> | Iterable<StreamPart>);

/** Whether data are a stream: an async iterable, or a function that gives one. */
export const isStream = (data: unknown): data is StreamSource =>
  typeof data === "function" || (typeof data === "object" && data !== null && Symbol.asyncIterator in data);

/** A stream whose first part has been read: it says what all others are like, and is given again. */
export interface OpenStream {
  readonly first: Batchable;
  /** Number of batches of an epoch; by default an epoch takes all parts. */
  readonly stepsPerEpoch: number | undefined;
  /** Whether it can be read again from its beginning. */
  readonly repeats: boolean;
  /** All parts from the beginning. */
  pass(): AsyncIterable<Batchable>;
}

/** How a stream's parts become arrays. */
export interface OpenStreamOptions {
  readonly stepsPerEpoch?: number | undefined;
  readonly epochs: number;
  /** The first part is made of so many examples, where there are as many; of one part by default. */
  readonly sample?: number;
  /** Makes an array of a part's examples; as `asExamples` does by default. */
  readonly examplesOf?: (x: DataAtOnce) => Promise<NdArray>;
}

/**
 * Reads a stream's first part.
 * @throws OptionError where it can't be read as often as there are epochs; DataError, ShapeError where it gives nothing, or what aren't examples.
 */
export async function openStream(source: StreamSource, options: OpenStreamOptions): Promise<OpenStream> {
  const { stepsPerEpoch, epochs, sample = 1, examplesOf = arrayOf } = options;
  if (stepsPerEpoch !== undefined && !(Number.isInteger(stepsPerEpoch) && stepsPerEpoch >= 1))
    throw new OptionError(`stepsPerEpoch is a whole number of at least 1, but this is ${shown(stepsPerEpoch)}.`);
  const repeats = typeof source === "function";
  if (!repeats && stepsPerEpoch === undefined && epochs > 1)
    throw new OptionError(
      `A stream that is an async iterable can be read once, but there are ${epochs} epochs. Give a function that makes one for each epoch, or stepsPerEpoch.`,
    );
  const opened = () => iteratorOf(repeats ? source() : source);
  const iterator = opened();
  const read: Batchable[] = [];
  for (let size = 0; size < sample; size += countOfRows(read.at(-1)!)) {
    const { done, value } = await iterator.next();
    if (done) break;
    read.push(await batchableOf(value, read.length + 1, examplesOf));
    expectLike(read.at(-1)!, read[0]!, read.length);
  }
  if (read.length === 0)
    throw new DataError("The stream gave no examples. Give some; an iterable that was read before is empty.");
  const first = together(read);
  let isFirst = true;
  return {
    first,
    stepsPerEpoch,
    repeats,
    async *pass() {
      const rest = isFirst ? iterator : opened();
      let number = isFirst ? read.length + 1 : 1;
      if (isFirst) {
        isFirst = false;
        yield first;
      }
      for await (const part of ahead({ [Symbol.asyncIterator]: () => rest })) {
        const batchable = await batchableOf(part, number, examplesOf);
        expectLike(batchable, first, number++);
        yield batchable;
      }
    },
  };
}

function iteratorOf(parts: unknown): AsyncIterator<StreamPart> {
  const { [Symbol.asyncIterator]: inTime, [Symbol.iterator]: atOnce } = Object(parts) as Partial<
    AsyncIterable<StreamPart> & Iterable<StreamPart>
  >;
  if (inTime) return inTime.call(parts);
  if (!atOnce || typeof parts === "string")
    throw new OptionError(
      "The function of a stream gives what for await can loop over, such as an async generator: async function* () { yield part; }.",
    );
  const iterator = atOnce.call(parts) as Iterator<StreamPart>;
  return { next: async () => iterator.next(), return: async () => iterator.return?.() ?? { done: true, value: undefined } };
}

async function batchableOf(
  part: StreamPart,
  number: number,
  examplesOf: (x: DataAtOnce) => Promise<NdArray>,
): Promise<Batchable> {
  try {
    const named: NamedPart = isNamed(part) ? part : { x: part as DataAtOnce };
    const { x, y, weights } = knownOptions("a part", named, { x: true, y: true, weights: true });
    const examples = await examplesOf(x);
    const targets = y === undefined || y === x ? examples : await arrayOf(y);
    const batchable: Batchable = {
      examples: [examples],
      targets: [targets],
      weights: weights === undefined ? [] : [(await arrayOf(weights)) as NdArray<"float32">],
    };
    checkRows(batchable, "training");
    return batchable;
  } catch (error) {
    const Kind = [DataError, ShapeError, OptionError].find((kind) => error instanceof kind);
    throw Kind ? new Kind(`Part ${number} of the stream: ${(error as Error).message}`) : error;
  }
}

/** Whether a part says what its examples are, `{ x, … }`; a row as an object may have a column x, too, which is no array. */
export function isNamed(part: unknown): part is NamedPart {
  const x = isRecord(part) ? part.x : undefined;
  return Array.isArray(x) || isTyped(x) || isShaped(x) || isDataset(x);
}

/** Numbers in any form as an array. A list of numbers is one for each example. */
const arrayOf = async (data: DataAtOnce): Promise<NdArray> =>
  isRecord(data) || areRecords(data) || isDataset(data) ? asExamples(data) : plainArray(data, "examples");

const ARRAYS = ["examples", "targets", "weights"] as const;

/** @throws ShapeError where a part has other arrays than the first one. */
function expectLike(part: Batchable, first: Batchable, number: number): void {
  const kindOf = ({ dtype, shape }: NdArray) => `${dtype} of ${showShape(shape.slice(1))}`;
  for (const name of ARRAYS) {
    const [own, wanted] = [part[name][0], first[name][0]];
    if (own && wanted && own.dtype === wanted.dtype && sameShape(own.shape.slice(1), wanted.shape.slice(1))) continue;
    if (!own && !wanted) continue;
    throw new ShapeError(
      `Part ${number} of the stream has ${own ? `${name} that are ${kindOf(own)}` : `no ${name}`}, but part 1 has ${wanted ? kindOf(wanted) : "none"}. Give every part the same.`,
    );
  }
  const isOwnTarget = ({ examples, targets }: Batchable) => targets[0] === examples[0];
  if (isOwnTarget(part) !== isOwnTarget(first))
    throw new ShapeError(
      `Part ${number} of the stream has ${isOwnTarget(part) ? "no targets" : "targets"} (y), other than part 1. Give every part the same.`,
    );
}

/** Takes examples out of parts, across their borders. */
export class PartReader {
  private readonly open: () => AsyncIterator<Batchable>;
  private iterator: AsyncIterator<Batchable>;
  private readonly again: boolean;
  private rest: Batchable | undefined;

  /** @param again whether it begins again where the parts end. */
  constructor(stream: OpenStream, again: boolean) {
    this.open = () => stream.pass()[Symbol.asyncIterator]();
    this.iterator = this.open();
    this.again = again;
  }

  /** The next examples: as many as are asked for, or fewer where the parts end, or none. */
  async take(count: number): Promise<Batchable | undefined> {
    const taken: Batchable[] = [];
    let size = 0;
    while (size < count && (await this.hasMore())) {
      const rest = this.rest!;
      const all = countOfRows(rest);
      const wanted = Math.min(all, count - size);
      taken.push(wanted === all ? rest : rowsFrom(rest, 0, wanted));
      this.rest = wanted === all ? undefined : rowsFrom(rest, wanted);
      size += wanted;
    }
    return taken.length === 0 ? undefined : together(taken);
  }

  /** Whether there are more examples. */
  async hasMore(): Promise<boolean> {
    for (let passes = 0; !this.rest; ) {
      const { done, value } = await this.iterator.next();
      if (!done) this.rest = value;
      else if (this.again && passes++ === 0) this.iterator = this.open();
      else return false;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}

/** The examples of some parts one behind the other. Examples that are their own targets stay so. */
function together(parts: readonly Batchable[]): Batchable {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const join = (name: (typeof ARRAYS)[number], place: number) => joined(parts.map((part) => part[name][place]!));
  const examples = first!.examples.map((_, i) => join("examples", i));
  return {
    examples,
    targets: first!.targets.map((array, i) => {
      const same = first!.examples.indexOf(array);
      return same >= 0 ? examples[same]! : join("targets", i);
    }),
    weights: first!.weights.map((array, i) => array && (join("weights", i) as NdArray<"float32">)),
  };
}
