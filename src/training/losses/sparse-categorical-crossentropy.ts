import { cast, equal, expand, range, reshape, type Tensor } from "../../graph/index.ts";
import { categoricalCrossentropy } from "./categorical-crossentropy.ts";
import { loss } from "./loss.ts";

/**
 * Computes the categorical cross-entropy for targets that are class numbers [batch, …] or [batch, …, 1].
 * @example
 * model.compile({ loss: "sparseCategoricalCrossentropy" });
 */
export const sparseCategoricalCrossentropy = loss((labels, p) => categoricalCrossentropy(oneHot(labels, p), p), {
  targets: "classes",
  perClass: true,
});

/** Converts labels [batch, …] or [batch, …, 1] to one-hot rows [batch, …, classes]. */
function oneHot(labels: Tensor, p: Tensor): Tensor {
  const column = reshape(cast(labels, "int64"), [...p.shape.slice(0, -1), 1]);
  return cast(equal(expand(column, p.shape), range(p.shape.at(-1)!)), "float32");
}
