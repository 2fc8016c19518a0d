import { readFileSync } from "node:fs";
import { type NdArray, ndarray, sizeOf } from "../../src/core/ndarray.ts";
import { mix } from "../../src/core/random.ts";

/**
 * Computes a number in [0, 1) with the integer formula that test/fixtures/formula.py uses too (see test/fixtures/README.md).
 */
const uniform = (i: number, key: number): number => mix((mix(i + 1) ^ key) >>> 0) / 2 ** 32;

/** Computes kernel k of a network with the formula. `key` is the key of the first kernel. */
export function kernel(k: number, shape: readonly [number, number], key = 1000): NdArray<"float32"> {
  const limit = Math.sqrt(6 / (shape[0] + shape[1]));
  return ndarray(
    "float32",
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => (2 * uniform(i, key + k) - 1) * limit),
  );
}

/** Computes kernels with the formula, and biases of 0, for a network with layers of these sizes. */
export const initialWeights = (sizes: readonly number[], key = 1000): NdArray<"float32">[] =>
  sizes
    .slice(1)
    .flatMap((units, k) => [kernel(k, [sizes[k]!, units], key), ndarray("float32", [units], new Float32Array(units))]);

/** Draws images, each the maximum of three filled rectangles. */
export function images(count = 1024): NdArray<"uint8"> {
  const data = new Uint8Array(count * 784);
  for (let n = 0; n < count; n++) {
    for (let r = 0; r < 3; r++) {
      const h = mix(n * 8 + r);
      const [left, top, value] = [h % 20, (h >>> 5) % 20, 60 + ((h >>> 18) % 196)];
      for (let y = top; y < Math.min(28, top + 4 + ((h >>> 14) % 8)); y++) {
        for (let x = left; x < Math.min(28, left + 4 + ((h >>> 10) % 8)); x++) {
          const at = n * 784 + y * 28 + x;
          data[at] = Math.max(data[at]!, value);
        }
      }
    }
  }
  return ndarray("uint8", [count, 784], data);
}

/** Returns the index of the image in each place of each batch, for some steps. */
export const batchOrder = (steps: number, batch: number): Int32Array =>
  Int32Array.from({ length: steps * batch }, (_, i) => mix(i + 77) % 1024);

export const fixture = (name: string) => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8"));

/** Computes the same numbers with two decimals as `numbers` in test/fixtures/image_fixtures.py. */
export function numbers(shape: readonly number[], key: number, [low, high] = [-1, 1]): NdArray<"float32"> {
  const rounded = (x: number) => Math.round(x * 100) / 100;
  const draw = (_: unknown, i: number) => rounded(low! + (high! - low!) * uniform(i, key));
  return ndarray("float32", shape, Float32Array.from({ length: sizeOf(shape) }, draw));
}
