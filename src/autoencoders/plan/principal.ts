import { type NdArray, ndarray, sizeOf } from "../../core/ndarray.ts";
import { asRows, sampleOf } from "../../core/rows.ts";
import { gemm, input, toOnnx } from "../../graph/index.ts";
import { orthogonalIteration } from "../../manifold/leading-eigen.ts";
import { symmetricEigen } from "../../manifold/symmetric-eigen.ts";
import { withProgram } from "../../runtime/default.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Standards } from "../standardize.ts";

/** The directions in which examples vary most, with each example as a row of numbers. */
export interface Principal {
  /** [numbers] */
  readonly mean: Float32Array;
  /** [k, numbers], each of length 1, the one with the largest variance first. */
  readonly directions: Float32Array;
  /** [k]: the variance along each direction, as the mean of squares. */
  readonly variances: Float64Array;
  /** Total variance, including that along other directions. */
  readonly total: number;
  /** Number of values in an example. */
  readonly width: number;
}

/** Default number of directions. */
const MOST = 128;
/**
 * Maximum number of examples that are used. It is smaller for wide examples, because the products of pairs of examples are
 * computed.
 */
const SAMPLE = 20_000;
const WIDE_SAMPLE = 1500;
/**
 * Number of iterations for larger matrices. The directions needn't be exact, because they only choose sizes and initial weights.
 */
const ROUNDS = 4;
/** Maximum number of rows for which all eigenvalues are computed at once. */
const SMALL = 256;

/**
 * Finds the principal directions of some of the examples [n, …]; pixels are scaled to 0 … 1. If there are fewer examples than
 * numbers in each, the products of pairs of examples are used instead of those of pairs of numbers (Turk & Pentland, 1991).
 * @param standards by which numbers are scaled first; none by default.
 * @param most maximum number of directions; 128 by default.
 */
export async function principalOf(examples: NdArray, runtime?: Runtime, standards?: Standards, most = MOST): Promise<Principal> {
  const width = sizeOf(examples.shape.slice(1));
  const { rows, mean } = centred(asRows(sampleOf(examples, width > WIDE_SAMPLE ? WIDE_SAMPLE : SAMPLE)), standards);
  const count = rows.shape[0]!;
  const isWide = width > count;
  const side = isWide ? count : width;
  const products = await product(rows, rows, isWide ? "rows" : "columns", runtime);
  let trace = 0;
  for (let i = 0; i < side; i++) trace += products[i * (side + 1)]!;
  // Numbers that are too large to be squared are treated as numbers that are all the same.
  if (!Number.isFinite(trace))
    return { mean, directions: new Float32Array(width), variances: new Float64Array(1), total: 0, width };
  const wanted = Math.min(most, side);
  const { values, vectors } =
    side <= SMALL ? symmetricEigen(Float64Array.from(products), side) : await leading(products, side, wanted, runtime);
  const isThere = (value: number) => value > 1e-6 * Math.max(values[0]!, 1e-30);
  const kept = Math.max(1, values.subarray(0, wanted).filter(isThere).length);
  const found = Float32Array.from(vectors.subarray(0, kept * side));
  const directions = isWide ? await product(ndarray("float32", [kept, count], found), rows, "across", runtime) : found;
  unitRows(directions, kept, width);
  return {
    mean,
    directions,
    variances: values.slice(0, kept).map((value) => Math.max(0, value) / count),
    total: trace / count,
    width,
  };
}

/**
 * Returns rows as scaled float32 without their mean. Numbers that aren't finite become their column's mean: these are missing
 * values, or values that training refuses later and names by row.
 */
function centred(rows: NdArray, standards: Standards | undefined) {
  const [count, width] = rows.shape as [number, number];
  const data = new Float32Array(count * width);
  const unit = rows.dtype === "uint8" ? 1 / 255 : 1;
  const size = standards?.scale.length ?? 1;
  const sums = new Float64Array(width);
  const counts = new Float64Array(width);
  for (let i = 0, at = 0; i < data.length; i++, at = at + 1 === width ? 0 : at + 1) {
    const x = Number(rows.data[i]) * unit;
    data[i] = standards ? (x - standards.center[at % size]!) / standards.scale[at % size]! : x;
    if (!Number.isFinite(data[i])) continue;
    sums[at]! += data[i]!;
    counts[at]!++;
  }
  const mean = Float32Array.from(sums, (sum, at) => sum / Math.max(1, counts[at]!));
  for (let i = 0, at = 0; i < data.length; i++, at = at + 1 === width ? 0 : at + 1)
    data[i] = Number.isFinite(data[i]) ? data[i]! - mean[at]! : 0;
  return { rows: ndarray("float32", [count, width], data), mean };
}

/** Returns approximately the largest eigenvalues of products [side, side], and their vectors. */
async function leading(products: Float32Array, side: number, wanted: number, runtime: Runtime | undefined) {
  const [matrix, rows] = [input("matrix", "float32", [side, side]), input("rows", "float32", ["count", side])];
  const outputs = { images: gemm(rows, matrix) };
  return withProgram(runtime, toOnnx({ name: "images", inputs: [matrix, rows], outputs }), async (program) => {
    const iteration = orthogonalIteration(side, wanted, ROUNDS);
    let step = iteration.next();
    while (!step.done) {
      const of = ndarray("float32", [step.value.length / side, side], Float32Array.from(step.value));
      const { images } = await program.run({ matrix: ndarray("float32", [side, side], products), rows: of });
      step = iteration.next(Float64Array.from(images!.data as Float32Array));
    }
    return step.value;
  });
}

/** Multiplies matrices: a · bᵀ ("rows"), aᵀ · b ("columns") or a · b ("across"). */
export async function product(
  a: NdArray<"float32">,
  b: NdArray<"float32">,
  of: "rows" | "columns" | "across",
  runtime: Runtime | undefined,
): Promise<Float32Array> {
  const left = input("left", "float32", a.shape);
  const right = a === b ? left : input("right", "float32", b.shape);
  const outputs = { product: gemm(left, right, undefined, { transposeA: of === "columns", transposeB: of === "rows" }) };
  const inputs = a === b ? [left] : [left, right];
  const feeds: Record<string, NdArray> = a === b ? { left: a } : { left: a, right: b };
  const made = await withProgram(runtime, toOnnx({ name: "products", inputs, outputs }), (program) => program.run(feeds));
  return made.product!.data as Float32Array;
}

function unitRows(rows: Float32Array, count: number, width: number): void {
  for (let row = 0; row < count; row++) {
    const line = rows.subarray(row * width, (row + 1) * width);
    const length = Math.sqrt(line.reduce((sum, x) => sum + x * x, 0)) || 1;
    for (let i = 0; i < width; i++) line[i]! /= length;
  }
}
