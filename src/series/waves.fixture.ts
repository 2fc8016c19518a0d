import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";

/** Readings of three waves with noise and some missing values [n, 3]. From reading `fault` on, six readings of the second one are stuck. */
export function waves(count: number, { seed = 1, fault = -1, missing = 0.02 } = {}): NdArray<"float32"> {
  const source = random(seed);
  const rows = Array.from({ length: count }, (_, t) => {
    const at = (t / 24) * 2 * Math.PI;
    const values = [Math.sin(at), 100 + 20 * Math.cos(at), 0.01 * Math.sin(2 * at)];
    const noisy = values.map((value, c) => value + [0.1, 2, 0.001][c]! * source.normal());
    if (t >= fault && t < fault + 6 && fault >= 0) noisy[1] = 150;
    return noisy.map((value) => (source.uniform() < missing ? Number.NaN : value));
  });
  return ndarray("float32", [count, 3], Float32Array.from(rows.flat()));
}
