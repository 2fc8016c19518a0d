/** A point in pixels: x grows to the right, y downwards. */
export type Point = readonly [number, number];

/** Number of scan lines in each row of pixels, for smooth edges. */
const SUBROWS = 4;

/**
 * Paints a filled polygon over a grey image (row-major, `size` wide). Each pixel is blended with the shade by the share that the
 * polygon covers.
 */
export function raster(image: Float32Array, size: number, polygon: readonly Point[], shade: number): void {
  const height = image.length / size;
  const cover = new Float32Array(size);
  const [left, right] = within(polygon, 0, size);
  const [first, last] = within(polygon, 1, height);
  for (let y = first; y < last; y++) {
    cover.fill(0, left, right);
    for (let sub = 0; sub < SUBROWS; sub++) coverRow(cover, polygon, y + (sub + 0.5) / SUBROWS);
    for (let x = left; x < right; x++) {
      const share = Math.min(1, cover[x]!);
      const at = y * size + x;
      if (share > 0) image[at] = image[at]! * (1 - share) + shade * share;
    }
  }
}

/** Returns the first pixel that a polygon may cover along an axis, and the one after the last. */
function within(polygon: readonly Point[], axis: 0 | 1, size: number): readonly [number, number] {
  const places = polygon.map((point) => point[axis]);
  return [Math.max(0, Math.floor(Math.min(...places))), Math.min(size, Math.ceil(Math.max(...places)))];
}

/** Adds to each pixel of a row the share of one scan line that is inside the polygon. */
function coverRow(cover: Float32Array, polygon: readonly Point[], y: number): void {
  const crossings: number[] = [];
  polygon.forEach(([x1, y1], i) => {
    const [x2, y2] = polygon[(i + 1) % polygon.length]!;
    if (y1 <= y !== y2 <= y) crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  });
  crossings.sort((a, b) => a - b);
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [Math.max(0, crossings[i]!), Math.min(cover.length, crossings[i + 1]!)];
    for (let x = Math.floor(from); x < to; x++) cover[x]! += (Math.min(to, x + 1) - Math.max(from, x)) / SUBROWS;
  }
}
