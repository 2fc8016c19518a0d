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

/** Keras's number of thresholds: one below 0, one above 1, the others evenly between. */
const THRESHOLDS = 200;

/**
 * Area under the ROC curve of targets of 0 and 1 and outputs from 0 to 1, by Keras's rule: the curve at 200 thresholds, joined by straight lines. Several
 * outputs of an example count as that many examples.
 * @throws OptionError where an output is below 0 or above 1.
 */
export const auc = withResult(ofSingle("auc", histograms), (sums) => {
  const outside = sums[2 * THRESHOLDS]!;
  if (outside > 0)
    throw new OptionError(
      `The metric auc is for outputs from 0 to 1, but ${outside} are below or above. End the model in a sigmoid or softmax activation, or leave auc out.`,
    );
  const hits = ratesAbove(sums.slice(0, THRESHOLDS));
  const alarms = ratesAbove(sums.slice(THRESHOLDS, 2 * THRESHOLDS));
  return hits.slice(1).reduce((area, rate, i) => area + ((rate + hits[i]!) / 2) * (alarms[i]! - alarms[i + 1]!), 0);
});

/** How many positive outputs lie above each threshold and not above the next, the same of negative ones, and how many outputs aren't from 0 to 1. */
function histograms(y: Tensor, p: Tensor): Tensor {
  // An output that isn't a number is counted at 0: the loss tells of it.
  const shares = where(equal(p, p), clip(p, 0, 1), 0);
  const above = asColumn(cast(relu(sub(ceil(mul(shares, THRESHOLDS - 1)), 1)), "int64"));
  const [places, counts] = [concat([above, add(above, THRESHOLDS)], 1), concat([y, sub(1, y)].map(asColumn), 1)];
  const outside = sum(add(cast(less(p, 0), "float32"), cast(greater(p, 1), "float32")));
  return concat([scatterAdd(full([2 * THRESHOLDS], 0), places, counts), reshape(outside, [1])], 0);
}

const asColumn = (x: Tensor): Tensor => reshape(x, [productOf(x.shape), 1]);

/** The shares of all that lie above each threshold; 0 where there are none. */
function ratesAbove(counts: readonly number[]): number[] {
  let above = 0;
  const sums = counts.toReversed().map((count) => (above += count));
  return sums.toReversed().map((count) => (above > 0 ? count / above : 0));
}
