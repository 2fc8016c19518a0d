import { OptionError, ShapeError } from "../core/errors.ts";
import { expectArray, type NdArray, sliceRows } from "../core/ndarray.ts";
import type { AnyLayer } from "../layers/index.ts";
import type { Program } from "../runtime/runtime.ts";
import type { LossChoice } from "./losses/choice.ts";
import type { Measured } from "./metrics/choice.ts";
import { type ExampleType, feedName, type Objective } from "./program.ts";
import { added, figureNames, figuresOf } from "./totals.ts";

/** Rows to learn from or to be measured on. */
export interface Batchable {
  /** [n, …] of each input. */
  readonly examples: readonly NdArray[];
  /** [n, …] of each output. Those that are the same array as an input's examples are stored and gathered once. */
  readonly targets: readonly NdArray[];
  /** [n] of each output, how much each example counts; all 1 where there are none. */
  readonly weights: readonly (NdArray<"float32"> | undefined)[];
}

/** The number of rows. */
export const countOfRows = ({ examples }: Pick<Batchable, "examples">): number => examples[0]?.shape[0] ?? 0;

/** Some consecutive rows. Targets that are an input's examples stay the same array as those. */
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
 * How many rows a model takes at a time in use: those whose widest array is of 2 million numbers. 55,000 images took a quarter longer 1,024 at a time than
 * 2,675 (784 numbers are their widest), 4,096 through convolutions a quarter longer than 167 (28 x 28 x 16), in twice the memory.
 */
export const rowsAtATime = ({ widest }: AnyLayer): number =>
  Math.min(2 ** 16, Math.max(32, Math.floor(2 ** 21 / Math.max(1, widest))));

/** A loss that looks at a whole batch is measured on batches of the same size. */
export const rowsToMeasure = (model: AnyLayer, batchSize: number): number =>
  model.measuresBatch ? batchSize : rowsAtATime(model);

/** The loss and each metric of all rows, some of which are run at a time. */
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

/** The loss of one output, and what it counts in the sum of all. */
export interface WeightedLoss {
  readonly loss: LossChoice;
  readonly weight: number;
}

/** What is to be computed for such data. */
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

/** The arrays by their names in a program's feeds. */
export function feedsOf({ examples, targets, weights }: Batchable): Record<string, NdArray> {
  const named = (what: "examples" | "targets" | "weights", arrays: readonly (NdArray | undefined)[]) =>
    arrays.flatMap((array, i) => (array ? [[feedName(what, i, arrays.length), array] as const] : []));
  const own = targets.map((array) => (examples.includes(array) ? undefined : array));
  return Object.fromEntries([...named("examples", examples), ...named("targets", own), ...named("weights", weights)]);
}

/**
 * The number of examples.
 * @param what "training": what messages call the data.
 * @throws OptionError if it is 0; ShapeError if the targets or weights aren't arrays or have another number of rows, or the weights aren't float32 [n].
 */
export function checkRows({ examples, targets, weights }: Batchable, what: string): number {
  const count = countOfRows({ examples });
  if (count === 0) throw new OptionError(`The ${what} data is empty.`);
  const parts = [
    ...targets.map((array) => ({ name: "targets", array })),
    ...weights.map((array) => ({ name: "weights", array })),
  ];
  for (const { name, array } of parts) {
    if (array === undefined) continue;
    expectArray(`${what} ${name}`, array);
    if (array.shape[0] !== count)
      throw new ShapeError(`There are ${count} ${what} examples, but ${array.shape[0] ?? 0} ${name}.`);
  }
  const uneven = examples.find(({ shape }) => shape[0] !== count);
  if (uneven)
    throw new ShapeError(`All inputs have as many ${what} examples: the first has ${count}, but another one ${uneven.shape[0]}.`);
  const wrong = weights.find((array) => array && (array.dtype !== "float32" || array.shape.length !== 1));
  if (wrong)
    throw new ShapeError(
      `Weights of examples are float32 [${count}], a number for each, but the ${what} weights are ${wrong.dtype} [${wrong.shape.join(", ")}].`,
    );
  return count;
}
