import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { constant, gemm, input, sub, toOnnx } from "../graph/index.ts";
import { withProgram } from "../runtime/default.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { mapRows } from "./blocks.ts";
import { orthogonalTo } from "./leading-eigen.ts";
import { meanOf } from "./moments.ts";
import { axesFrom, eigenOf, type PrincipalAxes, spreadOf, traceOf, wantedOf } from "./principal-axes.ts";

/**
 * Computes the directions in which rows [n, width] vary most, if there are more features than rows. The products of all pairs of
 * rows have the same eigenvalues as those of all pairs of features, and take less memory and time.
 * @throws as `principalAxes`.
 */
export async function wideAxes(rows: NdArray, components: number | undefined, runtime?: Runtime): Promise<PrincipalAxes> {
  const [count, width] = rows.shape as [number, number];
  const wanted = wantedOf(count, width, components);
  const mean = meanOf(rows);
  const about = constant(ndarray("float32", [1, width], Float32Array.from(mean)));
  const deviations = await mapRows(rows, [width], (x) => sub(x, about), runtime);
  const products = centred(Float64Array.from(await product(deviations, deviations, true, runtime)), count);
  const { values, vectors } = eigenOf(products, count, wanted.most);
  const spread = spreadOf(values, { count, width, total: traceOf(products, count) }, wanted);
  const kept = spread.explainedVariance.shape[0]!;
  const turns = ndarray("float32", [kept, count], Float32Array.from(vectors.subarray(0, kept * count)));
  const sums = await product(turns, deviations, false, runtime);
  return axesFrom(mean, spread, directionsOf(sums, width));
}

/** Multiplies two matrices, the second one transposed or not. */
async function product(
  a: NdArray<"float32">,
  b: NdArray<"float32">,
  transposeB: boolean,
  runtime: Runtime | undefined,
): Promise<Float32Array> {
  const left = input("left", "float32", a.shape);
  const right = input("right", "float32", b.shape);
  const graph = { name: "product", inputs: [left, right], outputs: { product: gemm(left, right, undefined, { transposeB }) } };
  const found = await withProgram(runtime, toOnnx(graph), (program) => program.run({ left: a, right: b }));
  return (found.product as NdArray<"float32">).data;
}

/** Removes what is left of the mean in the products of deviations, whose mean was rounded. */
function centred(products: Float64Array, n: number): Float64Array {
  const means = Float64Array.from({ length: n }, (_, i) => products.subarray(i * n, (i + 1) * n).reduce((a, b) => a + b, 0) / n);
  const mean = means.reduce((a, b) => a + b, 0) / n;
  return products.map((value, at) => value - means[Math.floor(at / n)]! - means[at % n]! + mean);
}

/**
 * Makes sums of deviations [k, width] directions at right angles. Sums of small deviations consist of rounding errors in part, so the
 * directions before them are subtracted. Where nothing is left, a direction is drawn.
 */
function directionsOf(sums: Float32Array, width: number): Float64Array {
  const kept = sums.length / width;
  const source = random(width, kept);
  const given = Array.from({ length: kept }, (_, i) => Float64Array.from(sums.subarray(i * width, (i + 1) * width)));
  const rows = orthogonalTo([], given, kept, () => Float64Array.from({ length: width }, () => source.normal()));
  const directions = new Float64Array(kept * width);
  rows.forEach((row, i) => {
    directions.set(row, i * width);
  });
  return directions;
}
