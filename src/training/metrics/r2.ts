import { concat, flattenRows, square, sub, sum } from "../../graph/index.ts";
import { ofSingle, withResult } from "./metric.ts";

/**
 * Computes R², the share of the targets' variance that the outputs explain: 1 - Σ(y - p)² / Σ(y - mean of y)². With several
 * outputs it is the mean over the outputs. If all targets of an output are the same, its R² is 1 if the output equals them,
 * otherwise 0, as in scikit-learn.
 * @example
 * model.compile({ loss: "mse", metrics: ["r2"] });
 */
export const r2 = withResult(
  ofSingle("r2", (y, p) => {
    const [targets, outputs] = [flattenRows(y), flattenRows(p)];
    return concat([sum(targets, 0), sum(square(targets), 0), sum(square(sub(targets, outputs)), 0)], 0);
  }),
  (sums, examples) => {
    const outputs = sums.length / 3;
    const scores = Array.from({ length: outputs }, (_, i) => {
      const [total, squares, errors] = [sums[i]!, sums[outputs + i]!, sums[2 * outputs + i]!];
      const variance = squares - total ** 2 / examples;
      return variance > 0 ? 1 - errors / variance : Number(errors === 0);
    });
    return scores.reduce((a, b) => a + b, 0) / outputs;
  },
);
