import { ShapeError } from "../../core/errors.ts";
import { argMax, cast, equal, reshape } from "../../graph/index.ts";
import { sameShape, showShape } from "../../graph/tensor.ts";
import { type Metric, shareOf } from "./metric.ts";

/**
 * Computes the share of examples whose largest output is that of their class, for class numbers [batch, …] or [batch, …, 1].
 * @example
 * model.compile({ loss: "sparseCategoricalCrossentropy", metrics: ["sparseCategoricalAccuracy"] });
 */
export const sparseCategoricalAccuracy: Metric = shareOf((y, p) => {
  const labels = p.shape.slice(0, -1);
  if (!sameShape(y.shape, labels) && !sameShape(y.shape, [...labels, 1]))
    throw new ShapeError(
      `The metric sparseCategoricalAccuracy needs class numbers ${showShape(labels)} for outputs ${showShape(p.shape)}, but the targets are ${showShape(y.shape)}. For one-hot rows, use categoricalAccuracy.`,
    );
  return equal(reshape(cast(y, "float32"), labels), argMax(p));
});
