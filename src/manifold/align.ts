import { ShapeError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";

/**
 * A map [n, 2] turned, mirrored where that helps, scaled and moved so that its points lie as near as they can to those of another one [n, 2] (ordinary Procrustes
 * analysis; Gower, 1975): maps of one set of rows at two moments can then be looked at one after the other.
 * @throws ShapeError where the two aren't maps of as many rows.
 */
export function aligned(map: NdArray<"float32">, onto: NdArray<"float32">): NdArray<"float32"> {
  const [count = 0, width] = map.shape;
  if (width !== 2 || map.shape.join() !== onto.shape.join())
    throw new ShapeError(
      `Maps of the same rows are [n, 2] both, but these are [${map.shape.join(", ")}] and [${onto.shape.join(", ")}].`,
    );
  const [x, y] = [centreOf(map), centreOf(onto)];
  // As complex numbers: turning is a product, mirroring a conjugate. The better of both has the larger sum.
  let [re, im, reMirrored, imMirrored, size] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [a, b] = [map.data[2 * i]! - x[0], map.data[2 * i + 1]! - x[1]];
    const [c, d] = [onto.data[2 * i]! - y[0], onto.data[2 * i + 1]! - y[1]];
    re += a * c + b * d;
    im += a * d - b * c;
    reMirrored += a * c - b * d;
    imMirrored += a * d + b * c;
    size += a * a + b * b;
  }
  const isMirrored = Math.hypot(reMirrored, imMirrored) > Math.hypot(re, im);
  const [cos, sin] = (isMirrored ? [reMirrored, imMirrored] : [re, im]).map((part) => part / (size || 1)) as [number, number];
  const placed = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const a = map.data[2 * i]! - x[0];
    const b = (map.data[2 * i + 1]! - x[1]) * (isMirrored ? -1 : 1);
    placed[2 * i] = y[0] + a * cos - b * sin;
    placed[2 * i + 1] = y[1] + a * sin + b * cos;
  }
  return ndarray("float32", map.shape, placed);
}

function centreOf({ data, shape: [count = 0] }: NdArray<"float32">): readonly [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < count; i++) {
    x += data[2 * i]!;
    y += data[2 * i + 1]!;
  }
  return [x / (count || 1), y / (count || 1)];
}
