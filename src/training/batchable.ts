import { OptionError, ShapeError } from "../core/errors.ts";
import { expectArray, type NdArray, sliceRows } from "../core/ndarray.ts";
import type { AnyLayer } from "../layers/index.ts";
import type { Program } from "../runtime/runtime.ts";
import type { Measured } from "./metrics/choice.ts";
import type { ExampleType, Objective } from "./program.ts";
import { added, figureNames, figuresOf } from "./totals.ts";

/** Rows to learn from or to be measured on. `targets` that are the same array as `examples` are stored and gathered once. */
export interface Batchable {
  readonly examples: NdArray;
  readonly targets: NdArray;
  /** [examples], how much each counts; all 1 by default. */
  readonly weights?: NdArray<"float32">;
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
  const count = data.examples.shape[0]!;
  const names = figureNames(metrics);
  const sums: number[][] = names.map(() => []);
  for (let start = 0; start < count; start += rowsAtATime) {
    const end = Math.min(start + rowsAtATime, count);
    const rows = Object.fromEntries(Object.entries(feedsOf(data)).map(([name, array]) => [name, sliceRows(array, start, end)]));
    const results = await program.run({ ...rows, ...weights });
    names.forEach((name, i) => {
      sums[i] = added(sums[i]!, results[name]!, { isMean: results[name]!.shape.length === 0, batchSize: end - start });
    });
  }
  return figuresOf(metrics, sums, count);
}

/** What is to be computed for such data. */
export function objectiveOf({ model, loss, metrics }: Pick<Objective, "model" | "loss" | "metrics">, data: Batchable): Objective {
  const typeOf = ({ dtype, shape }: NdArray): ExampleType => ({ dtype, shape: shape.slice(1) });
  const targets = data.targets === data.examples ? undefined : typeOf(data.targets);
  return { model, loss, metrics, examples: typeOf(data.examples), targets, weighted: data.weights !== undefined };
}

export function feedsOf({ examples, targets, weights }: Batchable): Record<string, NdArray> {
  return { examples, ...(targets !== examples && { targets }), ...(weights && { weights }) };
}

/**
 * The number of examples.
 * @throws OptionError if it is 0; ShapeError if the targets or weights aren't arrays or have another number of rows, or the weights aren't float32 [n].
 */
export function checkRows({ examples, targets, weights }: Batchable, what: string): number {
  const count = examples.shape[0] ?? 0;
  if (count === 0) throw new OptionError(`The ${what} data is empty.`);
  for (const [name, array] of Object.entries({ targets, ...(weights !== undefined && { weights }) })) {
    expectArray(`${what} ${name}`, array);
    if (array.shape[0] !== count)
      throw new ShapeError(`There are ${count} ${what} examples, but ${array.shape[0] ?? 0} ${name}.`);
  }
  if (weights && (weights.dtype !== "float32" || weights.shape.length !== 1))
    throw new ShapeError(
      `Weights of examples are float32 [${count}], a number for each, but the ${what} weights are ${weights.dtype} [${weights.shape.join(", ")}].`,
    );
  return count;
}
