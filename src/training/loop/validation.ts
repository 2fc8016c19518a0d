import { toOnnx } from "../../graph/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { measure, objectiveOf, rowsToMeasure } from "../batchable.ts";
import { validationName } from "../history.ts";
import { evaluationProgram } from "../program.ts";
import { weightFeeds } from "../weights.ts";
import type { TrainOptions } from "./options.ts";
import type { Standing } from "./standing.ts";

/** Measures the validation data after each epoch. */
export interface Validation {
  /** Returns `valLoss` and each metric with the prefix `val`, or nothing without validation data. */
  measure(standing: Standing): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export async function openValidation(runtime: Runtime, options: TrainOptions): Promise<Validation> {
  const { model, validation, metrics, batchSize } = options;
  if (!validation) return { measure: async () => ({}), close: async () => {} };
  const program = await runtime.compile(toOnnx(evaluationProgram(objectiveOf(options, validation))));
  return {
    async measure({ arrays }) {
      const rows = rowsToMeasure(model, batchSize);
      const measured = await measure(program, validation, weightFeeds(model, arrays), metrics, rows);
      return Object.fromEntries(Object.entries(measured).map(([name, value]) => [validationName(name), value]));
    },
    close: () => program.close(),
  };
}
