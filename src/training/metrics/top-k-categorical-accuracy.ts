import { argMax, cast, equal, expand, greater, lessOrEqual, mul, range, reshape, sum } from "../../graph/index.ts";
import { elementwise, type Metric, shareOf } from "./metric.ts";

/** Creates a metric: the share of examples for which fewer than k outputs exceed that of the class, for one-hot targets. */
export const inTopK = (k: number): Metric =>
  shareOf(
    elementwise("topKCategoricalAccuracy", (y, p) => {
      const column = [...p.shape.slice(0, -1), 1];
      const classes = expand(reshape(cast(argMax(y), "int64"), column), p.shape);
      const ofClass = sum(mul(p, cast(equal(classes, range(p.shape.at(-1)!)), "float32")), -1, { keepDims: true });
      return lessOrEqual(sum(cast(greater(p, ofClass), "float32"), -1), k - 1);
    }),
  );

/**
 * Computes the share of examples whose class is among the five largest outputs, for one-hot targets.
 * @example
 * model.compile({ loss: "categoricalCrossentropy", metrics: ["topKCategoricalAccuracy"] });
 */
export const topKCategoricalAccuracy = inTopK(5);
