import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import type { FeatureGroup } from "../data/tables/schema/columns.ts";
import { EPSILON } from "../training/losses/loss.ts";

/**
 * How far each column of each row is from its reconstruction, as `mixedLoss` measures it: 1 is what knowing nothing costs on average. [rows, columns]; NaN
 * where the value is missing.
 * @param examples [rows, features]; windows [windows, window, features] are rows of all their steps' columns.
 * @param reconstructions of the same shape.
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
        // A category's other places count nothing; NaN times anything stays NaN, so that a missing value has no error.
        sum += kind === "number" ? ((p - y) * (p - y)) / size : y === 0 ? 0 : -y * Math.log(p + EPSILON);
      }
      errors[row * groups.length + column] = sum / scale;
    }
    start += size;
  });
  return ndarray("float32", [count, groups.length], errors);
}

/**
 * Each column's part of each row's error [rows, columns]: `columnErrors` of a table's rows, `squaredErrors` of others.
 * @param groups a table's features. @param scales those of numbers, by which errors are divided.
 */
export const errorsByColumn = (
  examples: NdArray,
  reconstructions: NdArray<"float32">,
  { groups, scales }: { readonly groups?: readonly FeatureGroup[] | undefined; readonly scales?: Float32Array | undefined },
): NdArray<"float32"> =>
  groups
    ? columnErrors(groups, examples as NdArray<"float32">, reconstructions)
    : squaredErrors(examples, reconstructions, scales);

/** A row's error [rows]: the mean over the columns that it has; 0 where it has none. */
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
 * The squared error of each number of each row [rows, numbers]; pixels count from 0 to 1.
 * @param scales [numbers]: `autoencoder.scales`, by which errors are divided before they are squared; 1 by default.
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

/** An example's mean squared error [rows]; pixels count from 0 to 1. `scales` as for `squaredErrors`. */
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
