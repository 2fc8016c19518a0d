import { ShapeError } from "../../core/errors.ts";
import { expectDtype, expectRank, type NodeOptions, node, type Shape, sameDim, showShape, type Tensor } from "../tensor.ts";

/** The options of a matrix product: whether to transpose each matrix (default false), and a factor (default 1). */
export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly alpha?: number;
}

/**
 * Computes alpha · A·B for float32 matrices.
 * @throws ShapeError if the inner sizes differ, or if an operand isn't a float32 matrix.
 * @example
 * const product = matmul(x, kernel);
 */
export const matmul = (a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor => {
  const { shape, attributes } = productOfMatrices(a, b, options);
  return node("Gemm", { inputs: [a, b], shape, attributes, gradient: (dy) => productGradients(dy, a, b, options) });
};

/**
 * Returns the shape of a product of matrices and the attributes of `Gemm`.
 * @throws ShapeError if the inner sizes differ.
 */
export function productOfMatrices(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, alpha = 1 }: MatmulOptions,
): Required<Pick<NodeOptions, "shape" | "attributes">> {
  for (const x of [a, b]) {
    expectRank("Gemm", x, 2);
    expectDtype("Gemm", x, "float32");
  }
  const [m, k] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
  const [k2, n] = transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
  if (!sameDim(k, k2))
    throw new ShapeError(
      `Gemm: [${showDims([m, k])}] times [${showDims([k2, n])}]: the inner sizes differ. Transpose or reshape one of them.`,
    );
  return {
    shape: [m, n],
    attributes: {
      ...(transposeA && { transA: { int: 1 } }),
      ...(transposeB && { transB: { int: 1 } }),
      ...(alpha !== 1 && { alpha: { float: alpha } }),
    },
  };
}

/** Computes the gradients of both matrices from the gradient of their product. */
export const productGradients = (
  dy: Tensor,
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, alpha = 1 }: MatmulOptions,
): readonly [Tensor, Tensor] => [
  transposeA
    ? matmul(b, dy, { transposeA: transposeB, transposeB: true, alpha })
    : matmul(dy, b, { transposeB: !transposeB, alpha }),
  transposeB
    ? matmul(dy, a, { transposeA: true, transposeB: transposeA, alpha })
    : matmul(a, dy, { transposeA: !transposeA, alpha }),
];

const showDims = (shape: Shape) => showShape(shape).slice(1, -1);
