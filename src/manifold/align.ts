import { ShapeError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";

/**
 * Aligns a map [n, 2] with another one [n, 2] of the same rows, by ordinary Procrustes analysis (Gower, 1975). It rotates,
 * scales, moves and possibly mirrors the map, so that its points lie as near as possible to those of the other map. Two maps of
 * the same rows, such as before and after a training, can then be compared.
 * @param map map to align.
 * @param onto map to align it with.
 * @returns the aligned map, float32 [n, 2].
 * @throws ShapeError if the two aren't maps of the same number of rows in the plane.
 * @example
 * const before = await new Tsne().fitTransform(codings);
 * const after = aligned(await new Tsne().fitTransform(newCodings), before);
 */
export function aligned(map: NdArray<"float32">, onto: NdArray<"float32">): NdArray<"float32"> {
  const [count = 0, width] = map.shape;
  if (width !== 2 || map.shape.join() !== onto.shape.join())
    throw new ShapeError(
      `Both maps must be [n, 2] with the same number of rows, but they are [${map.shape.join(", ")}] and [${onto.shape.join(", ")}].`,
    );
  const [x, y] = [centreOf(map), centreOf(onto)];
  // With complex numbers a rotation is a product, and mirroring is a conjugate. The better of both choices has the larger sum.
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
