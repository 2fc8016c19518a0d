import { ShapeError } from "../../core/errors.ts";
import { expectDtype, expectRank, node, sameDim, showShape, type Tensor } from "../tensor.ts";
import { sumTo } from "./reduce-sum.ts";
import { transpose } from "./transpose.ts";

/**
 * Multiplies a batch of matrices with a batch of the same size, pair by pair: [m, a, b] · [m, b, c] → [m, a, c]. A single
 * matrix [b, c] is multiplied with all of them.
 * @throws ShapeError if the sizes don't match or the tensors aren't float32.
 * @example
 * const scores = batchedMatmul(queries, transpose(keys, [0, 2, 1]));
 */
export function batchedMatmul(a: Tensor, b: Tensor): Tensor {
  expectRank("MatMul", a, 3);
  for (const x of [a, b]) expectDtype("MatMul", x, "float32");
  const one = b.shape.length === 2;
  if (!one) expectRank("MatMul", b, 3);
  if (!(one || sameDim(a.shape[0], b.shape[0])) || !sameDim(a.shape[2], b.shape.at(-2)))
    throw new ShapeError(
      `MatMul: ${showShape(a.shape)} times ${showShape(b.shape)}: the batch sizes or the inner sizes differ. Transpose or reshape one of them.`,
    );
  return node("MatMul", {
    inputs: [a, b],
    shape: [a.shape[0]!, a.shape[1]!, b.shape.at(-1)!],
    gradient: (dy) => [batchedMatmul(dy, turned(b)), sumTo(batchedMatmul(turned(a), dy), b.shape)],
  });
}

/** Transposes each matrix. */
const turned = (x: Tensor): Tensor => transpose(x, x.shape.length === 2 ? [1, 0] : [0, 2, 1]);
