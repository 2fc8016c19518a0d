import { type NdArray, sizeOf } from "../../../core/ndarray.ts";

/** Returns the mean squared error of each example. Bytes are scaled to 0 to 1, and missing values (NaN) are left out. */
export function errorsOf(examples: NdArray, reconstructions: NdArray<"float32">): Float64Array {
  const width = sizeOf(examples.shape.slice(1));
  const scale = examples.dtype === "uint8" ? 1 / 255 : 1;
  return Float64Array.from({ length: examples.shape[0]! }, (_, row) => {
    let [sum, count] = [0, 0];
    for (let at = row * width; at < (row + 1) * width; at++) {
      const difference = Number(examples.data[at]) * scale - reconstructions.data[at]!;
      if (Number.isNaN(difference)) continue;
      sum += difference * difference;
      count++;
    }
    return count > 0 ? sum / count : Number.NaN;
  });
}
