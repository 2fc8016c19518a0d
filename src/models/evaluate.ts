import type { NdArray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { toOnnx } from "../graph/index.ts";
import { withProgram } from "../runtime/default.ts";
import { type Batchable, checkRows, measure, objectiveOf, rowsToMeasure } from "../training/batchable.ts";
import { evaluationProgram } from "../training/program.ts";
import { weightFeeds, weightsOf } from "../training/weights.ts";
import { expectCounts, expectNumbers, expectTargets, prepare } from "./checks.ts";
import type { Compiled } from "./compile.ts";
import { RUN_OPTIONS, type RunOptions } from "./run-options.ts";
import type { Trainable } from "./trainable.ts";

export interface EvaluateOptions extends RunOptions {
  /** 32 by default. Matters to losses that look at a whole batch alone; others are measured in larger parts. */
  readonly batchSize?: number;
  /** [n], how much each example counts. */
  readonly sampleWeights?: NdArray<"float32">;
}

export const EVALUATE_OPTIONS: OptionNames<EvaluateOptions> = { ...RUN_OPTIONS, batchSize: true, sampleWeights: true };

/** Mean loss and metrics of examples and their targets. @throws as `Sequential.fit`. */
export async function evaluate(
  model: Trainable,
  compiled: Compiled,
  examples: NdArray,
  targets: NdArray,
  options: EvaluateOptions,
): Promise<Record<string, number>> {
  const { runtime, sampleWeights, batchSize = 32 } = knownOptions("evaluate", options, EVALUATE_OPTIONS);
  expectCounts({ batchSize });
  prepare(model, examples);
  const data: Batchable = { examples, targets, weights: sampleWeights };
  checkRows(data, "evaluation");
  expectTargets(model, compiled, data);
  expectNumbers(model, compiled.loss, data);
  const weights = weightFeeds(model, weightsOf(model));
  return withProgram(runtime, toOnnx(evaluationProgram(objectiveOf({ model, ...compiled }, data))), (program) =>
    measure(program, data, weights, compiled.metrics, rowsToMeasure(model, batchSize)),
  );
}
