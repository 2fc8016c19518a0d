import { ShapeError } from "../../core/errors.ts";
import { broadcastShapes } from "../shapes.ts";
import { maker, node, sameShape, showShape, type Tensor } from "../tensor.ts";
import { type MatmulOptions, matmul, productGradients, productOfMatrices } from "./matmul.ts";
import { sumTo } from "./reduce-sum.ts";
import { reshapeTo } from "./reshape.ts";

/** alpha · A·B + C for matrices, either turned on request; C ([n], [1, n] or [m, n]) may be left out. */
export function gemm(a: Tensor, b: Tensor, addend?: Tensor, options: MatmulOptions = {}): Tensor {
  if (!addend) return matmul(a, b, options);
  const c = asRow(addend);
  const { shape, attributes } = productOfMatrices(a, b, options);
  if (!sameShape(broadcastShapes("Gemm", shape, c.shape), shape))
    throw new ShapeError(`Gemm: ${showShape(c.shape)} can't be added to ${showShape(shape)}.`);
  return node("Gemm", {
    inputs: [a, b, c],
    from: [a, b, addend],
    shape,
    attributes,
    gradient: (dy) => [...productGradients(dy, a, b, options), sumTo(dy, addend.shape)],
  });
}

/** A vector that was a row [1, n] before, as that row: a copy less. */
function asRow(c: Tensor): Tensor {
  if (c.shape.length !== 1 || c.source.kind !== "node" || c.source.node.op !== "Reshape") return c;
  const before = c.source.node.inputs[0]!;
  return before.shape.length === 2 && before.shape[0] === 1 ? before : c;
}

/** w - alpha · A·B as one `Gemm`, where `product` is alpha · A·B (for a vector: a row of it); else undefined. */
export function minusProduct(w: Tensor, product: Tensor): Tensor | undefined {
  const made = maker(product);
  if (!made) return undefined;
  const { op, inputs, attributes } = made;
  if (op === "Reshape" && w.shape.length === 1 && inputs[0]!.shape[0] === 1) {
    const row = minusProduct(w, inputs[0]!);
    return row && reshapeTo(row, w.shape);
  }
  if (op !== "Gemm" || inputs[2]) return undefined;
  const alpha = attributes.alpha && "float" in attributes.alpha ? attributes.alpha.float : 1;
  return gemm(inputs[0]!, inputs[1]!, w, {
    transposeA: "transA" in attributes,
    transposeB: "transB" in attributes,
    alpha: -alpha,
  });
}
