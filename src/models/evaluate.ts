import type { NdArray } from "../core/ndarray.ts";
import { expectNames, knownOptions, type OptionNames } from "../core/options.ts";
import { toOnnx } from "../graph/index.ts";
import { withProgram } from "../runtime/default.ts";
import { type Batchable, checkRows, measure, objectiveOf, rowsToMeasure } from "../training/batchable.ts";
import { evaluationProgram } from "../training/program.ts";
import { weightFeeds, weightsOf } from "../training/weights.ts";
import { type Arrays, arraysFor } from "./arrays.ts";
import { expectCounts, expectNumbers, expectTargets, prepare } from "./checks.ts";
import type { Compiled } from "./compile.ts";
import { RUN_OPTIONS, type RunOptions } from "./run-options.ts";
import type { Trainable } from "./trainable.ts";

export interface EvaluateOptions extends RunOptions {
  /** 32 by default. Matters to losses that look at a whole batch alone; others are measured in larger parts. */
  readonly batchSize?: number;
  /** [n], how much each example counts. Of several outputs a list, or by name; a single array counts for all of them. */
  readonly sampleWeights?: Arrays<NdArray<"float32">>;
}

export const EVALUATE_OPTIONS: OptionNames<EvaluateOptions> = { ...RUN_OPTIONS, batchSize: true, sampleWeights: true };

/** Mean loss and metrics of examples and their targets. @throws as `fit` of a model. */
export async function evaluate(
  model: Trainable,
  compiled: Compiled,
  examples: Arrays,
  targets: Arrays,
  options: EvaluateOptions,
): Promise<Record<string, number>> {
  const { runtime, sampleWeights, batchSize = 32 } = knownOptions("evaluate", options, EVALUATE_OPTIONS);
  expectCounts({ batchSize });
  const data = batchable(model, "evaluation", prepare(model, examples), targets, sampleWeights);
  checkRows(data, "evaluation");
  expectTargets(model, compiled, data);
  expectNumbers(model, compiled.losses, data);
  const weights = weightFeeds(model, weightsOf(model));
  // `trim` is for what is learned from: what is measured counts all.
  const objective = objectiveOf({ model, losses: compiled.losses, metrics: compiled.metrics }, data);
  return withProgram(runtime, toOnnx(evaluationProgram(objective)), (program) =>
    measure(program, data, weights, compiled.metrics, rowsToMeasure(model, batchSize)),
  );
}

/** Examples with their targets and weights, one array for each output. @param what "training": what messages call them. */
export function batchable(
  model: Trainable,
  what: string,
  examples: readonly NdArray[],
  targets: Arrays,
  weights: EvaluateOptions["sampleWeights"],
): Batchable {
  const names = model.outputNames;
  const isForAll = names.length > 1 && typeof weights === "object" && weights !== null && "data" in weights;
  return {
    examples,
    targets: arraysFor(`${what} targets`, targets, names),
    weights:
      weights === undefined
        ? []
        : isForAll
          ? names.map(() => weights as NdArray<"float32">)
          : weightsFor(`${what} weights`, weights, names),
  };
}

/** The weights of each output; none of one that isn't named. */
function weightsFor(what: string, weights: Arrays<NdArray<"float32">>, names: readonly string[]): Batchable["weights"] {
  if (typeof weights !== "object" || weights === null || Array.isArray(weights) || "data" in weights || names.length === 1)
    return arraysFor<NdArray<"float32">>(what, weights as Arrays<NdArray<"float32">>, names);
  expectNames("sampleWeights", weights, names);
  return names.map((name) => (weights as Readonly<Record<string, NdArray<"float32">>>)[name]);
}
