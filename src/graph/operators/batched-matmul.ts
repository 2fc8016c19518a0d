import { ShapeError } from "../../core/errors.ts";
import { expectDtype, expectRank, node, sameDim, showShape, type Tensor } from "../tensor.ts";
import { transpose } from "./transpose.ts";

/** Matrices times matrices, pair by pair: [m, a, b] · [m, b, c] → [m, a, c]. */
export function batchedMatmul(a: Tensor, b: Tensor): Tensor {
  for (const x of [a, b]) {
    expectRank("MatMul", x, 3);
    expectDtype("MatMul", x, "float32");
  }
  if (!sameDim(a.shape[0], b.shape[0]) || !sameDim(a.shape[2], b.shape[1]))
    throw new ShapeError(`MatMul: ${showShape(a.shape)} times ${showShape(b.shape)}: their numbers or inner sizes differ.`);
  return node("MatMul", {
    inputs: [a, b],
    shape: [a.shape[0]!, a.shape[1]!, b.shape[2]!],
    gradient: (dy) => [batchedMatmul(dy, turned(b)), batchedMatmul(turned(a), dy)],
  });
}

const turned = (x: Tensor): Tensor => transpose(x, [0, 2, 1]);
