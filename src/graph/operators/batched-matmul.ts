import { ShapeError } from "../../core/errors.ts";
import { expectDtype, expectRank, node, sameDim, showShape, type Tensor } from "../tensor.ts";
import { sumTo } from "./reduce-sum.ts";
import { transpose } from "./transpose.ts";

/** Matrices times matrices, pair by pair: [m, a, b] · [m, b, c] → [m, a, c]; or all of them times one, [b, c]. */
export function batchedMatmul(a: Tensor, b: Tensor): Tensor {
  expectRank("MatMul", a, 3);
  for (const x of [a, b]) expectDtype("MatMul", x, "float32");
  const one = b.shape.length === 2;
  if (!one) expectRank("MatMul", b, 3);
  if (!(one || sameDim(a.shape[0], b.shape[0])) || !sameDim(a.shape[2], b.shape.at(-2)))
    throw new ShapeError(`MatMul: ${showShape(a.shape)} times ${showShape(b.shape)}: their numbers or inner sizes differ.`);
  return node("MatMul", {
    inputs: [a, b],
    shape: [a.shape[0]!, a.shape[1]!, b.shape.at(-1)!],
    gradient: (dy) => [batchedMatmul(dy, turned(b)), sumTo(batchedMatmul(turned(a), dy), b.shape)],
  });
}

const turned = (x: Tensor): Tensor => transpose(x, x.shape.length === 2 ? [1, 0] : [0, 2, 1]);
