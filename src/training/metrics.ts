import { ShapeError } from "../core/errors.ts";
import { abs, argMax, cast, equal, greater, reduceMean, reshape, round, square, sub, type Tensor } from "../graph/index.ts";
import { sameShape, showShape } from "../graph/tensor.ts";

/** The mean of a measure over a batch of targets and outputs. */
export type Metric = (targets: Tensor, outputs: Tensor) => Tensor;

const share = (holds: Tensor): Tensor => reduceMean(cast(holds, "float32"));

/** The kinds of targets of `accuracy`. As in Keras, the shapes alone decide, not the loss. */
export type ClassesAs = "yes or no" | "numbers" | "one-hot";

/** Which targets `accuracy` expects for these shapes [batch, …]. The loss checks that the shapes themselves fit. */
export function classesAs(targets: readonly unknown[], outputs: readonly unknown[]): ClassesAs {
  if (outputs.at(-1) === 1) return "yes or no";
  return targets.length < outputs.length || targets.at(-1) === 1 ? "numbers" : "one-hot";
}

/** Compares element by element. @throws ShapeError for targets of another shape, which would be stretched to the outputs'. */
const elementwise =
  (name: string, of: Metric): Metric =>
  (y, p) => {
    if (!sameShape(y.shape, p.shape))
      throw new ShapeError(
        `The metric ${name} compares targets with outputs of the same shape, but the outputs are ${showShape(p.shape)} and the targets ${showShape(y.shape)}. For class numbers, use the metric accuracy.`,
      );
    return of(cast(y, "float32"), p);
  };

export const metrics = {
  /**
   * Share of examples whose class is right, by Keras's rule for the name "accuracy". With a single output, the class is 1 where the output is
   * above 0.5, else 0. With several outputs, it is the largest one; the targets are then class numbers [batch] or [batch, 1], or one-hot rows
   * of the outputs' shape. Where an example may have several classes at once, `roundedAccuracy` counts each output.
   */
  accuracy: (y, p) => {
    const kind = classesAs(y.shape, p.shape);
    if (kind === "yes or no") return share(equal(reshape(cast(y, "float32"), p.shape), cast(greater(p, 0.5), "float32")));
    const classes = kind === "numbers" ? reshape(cast(y, "float32"), p.shape.slice(0, -1)) : argMax(y);
    return share(equal(classes, argMax(p)));
  },
  /** Share of elements where the rounded target equals the rounded output (Géron, chapter 17). */
  roundedAccuracy: elementwise("roundedAccuracy", (y, p) => share(equal(round(y), round(p)))),
  mse: elementwise("mse", (y, p) => reduceMean(square(sub(p, y)))),
  mae: elementwise("mae", (y, p) => reduceMean(abs(sub(p, y)))),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
