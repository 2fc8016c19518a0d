import { OptionError } from "../../core/errors.ts";
import {
  add,
  cast,
  ceil,
  clip,
  concat,
  equal,
  full,
  greater,
  less,
  mul,
  relu,
  reshape,
  scatterAdd,
  sub,
  sum,
  type Tensor,
  where,
} from "../../graph/index.ts";
import { productOf } from "../../graph/tensor.ts";
import { ofSingle, withResult } from "./metric.ts";

/** Number of thresholds, as in Keras: one below 0, one above 1, and the others evenly spaced between. */
const THRESHOLDS = 200;

/**
 * Computes the area under the ROC curve for targets of 0 and 1 and outputs from 0 to 1. As in Keras, the curve has 200
 * thresholds, connected by straight lines. Each output of an example counts as an example.
 * @throws OptionError if an output is below 0 or above 1.
 * @example
 * model.compile({ loss: "binaryCrossentropy", metrics: ["auc"] });
 */
export const auc = withResult(ofSingle("auc", histograms), (sums) => {
  const outside = sums[2 * THRESHOLDS]!;
  if (outside > 0)
    throw new OptionError(
      `The metric auc needs outputs from 0 to 1, but ${outside} outputs are lower or higher. End the model with a sigmoid or softmax activation, or leave out auc.`,
    );
  const hits = ratesAbove(sums.slice(0, THRESHOLDS));
  const alarms = ratesAbove(sums.slice(THRESHOLDS, 2 * THRESHOLDS));
  return hits.slice(1).reduce((area, rate, i) => area + ((rate + hits[i]!) / 2) * (alarms[i]! - alarms[i + 1]!), 0);
});

/**
 * Counts the positive outputs between each threshold and the next, the negative ones between them, and the outputs outside of 0
 * to 1.
 */
function histograms(y: Tensor, p: Tensor): Tensor {
  // NaN counts as 0 here, because the loss reports it.
  const shares = where(equal(p, p), clip(p, 0, 1), 0);
  const above = asColumn(cast(relu(sub(ceil(mul(shares, THRESHOLDS - 1)), 1)), "int64"));
  const [places, counts] = [concat([above, add(above, THRESHOLDS)], 1), concat([y, sub(1, y)].map(asColumn), 1)];
  const outside = sum(add(cast(less(p, 0), "float32"), cast(greater(p, 1), "float32")));
  return concat([scatterAdd(full([2 * THRESHOLDS], 0), places, counts), reshape(outside, [1])], 0);
}

const asColumn = (x: Tensor): Tensor => reshape(x, [productOf(x.shape), 1]);

/** Returns the share of all counts above each threshold, or 0 if there are none. */
function ratesAbove(counts: readonly number[]): number[] {
  let above = 0;
  const sums = counts.toReversed().map((count) => (above += count));
  return sums.toReversed().map((count) => (above > 0 ? count / above : 0));
}
