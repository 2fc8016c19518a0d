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

/** The features that one column of a table became. */
export type ColumnFeatures = Pick<FeatureGroup, "kind" | "size" | "scale">;

/** A number for each feature, [1, features], by the column that it is of. */
const perFeature = (groups: readonly ColumnFeatures[], of: (group: ColumnFeatures) => number): Tensor => {
  const numbers = groups.flatMap((group) => new Array<number>(group.size).fill(of(group)));
  return constantOf("float32", [1, numbers.length], numbers);
};

/**
 * The loss of each feature of rows [batch, features]: of a column, all of them together are its squared error or its cross-entropy, divided by its scale.
 * @returns of targets, of outputs, and of the outputs that numbers are compared with, where those are others.
 */
export function featureLosses(groups: readonly ColumnFeatures[]) {
  const squared = perFeature(groups, ({ kind, size, scale }) => (kind === "number" ? 1 / (size * scale) : 0));
  const surprise = perFeature(groups, ({ kind, scale }) => (kind === "category" ? 1 / scale : 0));
  const hasCategories = groups.some(({ kind }) => kind === "category");
  return (targets: Tensor, outputs: Tensor, compared = outputs): Tensor => {
    const error = mul(square(sub(compared, targets)), squared);
    // Values that aren't probabilities count nothing there, whatever their logarithm: they may be negative.
    // One that softmax rounds to 0 costs 16 nats.
    return hasCategories ? add(error, mul(mul(neg(targets), log(add(relu(outputs), EPSILON))), surprise)) : error;
  };
}

/**
 * The loss of a table's row: of each column that it has, the squared error of a number or the cross-entropy of a category, divided by that of a model that
 * knows no more than means and shares; their mean. So columns count alike, 1 is what knowing nothing costs, and a missing value (NaN) costs nothing.
 * @param groups the columns' features, in their order; outputs are values, and probabilities of categories.
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
