import type { Autoencoder } from "../../autoencoders/autoencoder.ts";
import { type FeatureMoments, varianceKept } from "../../autoencoders/variance-kept.ts";
import { type NdArray, ndarray, sizeOf, sliceRows } from "../../core/ndarray.ts";
import type { Dataset } from "../../data/dataset.ts";
import { meansForMissing } from "../../data/tables/schema/features.ts";
import { Pca } from "../../manifold/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { columnErrors } from "../../scoring/errors.ts";

export type Examples = Dataset["examples"];

const ROWS_AT_A_TIME = 16_384;

/**
 * Computes the reconstruction error of each example [n], in several parts, because all reconstructions at once might not fit into
 * memory.
 */
export async function errorsOf(
  autoencoder: Autoencoder,
  examples: Examples,
  { runtime, signal, onRows }: { runtime: Runtime; signal: AbortSignal | undefined; onRows: (done: number) => void },
): Promise<Float32Array> {
  const count = examples.shape[0]!;
  const errors = new Float32Array(count);
  for (let start = 0; start < count; start += ROWS_AT_A_TIME) {
    const end = Math.min(count, start + ROWS_AT_A_TIME);
    errors.set((await autoencoder.scoreSamples(sliceRows<"uint8" | "float32">(examples, start, end), { runtime })).data, start);
    onRows(end);
    signal?.throwIfAborted();
  }
  return errors;
}

/**
 * Computes the reconstruction error of each column of each example, [rows, columns], where always predicting the column's mean
 * has an error of 1. Values that aren't columns of a table are scaled by their variances.
 */
export function columnErrorsOf(
  { features }: Autoencoder,
  examples: Examples,
  reconstructions: NdArray<"float32">,
  { variance }: FeatureMoments,
): NdArray<"float32"> {
  if (features) return columnErrors(features, examples as NdArray<"float32">, reconstructions);
  const width = variance.length;
  const scale = examples.dtype === "uint8" ? 1 / 255 : 1;
  // A constant value has variance 0, so its squared error isn't scaled.
  const errors = reconstructions.data.map((x, i) => (x - examples.data[i]! * scale) ** 2 / (variance[i % width]! || 1));
  return ndarray("float32", [examples.shape[0]!, width], errors);
}

/** Computes the mean error of each column [columns] from errors [rows, columns]. Ignores missing errors (NaN). */
export function meansOf({ shape, data }: NdArray<"float32">): Float64Array {
  const [rows, columns] = shape as readonly [number, number];
  return Float64Array.from({ length: columns }, (_, column) => {
    let [sum, present] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const error = data[row * columns + column]!;
      if (Number.isNaN(error)) continue;
      sum += error;
      present++;
    }
    return present > 0 ? sum / present : Number.NaN;
  });
}

/**
 * Names a value of examples of shape [n, …] after its position, counted from 0, such as "value 5" or, in sequences, "value 3, 1".
 */
export function valueName(index: number, [, ...size]: readonly number[]): string {
  let rest = index;
  const places = size.map((_, axis) => {
    const width = sizeOf(size.slice(axis + 1));
    const place = Math.floor(rest / width);
    rest %= width;
    return place;
  });
  return `value ${places.join(", ")}`;
}

/** Maximum number of features for PCA, which takes about a minute with this many because its time grows with their square. */
const WIDEST = 2048;

/** Returns whether examples have few enough features for PCA and enough features and rows for the given number of components. */
export const hasPca = ({ shape: [rows = 0, ...size] }: Examples, components: number): boolean =>
  sizeOf(size) <= WIDEST && components < Math.min(sizeOf(size), rows);

/**
 * Computes the share of the variance of `looked` that PCA keeps, fitted to `learned` with as many components as there are
 * codings.
 */
export async function pcaKeeps(
  learned: Examples,
  looked: Examples,
  components: number,
  mean: Float64Array,
  runtime: Runtime,
): Promise<number> {
  const pca = await new Pca({ components }).fit(meansForMissing(learned), { runtime });
  return varianceKept(looked, await pca.reconstruct(meansForMissing(looked), { runtime }), mean);
}
