import { OptionError, ShapeError } from "../core/errors.ts";
import { expectArray, type NdArray, sliceRows } from "../core/ndarray.ts";
import type { AnyLayer } from "../layers/index.ts";
import type { Program } from "../runtime/runtime.ts";
import type { LossChoice } from "./losses/choice.ts";
import type { Measured } from "./metrics/choice.ts";
import { type ExampleType, feedName, type Objective } from "./program.ts";
import { added, figureNames, figuresOf } from "./totals.ts";

/** Rows to train on or to evaluate on. */
export interface Batchable {
  /** Examples of each input, [n, …]. */
  readonly examples: readonly NdArray[];
  /** Targets of each output, [n, …]. If they are the same array as an input's examples, they are stored and gathered once. */
  readonly targets: readonly NdArray[];
  /** Weights of the examples of each output, [n]. Undefined stands for weights of 1. */
  readonly weights: readonly (NdArray<"float32"> | undefined)[];
}

/** Returns the number of rows. */
export const countOfRows = ({ examples }: Pick<Batchable, "examples">): number => examples[0]?.shape[0] ?? 0;

/** Returns consecutive rows. Targets that are the same array as an input's examples stay the same array. */
export function rowsFrom(data: Batchable, start: number, end?: number): Batchable {
  const sliced = new Map<NdArray, NdArray>();
  const slice = <T extends NdArray>(array: T): T => {
    const known = sliced.get(array) ?? sliceRows(array, start, end);
    sliced.set(array, known);
    return known as T;
  };
  return {
    examples: data.examples.map(slice),
    targets: data.targets.map(slice),
    weights: data.weights.map((weights) => weights && slice(weights)),
  };
}

/**
 * Returns the number of rows that a model processes at a time outside of training. The widest array of these rows has about 2
 * million numbers. With 1,024 rows at a time instead of 2,675, 55,000 images of 784 numbers took a quarter longer. With 4,096
 * rows instead of 167, images in convolutions (28 x 28 x 16) took a quarter longer and twice the memory.
 */
export const rowsAtATime = ({ widest }: AnyLayer): number =>
  Math.min(2 ** 16, Math.max(32, Math.floor(2 ** 21 / Math.max(1, widest))));

/**
 * Returns the number of rows to evaluate at a time. A loss that looks at a whole batch is evaluated on batches of the training's
 * size.
 */
export const rowsToMeasure = (model: AnyLayer, batchSize: number): number =>
  model.measuresBatch ? batchSize : rowsAtATime(model);

/** Measures the loss and each metric on all rows, `rowsAtATime` rows in each run of the program. */
export async function measure(
  program: Program,
  data: Batchable,
  weights: Readonly<Record<string, NdArray>>,
  metrics: readonly Measured[],
  rowsAtATime: number,
): Promise<Record<string, number>> {
  const count = countOfRows(data);
  const names = figureNames(metrics);
  const sums: number[][] = names.map(() => []);
  for (let start = 0; start < count; start += rowsAtATime) {
    const end = Math.min(start + rowsAtATime, count);
    const results = await program.run({ ...feedsOf(rowsFrom(data, start, end)), ...weights });
    names.forEach((name, i) => {
      sums[i] = added(sums[i]!, results[name]!, { isMean: results[name]!.shape.length === 0, batchSize: end - start });
    });
  }
  return figuresOf(metrics, sums, count);
}

/** The loss of one output, and its weight in the total loss. */
export interface WeightedLoss {
  readonly loss: LossChoice;
  readonly weight: number;
}

/** Describes what the training program must compute for this data. */
export function objectiveOf(
  { model, losses, metrics, trim }: Pick<Objective, "model" | "metrics" | "trim"> & { readonly losses: readonly WeightedLoss[] },
  { examples, targets, weights }: Batchable,
): Objective {
  const typeOf = ({ dtype, shape }: NdArray): ExampleType => ({ dtype, shape: shape.slice(1) });
  const outputs = losses.map((judgedBy, i) => {
    const same = examples.indexOf(targets[i]!);
    return { ...judgedBy, targets: same >= 0 ? same : typeOf(targets[i]!), weighted: weights[i] !== undefined };
  });
  return { model, inputs: examples.map(typeOf), outputs, metrics, ...(trim !== undefined && { trim }) };
}

/** Returns the arrays under their names in a program's feeds. */
export function feedsOf({ examples, targets, weights }: Batchable): Record<string, NdArray> {
  const named = (what: "examples" | "targets" | "weights", arrays: readonly (NdArray | undefined)[]) =>
    arrays.flatMap((array, i) => (array ? [[feedName(what, i, arrays.length), array] as const] : []));
  const own = targets.map((array) => (examples.includes(array) ? undefined : array));
  return Object.fromEntries([...named("examples", examples), ...named("targets", own), ...named("weights", weights)]);
}

/**
 * Checks the arrays of a dataset and returns the number of examples.
 * @param what name of the data in messages, such as "training".
 * @throws OptionError if there are no examples.
 * @throws ShapeError if targets or weights aren't arrays or have another number of rows, or if weights aren't float32 [n].
 */
export function checkRows({ examples, targets, weights }: Batchable, what: string): number {
  const count = countOfRows({ examples });
  if (count === 0) throw new OptionError(`The ${what} data has no examples. Give at least one.`);
  const parts = [
    ...targets.map((array) => ({ name: "targets", array })),
    ...weights.map((array) => ({ name: "weights", array })),
  ];
  for (const { name, array } of parts) {
    if (array === undefined) continue;
    expectArray(`${what} ${name}`, array);
    if (array.shape[0] !== count)
      throw new ShapeError(`There are ${count} ${what} examples, but ${array.shape[0] ?? 0} ${name}. Give one for each example.`);
  }
  const uneven = examples.find(({ shape }) => shape[0] !== count);
  if (uneven)
    throw new ShapeError(
      `All inputs need the same number of ${what} examples, but the first has ${count} and another one has ${uneven.shape[0]}.`,
    );
  const wrong = weights.find((array) => array && (array.dtype !== "float32" || array.shape.length !== 1));
  if (wrong)
    throw new ShapeError(
      `The ${what} weights are ${wrong.dtype} [${wrong.shape.join(", ")}]. Give one number for each example, as float32 [${count}].`,
    );
  return count;
}
