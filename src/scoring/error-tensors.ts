import type { FeatureGroup } from "../data/tables/schema/columns.ts";
import {
  cast,
  concat,
  constantOf,
  div,
  equal,
  gather,
  maximum,
  reduceMean,
  reduceSum,
  slice,
  square,
  sub,
  type Tensor,
  where,
} from "../graph/index.ts";
import { flattenRows } from "../graph/operators/reshape.ts";
import { featureLosses } from "../training/losses/mixed.ts";

/**
 * Computes `columnErrors` in a graph: returns errors [batch, columns] of examples and reconstructions [batch, features]. NaN if a
 * value is missing.
 */
export function errorsOfColumns(groups: readonly FeatureGroup[], examples: Tensor, reconstructions: Tensor): Tensor {
  const loss = featureLosses(groups)(examples, reconstructions);
  // Neighbouring columns of one feature each need no sum, so they are sliced together.
  const parts: Tensor[] = [];
  let [from, to] = [0, 0];
  for (const { size } of [...groups, { size: 0 }]) {
    if (size !== 1 && from < to) parts.push(slice(loss, 1, from, to));
    if (size > 1) parts.push(reduceSum(slice(loss, 1, to, to + size), [1], { keepDims: true }));
    to += size;
    if (size !== 1) from = to;
  }
  return concat(parts, 1);
}

/** Computes `rowErrors` in a graph: [batch]. The error of a row is NaN if the error of one of its present values is NaN. */
export function errorsOfRows(groups: readonly FeatureGroup[], examples: Tensor, errors: Tensor): Tensor {
  let at = 0;
  const starts = groups.map(({ size }) => {
    at += size;
    return at - size;
  });
  const first = gather(examples, constantOf("int32", [starts.length], starts), 1);
  const present = equal(first, first);
  return div(reduceSum(where(present, errors, 0), [1]), maximum(reduceSum(cast(present, "float32"), [1]), 1));
}

/** Computes the mean squared error of each example [batch]. Errors are divided by `scales` [numbers], if given. */
export function errorsOfExamples(examples: Tensor, reconstructions: Tensor, scales?: Float32Array): Tensor {
  const errors = flattenRows(sub(reconstructions, examples));
  const scaled = scales ? div(errors, constantOf("float32", [1, scales.length], Array.from(scales))) : errors;
  return reduceMean(square(scaled), [1]);
}
