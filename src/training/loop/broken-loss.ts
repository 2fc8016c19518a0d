import { TrainingError } from "../../core/errors.ts";
import { notFinite } from "../../core/finite.ts";
import { either, message, option } from "../../core/message.ts";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { takeRows } from "../../core/rows.ts";
import type { AnyLayer } from "../../layers/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { examine } from "../doctor.ts";
import { takesMissing } from "../losses/choice.ts";
import { feedName } from "../program.ts";
import { storeWeights } from "../weights.ts";
import type { TrainOptions } from "./options.ts";
import type { Part } from "./parts.ts";
import type { Standing } from "./standing.ts";

/** A step whose loss isn't finite. */
export interface BrokenStep {
  /** Number of the step, from 1. */
  readonly step: number;
  readonly part: Part;
  /** Indices of the batch's examples in the part. */
  readonly rows: Int32Array;
}

/**
 * Makes the error for a loss that is no longer finite. It names the place where numbers first stopped being finite, and a remedy.
 * The weights in `standing` must be those before that step.
 */
export async function brokenLoss(
  runtime: Runtime,
  { model, data, losses }: TrainOptions,
  standing: Standing,
  { step, part, rows }: BrokenStep,
): Promise<TrainingError> {
  storeWeights(model, standing.arrays);
  const examples = data.examples.map((array, i) =>
    inExampleShape(part.feeds[feedName("examples", i, data.examples.length)]!, array),
  );
  const found = await examine(
    runtime,
    model,
    examples,
    rows,
    losses.some(({ loss }) => takesMissing(loss)),
  );
  const large = found === undefined ? largeTarget(part, rows) : undefined;
  const where = found ?? large;
  const rate = standing.rate();
  const remedy = large
    ? message`Scale the targets, for example to mean 0 and deviation 1.`
    : where?.startsWith("row")
      ? message`Remove or fill such rows.`
      : message`Try ${either(
          message`a lower learning rate than ${rate}, such as ${option("learningRate", lowerThan(rate))}`,
          message`clip the gradients (${option("clipNorm", 1)})`,
        )}.`;
  return new TrainingError(
    message`The loss is no longer a number at step ${step} (epoch ${standing.epoch + 1})${where ? `: ${where}` : ""}. ${remedy}`,
  );
}

/**
 * Checks the weights at the end of a training. The loss doesn't depend on the last update, nor on batch statistics, which only
 * predictions use.
 * @throws TrainingError with the first number that isn't finite.
 */
export function expectFiniteWeights({ variablePaths }: AnyLayer, standing: Standing): void {
  const found = notFinite(Object.fromEntries(variablePaths.map((path) => [path, standing.arrays[path]!])));
  if (found === undefined) return;
  const rate = lowerThan(standing.rate());
  throw new TrainingError(
    message`After the last step ${found}. Scale the examples, for example to mean 0 and deviation 1, or try a lower learning rate, such as ${option("learningRate", rate)}.`,
  );
}

/** Largest number whose square is finite in float32. */
const LARGEST = 1.8e19;

/**
 * Describes the first target in some rows that is too large for a loss, or returns undefined. Without separate targets, examples
 * are the targets.
 */
function largeTarget({ feeds }: Part, rows: Int32Array): string | undefined {
  const fed = (what: string) => Object.entries(feeds).flatMap(([name, array]) => (name.startsWith(what) ? [array] : []));
  const targets = fed("targets");
  for (const array of targets.length > 0 ? targets : fed("examples")) {
    const { data } = takeRows(array, rows);
    const at = (data as Float32Array).findIndex((value) => Math.abs(Number(value)) > LARGEST);
    if (at < 0) continue;
    return `row ${rows[Math.floor(at / (data.length / rows.length))]} (counted from 0) of the targets holds ${data[at]}, which is too large`;
  }
  return undefined;
}

const lowerThan = (rate: number): number => Number(Math.min(rate / 10, 0.1).toPrecision(2));

const inExampleShape = (rows: NdArray, { shape: [, ...shape] }: NdArray): NdArray =>
  ndarray(rows.dtype, [rows.shape[0]!, ...shape], rows.data);
