import { argMax, cast, equal, greater, reshape } from "../../graph/index.ts";
import { type Metric, shareOf } from "./metric.ts";

/** The kinds of targets of `accuracy`. As in Keras, the shapes alone decide, not the loss. */
export type ClassesAs = "yes or no" | "numbers" | "one-hot";

/** Which targets `accuracy` expects for these shapes [batch, …]. The loss checks that the shapes themselves fit. */
export function classesAs(targets: readonly unknown[], outputs: readonly unknown[]): ClassesAs {
  if (outputs.at(-1) === 1) return "yes or no";
  return targets.length < outputs.length || targets.at(-1) === 1 ? "numbers" : "one-hot";
}

/**
 * Share of examples whose class is right, by Keras's rule for the name "accuracy". With a single output, the class is 1 where the output is
 * above 0.5, else 0. With several outputs, it is the largest one; the targets are then class numbers [batch] or [batch, 1], or one-hot rows
 * of the outputs' shape. Where an example may have several classes at once, `roundedAccuracy` counts each output.
 */
export const accuracy: Metric = shareOf((y, p) => {
  const kind = classesAs(y.shape, p.shape);
  if (kind === "yes or no") return equal(reshape(cast(y, "float32"), p.shape), cast(greater(p, 0.5), "float32"));
  const classes = kind === "numbers" ? reshape(cast(y, "float32"), p.shape.slice(0, -1)) : argMax(y);
  return equal(classes, argMax(p));
});
