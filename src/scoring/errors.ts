import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import type { FeatureGroup } from "../data/tables/schema/columns.ts";
import { EPSILON } from "../training/losses/loss.ts";

/**
 * Computes the error of each column of each row in units of `mixedLoss`: 1 is the mean error of a prediction that ignores the
 * row.
 * @param groups the columns' features: `featureGroups(table)`.
 * @param examples, reconstructions [rows, features]. Windows [windows, window, features] count as rows with the columns of all
 * steps.
 * @returns [rows, columns]; NaN if a value is missing.
 * @example
 * const errors = columnErrors(featureGroups(autoencoder.table!), examples, await autoencoder.reconstruct(examples));
 */
export function columnErrors(
  groups: readonly FeatureGroup[],
  examples: NdArray<"float32">,
  reconstructions: NdArray<"float32">,
): NdArray<"float32"> {
  const [count, ...shape] = examples.shape as readonly [number, ...number[]];
  const width = sizeOf(shape);
  const errors = new Float32Array(count * groups.length);
  let start = 0;
  groups.forEach(({ kind, size, scale }, column) => {
    for (let row = 0; row < count; row++) {
      let sum = 0;
      for (let i = row * width + start; i < row * width + start + size; i++) {
        const y = examples.data[i]!;
        const p = reconstructions.data[i]!;
        // The other classes of a category add nothing. NaN times anything stays NaN, so a missing value has no error.
        sum += kind === "number" ? ((p - y) * (p - y)) / size : y === 0 ? 0 : -y * Math.log(p + EPSILON);
      }
      errors[row * groups.length + column] = sum / scale;
    }
    start += size;
  });
  return ndarray("float32", [count, groups.length], errors);
}

/**
 * Computes each column's part of each row's error [rows, columns]: by `columnErrors` for tables, and by `squaredErrors` for other
 * data.
 * @param groups features of a table. @param scales scales of numbers, by which errors are divided.
 */
export const errorsByColumn = (
  examples: NdArray,
  reconstructions: NdArray<"float32">,
  { groups, scales }: { readonly groups?: readonly FeatureGroup[] | undefined; readonly scales?: Float32Array | undefined },
): NdArray<"float32"> =>
  groups
    ? columnErrors(groups, examples as NdArray<"float32">, reconstructions)
    : squaredErrors(examples, reconstructions, scales);

/**
 * Computes the error of each row [rows]: the mean error of its columns whose value isn't missing, or 0 if all are missing.
 * @param errors [rows, columns], as `columnErrors` returns them.
 * @example
 * rowErrors(ndarray("float32", [1, 3], Float32Array.of(0.5, 1.5, NaN))).data; // [1]
 */
export function rowErrors({ shape, data }: NdArray<"float32">): NdArray<"float32"> {
  const [count, columns] = shape as readonly [number, number];
  const errors = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    let sum = 0;
    let present = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) {
      if (Number.isNaN(data[i])) continue;
      sum += data[i]!;
      present++;
    }
    errors[row] = sum / Math.max(1, present);
  }
  return ndarray("float32", [count], errors);
}

/**
 * Computes the squared error of each number of each row [rows, numbers]. Pixels (uint8) are scaled to 0 … 1.
 * @param examples [rows, …]. @param reconstructions the same shape.
 * @param scales [numbers]: `autoencoder.scales`, by which errors are divided before they are squared; 1 by default.
 * @example
 * const errors = squaredErrors(examples, await autoencoder.reconstruct(examples));
 */
export function squaredErrors(examples: NdArray, { data }: NdArray<"float32">, scales?: Float32Array): NdArray<"float32"> {
  const [rows, ...shape] = examples.shape as readonly [number, ...number[]];
  const width = sizeOf(shape);
  const scale = examples.dtype === "uint8" ? 1 / 255 : 1;
  return ndarray(
    "float32",
    [rows, width],
    scales
      ? data.map((p, i) => ((Number(examples.data[i]) * scale - p) / scales[i % width]!) ** 2)
      : data.map((p, i) => (Number(examples.data[i]) * scale - p) ** 2),
  );
}

/**
 * Computes the mean squared error of each example [rows]. Pixels (uint8) are scaled to 0 … 1.
 * @param examples [rows, …]. @param reconstructions the same shape. @param scales as in `squaredErrors`.
 * @example
 * const errors = meanSquaredErrors(examples, await autoencoder.reconstruct(examples));
 */
export function meanSquaredErrors(examples: NdArray, { data }: NdArray<"float32">, scales?: Float32Array): NdArray<"float32"> {
  const [count, ...shape] = examples.shape as readonly [number, ...number[]];
  const width = sizeOf(shape);
  const scale = examples.dtype === "uint8" ? 1 / 255 : 1;
  const errors = Float32Array.from({ length: count }, (_, row) => {
    let sum = 0;
    const start = row * width;
    for (let i = 0; i < width; i++) {
      const error = Number(examples.data[start + i]) * scale - data[start + i]!;
      sum += (scales ? error / scales[i]! : error) ** 2;
    }
    return sum / width;
  });
  return ndarray("float32", [count], errors);
}
