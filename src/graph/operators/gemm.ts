import { ShapeError } from "../../core/errors.ts";
import { expectDtype, expectRank, maker, node, type Shape, sameDim, sameShape, showShape, type Tensor } from "../tensor.ts";
import { broadcastShapes, sumTo } from "./broadcast.ts";
import { reshapeTo } from "./reshape.ts";

export interface GemmOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly alpha?: number;
}

/** alpha · A·B + C for matrices, either turned on request; C ([n], [1, n] or [m, n]) may be left out. */
export function gemm(
  a: Tensor,
  b: Tensor,
  addend?: Tensor,
  { transposeA = false, transposeB = false, alpha = 1 }: GemmOptions = {},
): Tensor {
  const c = addend && asRow(addend);
  for (const x of [a, b]) {
    expectRank("Gemm", x, 2);
    expectDtype("Gemm", x, "float32");
  }
  const [m, k] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
  const [k2, n] = transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
  if (!sameDim(k, k2)) throw new ShapeError(`Gemm: [${showDims([m, k])}] times [${showDims([k2, n])}]: the inner sizes differ.`);
  const shape: Shape = [m, n];
  if (c && !sameShape(broadcastShapes("Gemm", shape, c.shape), shape))
    throw new ShapeError(`Gemm: ${showShape(c.shape)} can't be added to ${showShape(shape)}.`);
  return node("Gemm", {
    inputs: c ? [a, b, c] : [a, b],
    from: addend ? [a, b, addend] : [a, b],
    shape,
    attributes: {
      ...(transposeA && { transA: { int: 1 } }),
      ...(transposeB && { transB: { int: 1 } }),
      ...(alpha !== 1 && { alpha: { float: alpha } }),
    },
    gradient: (dy) => [
      transposeA
        ? gemm(b, dy, undefined, { transposeA: transposeB, transposeB: true, alpha })
        : gemm(dy, b, undefined, { transposeB: !transposeB, alpha }),
      transposeB
        ? gemm(dy, a, undefined, { transposeA: true, transposeB: transposeA, alpha })
        : gemm(a, dy, undefined, { transposeA: !transposeA, alpha }),
      addend && sumTo(dy, addend.shape),
    ],
  });
}

/** A vector that was a row [1, n] before, as that row: a copy less. */
function asRow(c: Tensor): Tensor {
  if (c.shape.length !== 1 || c.source.kind !== "node" || c.source.node.op !== "Reshape") return c;
  const before = c.source.node.inputs[0]!;
  return before.shape.length === 2 && before.shape[0] === 1 ? before : c;
}

/** A·B. */
export const matmul = (a: Tensor, b: Tensor): Tensor => gemm(a, b);

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

const showDims = (shape: Shape) => showShape(shape).slice(1, -1);
