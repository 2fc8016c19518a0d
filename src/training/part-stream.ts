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

/**
 * Some examples [n, …] of a stream, optionally with targets [n, …] and weights of the examples [n]. Without targets, the examples
 * are the targets.
 */
export type StreamPart = DataAtOnce | NamedPart;

interface NamedPart {
  readonly x: DataAtOnce;
  readonly y?: DataAtOnce | undefined;
  readonly weights?: DataAtOnce | undefined;
}

/** A stream of parts. A function returns a new stream for each epoch; an iterable can be read only once. */
export type StreamSource = AsyncIterable<StreamPart> | (() => AsyncIterable<StreamPart> | Iterable<StreamPart>);

/** Returns whether data are a stream: an async iterable, or a function. */
export const isStream = (data: unknown): data is StreamSource =>
  typeof data === "function" || (typeof data === "object" && data !== null && Symbol.asyncIterator in data);

/** A stream whose first part has been read, which `pass` yields again. All other parts must be like the first one. */
export interface OpenStream {
  readonly first: Batchable;
  /** Number of batches in an epoch; by default an epoch reads all parts. */
  readonly stepsPerEpoch: number | undefined;
  /** Whether it can be read again from its beginning. */
  readonly repeats: boolean;
  /** Yields all parts from the beginning. */
  pass(): AsyncIterable<Batchable>;
}

/** How parts of a stream become arrays. */
export interface OpenStreamOptions {
  readonly stepsPerEpoch?: number | undefined;
  readonly epochs: number;
  /** Minimum number of examples in the first part, if the stream has as many; 1 by default. */
  readonly sample?: number;
  /** Converts a part's examples to an array; by default as `asExamples` does. */
  readonly examplesOf?: (x: DataAtOnce) => Promise<NdArray>;
}

/**
 * Reads the first part of a stream.
 * @throws OptionError if the stream can't be read once for each epoch.
 * @throws DataError or ShapeError if it yields nothing, or something else than examples.
 */
export async function openStream(source: StreamSource, options: OpenStreamOptions): Promise<OpenStream> {
  const { stepsPerEpoch, epochs, sample = 1, examplesOf = arrayOf } = options;
  if (stepsPerEpoch !== undefined && !(Number.isInteger(stepsPerEpoch) && stepsPerEpoch >= 1))
    throw new OptionError(`stepsPerEpoch must be a whole number of at least 1, but it is ${shown(stepsPerEpoch)}.`);
  const repeats = typeof source === "function";
  if (!repeats && stepsPerEpoch === undefined && epochs > 1)
    throw new OptionError(
      `A stream that is an async iterable can be read only once, but there are ${epochs} epochs. Give a function that returns a new one for each epoch, or stepsPerEpoch.`,
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
    throw new DataError("The stream gave no examples. Give at least one; note that an iterable that was read before is empty.");
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
      "The function of a stream must return something for a for await loop, such as an async generator: async function* () { yield part; }.",
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

/**
 * Returns whether a part names its arrays, as `{ x, … }`. A row that is an object may also have a column x, but its value isn't
 * an array.
 */
export function isNamed(part: unknown): part is NamedPart {
  const x = isRecord(part) ? part.x : undefined;
  return Array.isArray(x) || isTyped(x) || isShaped(x) || isDataset(x);
}

/** Converts numbers in any form to an array. A list of numbers has one number for each example. */
const arrayOf = async (data: DataAtOnce): Promise<NdArray> =>
  isRecord(data) || areRecords(data) || isDataset(data) ? asExamples(data) : plainArray(data, "examples");

const ARRAYS = ["examples", "targets", "weights"] as const;

/** @throws ShapeError if the arrays of a part differ in type or shape from those of the first part. */
function expectLike(part: Batchable, first: Batchable, number: number): void {
  const kindOf = ({ dtype, shape }: NdArray) => `${dtype} of ${showShape(shape.slice(1))}`;
  for (const name of ARRAYS) {
    const [own, wanted] = [part[name][0], first[name][0]];
    if (own && wanted && own.dtype === wanted.dtype && sameShape(own.shape.slice(1), wanted.shape.slice(1))) continue;
    if (!own && !wanted) continue;
    throw new ShapeError(
      `Part ${number} of the stream has ${own ? `${name} that are ${kindOf(own)}` : `no ${name}`}, but part 1 has ${wanted ? kindOf(wanted) : "none"}. Give all parts the same arrays.`,
    );
  }
  const isOwnTarget = ({ examples, targets }: Batchable) => targets[0] === examples[0];
  if (isOwnTarget(part) !== isOwnTarget(first))
    throw new ShapeError(
      `Part ${number} of the stream has ${isOwnTarget(part) ? "no targets" : "targets"} (y), unlike part 1. Give all parts the same arrays.`,
    );
}

/** Takes examples from parts, across their borders. */
export class PartReader {
  private readonly open: () => AsyncIterator<Batchable>;
  private iterator: AsyncIterator<Batchable>;
  private readonly again: boolean;
  private rest: Batchable | undefined;

  /** @param again whether to begin again when the parts end. */
  constructor(stream: OpenStream, again: boolean) {
    this.open = () => stream.pass()[Symbol.asyncIterator]();
    this.iterator = this.open();
    this.again = again;
  }

  /** Returns the next `count` examples, fewer if the parts end, or undefined if there are none. */
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

/** Joins the examples of some parts. Examples that are their own targets stay their own targets. */
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
