import { type NdArray, ndarray } from "../core/ndarray.ts";
import { expectNames, knownOptions, type OptionNames } from "../core/options.ts";
import { isShaped, isTyped } from "../data/given/arrays.ts";
import { toOnnx } from "../graph/index.ts";
import { withProgram } from "../runtime/default.ts";
import { type Batchable, checkRows, measure, objectiveOf, rowsToMeasure } from "../training/batchable.ts";
import { evaluationProgram } from "../training/program.ts";
import { weightFeeds, weightsOf } from "../training/weights.ts";
import { arraysFor, type GivenArray, type GivenArrays } from "./arrays.ts";
import { expectCounts, expectNumbers, expectTargets, prepare } from "./checks.ts";
import type { Compiled } from "./compile.ts";
import { RUN_OPTIONS, type RunOptions } from "./run-options.ts";
import type { Trainable } from "./trainable.ts";

/** Options of `evaluate`. */
export interface EvaluateOptions extends RunOptions {
  /** Number of examples in a batch; 32 by default. Only a loss that looks at a whole batch depends on it. */
  readonly batchSize?: number;
  /**
   * Weights of the examples, [n]. For several outputs, give a list of arrays, or arrays by name. A single array is used for all
   * outputs.
   */
  readonly sampleWeights?: GivenArrays;
}

export const EVALUATE_OPTIONS: OptionNames<EvaluateOptions> = { ...RUN_OPTIONS, batchSize: true, sampleWeights: true };

/** Computes the mean loss and metrics of examples and their targets. @throws as `fit` of a model. */
export async function evaluate(
  model: Trainable,
  compiled: Compiled,
  examples: GivenArrays,
  targets: GivenArrays,
  options: EvaluateOptions,
): Promise<Record<string, number>> {
  const { runtime, sampleWeights, batchSize = 32 } = knownOptions("evaluate", options, EVALUATE_OPTIONS);
  expectCounts({ batchSize });
  const data = batchable(model, "evaluation", prepare(model, examples), targets, sampleWeights);
  checkRows(data, "evaluation");
  expectTargets(model, compiled, data);
  expectNumbers(model, compiled.losses, data);
  const weights = weightFeeds(model, weightsOf(model));
  // `trim` only affects training, so evaluation uses all examples.
  const objective = objectiveOf({ model, losses: compiled.losses, metrics: compiled.metrics }, data);
  return withProgram(runtime, toOnnx(evaluationProgram(objective)), (program) =>
    measure(program, data, weights, compiled.metrics, rowsToMeasure(model, batchSize)),
  );
}

/**
 * Collects examples with their targets and weights, one array for each output. @param what name of the data in messages, such as
 * "training".
 */
export function batchable(
  model: Trainable,
  what: string,
  examples: readonly NdArray[],
  targets: GivenArrays,
  weights: EvaluateOptions["sampleWeights"],
): Batchable {
  const names = model.outputNames;
  const arrays = arraysFor(`${what} targets`, targets, names);
  return {
    examples,
    targets: arrays.map((array, i) => asColumn(array, model.outputs[i]!.shape)),
    weights: weights === undefined ? [] : weightsFor(`${what} weights`, weights, names),
  };
}

/** Turns targets [n] into a column [n, 1] if the output is one number, as Keras does. */
const asColumn = (targets: NdArray, output: readonly number[]): NdArray =>
  targets.shape.length === 1 && output.length === 1 && output[0] === 1
    ? ndarray(targets.dtype, [targets.shape[0]!, 1], targets.data)
    : targets;

/** Returns the weights of each output. An output without a name in `weights` has none. */
function weightsFor(what: string, weights: GivenArrays, names: readonly string[]): Batchable["weights"] {
  const isOneForAll = isShaped(weights) || isTyped(weights) || (Array.isArray(weights) && typeof weights[0] === "number");
  if (isOneForAll) {
    const [array] = arraysFor(what, weights, [what]);
    return names.map(() => array as NdArray<"float32">);
  }
  if (typeof weights !== "object" || weights === null || Array.isArray(weights) || names.length === 1)
    return arraysFor(what, weights, names) as readonly NdArray<"float32">[];
  expectNames("sampleWeights", weights, names);
  const byName = weights as Readonly<Record<string, GivenArray | undefined>>;
  return names.map((name) => {
    const own = byName[name];
    return own && (arraysFor(`${what} of "${name}"`, own, [name])[0] as NdArray<"float32">);
  });
}
