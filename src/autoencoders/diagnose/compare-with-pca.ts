import type { NdArray } from "../../core/ndarray.ts";
import { mean, sum } from "../../core/statistics.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { type Principal, product } from "../plan/principal.ts";
import { noiseOf } from "../plan/start-dense.ts";

/** Comparison of a model with PCA on the same examples. */
export interface PcaComparison {
  /** The mean squared errors. */
  readonly own: number;
  readonly pca: number;
  /** Number of components of PCA. */
  readonly components: number;
  /** Whether the model is clearly worse. */
  readonly isWorse: boolean;
}

/**
 * A model is clearly worse than PCA if its error is larger by at least this share of PCA's error. It must also be larger by this
 * share of the variance, because PCA leaves nearly no error on examples that lie in a plane. And it must be larger by this number
 * of standard errors of the difference, because few examples show little.
 */
const CLEAR = 0.05;
const OF_VARIANCE = 0.005;
const STANDARD_ERRORS = 2;

/**
 * Compares reconstructions [n, numbers] of examples [n, numbers] with those of PCA, in the units of the loss.
 * @param principal the directions of the training examples, in the same units. If there are fewer directions than components are
 * requested, PCA would be even better.
 * @param isShrunk whether the codings are those of a variational autoencoder, which shrinks them by their noise (`noiseOf`) and
 * isn't blamed for it; false by default.
 */
export async function compareWithPca(
  examples: NdArray<"float32">,
  reconstructions: NdArray<"float32">,
  options: {
    readonly principal: Principal;
    readonly components: number;
    readonly isShrunk?: boolean;
    readonly runtime?: Runtime | undefined;
  },
): Promise<PcaComparison> {
  const { mean: center, directions, variances, width } = options.principal;
  const components = Math.min(options.components, variances.length);
  const noise = options.isShrunk ? noiseOf(options.principal, components) : 0;
  const count = examples.shape[0]!;
  const about = examples.data.map((x, i) => x - center[i % width]!);
  const away = examples.data.map((x, i) => x - reconstructions.data[i]!);
  const sumsOf = (values: Float32Array, size: number) =>
    Float64Array.from({ length: count }, (_, row) => squaresIn(values, row, size));
  const [squares, errors] = [sumsOf(about, width), sumsOf(away, width)];
  const along = await product(
    { ...examples, data: about },
    { dtype: "float32", shape: [components, width], data: directions.subarray(0, components * width) },
    "rows",
    options.runtime,
  );
  const kept = sumsOf(along, components);
  const left = squares.map((all, row) => Math.max(0, all - kept[row]!));
  const differences = errors.map((error, row) => error - left[row]!);
  const difference = mean(differences);
  const price = sum(
    variances.subarray(0, components).map((variance) => noise ** 2 / Math.max(variance, noise, Number.MIN_VALUE)),
  );
  const standardError = Math.sqrt(sum(differences.map((x) => (x - difference) ** 2))) / count;
  return {
    own: mean(errors) / width,
    pca: mean(left) / width,
    components,
    isWorse:
      difference - price > CLEAR * mean(left) &&
      difference - price > OF_VARIANCE * mean(squares) &&
      difference - price > STANDARD_ERRORS * standardError,
  };
}

function squaresIn(values: Float32Array, row: number, width: number): number {
  let total = 0;
  for (let i = row * width; i < (row + 1) * width; i++) total += values[i]! ** 2;
  return total;
}
