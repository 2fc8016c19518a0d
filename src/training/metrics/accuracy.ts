import { argMax, cast, equal, greater, reshape } from "../../graph/index.ts";
import { type Metric, shareOf } from "./metric.ts";

/** Kinds of targets for `accuracy`. As in Keras, only the shapes decide, not the loss. */
export type ClassesAs = "yes or no" | "numbers" | "one-hot";

/**
 * Returns the kind of targets that `accuracy` expects for these shapes [batch, …]. The loss checks that the shapes fit together.
 */
export function classesAs(targets: readonly unknown[], outputs: readonly unknown[]): ClassesAs {
  if (outputs.at(-1) === 1) return "yes or no";
  return targets.length < outputs.length || targets.at(-1) === 1 ? "numbers" : "one-hot";
}

/**
 * Computes the share of examples whose class is right, by Keras's rule for the name "accuracy". With a single output, the class
 * is 1 if the output is above 0.5, otherwise 0. With several outputs, it is the index of the largest one. The targets are then
 * class numbers [batch] or [batch, 1], or one-hot rows in the outputs' shape. If an example can have several classes, use
 * `roundedAccuracy`, which counts each output.
 * @example
 * model.compile({ loss: "binaryCrossentropy", metrics: ["accuracy"] });
 */
export const accuracy: Metric = shareOf((y, p) => {
  const kind = classesAs(y.shape, p.shape);
  if (kind === "yes or no") return equal(reshape(cast(y, "float32"), p.shape), cast(greater(p, 0.5), "float32"));
  const classes = kind === "numbers" ? reshape(cast(y, "float32"), p.shape.slice(0, -1)) : argMax(y);
  return equal(classes, argMax(p));
});
