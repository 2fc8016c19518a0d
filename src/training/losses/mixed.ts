import type { FeatureGroup } from "../../data/tables/schema/columns.ts";
import {
  add,
  cast,
  constantOf,
  div,
  equal,
  log,
  maximum,
  mul,
  neg,
  reduceSum,
  relu,
  square,
  sub,
  type Tensor,
  where,
} from "../../graph/index.ts";
import type { MadeLoss } from "./choice.ts";
import { EPSILON } from "./loss.ts";

/** The features that one column of a table is encoded as. */
export type ColumnFeatures = Pick<FeatureGroup, "kind" | "size" | "scale">;

/** Creates a tensor with a number for each feature, [1, features]. The number depends on the feature's column. */
const perFeature = (groups: readonly ColumnFeatures[], of: (group: ColumnFeatures) => number): Tensor => {
  const numbers = groups.flatMap((group) => new Array<number>(group.size).fill(of(group)));
  return constantOf("float32", [1, numbers.length], numbers);
};

/**
 * Creates a function that computes the loss of each feature of rows [batch, features]. The features of a column sum to its
 * squared error or cross-entropy, divided by its scale.
 * @returns a function of the targets, the outputs and, optionally, other outputs to compare numbers with.
 */
export function featureLosses(groups: readonly ColumnFeatures[]) {
  const squared = perFeature(groups, ({ kind, size, scale }) => (kind === "number" ? 1 / (size * scale) : 0));
  const surprise = perFeature(groups, ({ kind, scale }) => (kind === "category" ? 1 / scale : 0));
  const hasCategories = groups.some(({ kind }) => kind === "category");
  return (targets: Tensor, outputs: Tensor, compared = outputs): Tensor => {
    const error = mul(square(sub(compared, targets)), squared);
    // Outputs for numbers can be negative. Their logarithm would not be finite, so relu sets them to 0; their factor here is 0
    // anyway. A probability that softmax rounds to 0 costs 16 nats.
    return hasCategories ? add(error, mul(mul(neg(targets), log(add(relu(outputs), EPSILON))), surprise)) : error;
  };
}

/**
 * Creates the loss of a table's rows: the mean over a row's columns of the squared error (numbers) or the cross-entropy
 * (categories). Each is divided by the loss of a model that only knows the column's mean or the shares of its categories, so that
 * all columns count equally. A loss of 1 means that the model knows nothing more. Missing values (NaN) don't count.
 * @param groups features of the columns, in their order. The outputs must be values for numbers, and probabilities for
 * categories.
 * @example
 * const loss = mixedLoss([
 *   { kind: "number", size: 1, scale: 1 },
 *   { kind: "category", size: 3, scale: 1.1 },
 * ]);
 */
export function mixedLoss(groups: readonly ColumnFeatures[]): MadeLoss {
  const losses = featureLosses(groups);
  const share = perFeature(groups, ({ size }) => 1 / size);
  return {
    name: "mixed",
    missing: true,
    of(targets, outputs) {
      const present = equal(targets, targets); // NaN isn't equal to itself
      const loss = losses(where(present, targets, 0), outputs, where(present, outputs, 0));
      const columns = reduceSum(mul(cast(present, "float32"), share), [1]);
      return div(reduceSum(loss, [1]), maximum(columns, 1));
    },
  };
}
