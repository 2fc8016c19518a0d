import { ShapeError } from "../../core/errors.ts";
import { broadcastShapes } from "../shapes.ts";
import { maker, node, sameShape, showShape, type Tensor } from "../tensor.ts";
import { type MatmulOptions, matmul, productGradients, productOfMatrices } from "./matmul.ts";
import { sumTo } from "./reduce-sum.ts";
import { reshapeTo } from "./reshape.ts";

/**
 * Computes alpha · A·B + C for float32 matrices.
 * @param addend - C, of shape [n], [1, n] or [m, n]; default: none.
 * @param options - whether to transpose A or B, and the factor alpha.
 * @throws ShapeError if the inner sizes differ, or if C doesn't fit the product.
 * @example
 * const outputs = gemm(x, kernel, bias);
 */
export function gemm(a: Tensor, b: Tensor, addend?: Tensor, options: MatmulOptions = {}): Tensor {
  if (!addend) return matmul(a, b, options);
  const c = asRow(addend);
  const { shape, attributes } = productOfMatrices(a, b, options);
  if (!sameShape(broadcastShapes("Gemm", shape, c.shape), shape))
    throw new ShapeError(
      `Gemm: ${showShape(c.shape)} can't be added to the product ${showShape(shape)}. Add a tensor of shape ${showShape(shape.slice(1))}.`,
    );
  return node("Gemm", {
    inputs: [a, b, c],
    from: [a, b, addend],
    shape,
    attributes,
    gradient: (dy) => [...productGradients(dy, a, b, options), sumTo(dy, addend.shape)],
  });
}

/** Returns a vector that was reshaped from a row [1, n] as that row. That saves a copy. */
function asRow(c: Tensor): Tensor {
  if (c.shape.length !== 1 || c.source.kind !== "node" || c.source.node.op !== "Reshape") return c;
  const before = c.source.node.inputs[0]!;
  return before.shape.length === 2 && before.shape[0] === 1 ? before : c;
}

/**
 * Computes w - alpha · A·B as a single `Gemm` if `product` is alpha · A·B, or a row of it if w is a vector; undefined
 * otherwise.
 */
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
