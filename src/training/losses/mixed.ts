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

/**
 * The loss of a table's row: of each column that it has, the squared error of a number or the cross-entropy of a category, divided by that of a model that
 * knows no more than means and shares; their mean. So columns count alike, 1 is what knowing nothing costs, and a missing value (NaN) costs nothing.
 * @param groups the columns' features, in their order; outputs are values, and probabilities of categories.
 */
export function mixedLoss(groups: readonly ColumnFeatures[]): MadeLoss {
  const width = groups.reduce((sum, { size }) => sum + size, 0);
  const perFeature = (of: (group: ColumnFeatures) => number): Tensor => {
    const each = groups.flatMap((group) => Array.from({ length: group.size }, () => of(group)));
    return constantOf("float32", [1, width], each);
  };
  const squared = perFeature(({ kind, size, scale }) => (kind === "number" ? 1 / (size * scale) : 0));
  const surprise = perFeature(({ kind, scale }) => (kind === "category" ? 1 / scale : 0));
  const share = perFeature(({ size }) => 1 / size);
  const hasCategories = groups.some(({ kind }) => kind === "category");
  return {
    name: "mixed",
    missing: true,
    of(targets, outputs) {
      const present = equal(targets, targets); // NaN isn't equal to itself
      const y = where(present, targets, 0);
      const error = mul(square(sub(where(present, outputs, 0), y)), squared);
      // Values that aren't probabilities count nothing there, whatever their logarithm: they may be negative.
      // One that softmax rounds to 0 costs 16 nats.
      const loss = hasCategories ? add(error, mul(mul(neg(y), log(add(relu(outputs), EPSILON))), surprise)) : error;
      const columns = reduceSum(mul(cast(present, "float32"), share), [1]);
      return div(reduceSum(loss, [1]), maximum(columns, 1));
    },
  };
}
