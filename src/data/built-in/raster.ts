/** x to the right, y down, in pixels. */
export type Point = readonly [number, number];

/** Rows that a row of pixels is looked at in, for smooth edges. */
const SUBROWS = 4;

/** Paints a filled polygon over a grey image (row-major, `size` wide): each pixel moves to the shade by the share of it that is covered. */
export function raster(image: Float32Array, size: number, polygon: readonly Point[], shade: number): void {
  const height = image.length / size;
  const cover = new Float32Array(size);
  const heights = polygon.map(([, y]) => y);
  const [first, last] = [Math.max(0, Math.floor(Math.min(...heights))), Math.min(height, Math.ceil(Math.max(...heights)))];
  for (let y = first; y < last; y++) {
    cover.fill(0);
    for (let sub = 0; sub < SUBROWS; sub++) coverRow(cover, polygon, y + (sub + 0.5) / SUBROWS);
    for (let x = 0; x < size; x++) {
      const share = Math.min(1, cover[x]!);
      const at = y * size + x;
      if (share > 0) image[at] = image[at]! * (1 - share) + shade * share;
    }
  }
}

/** Adds the share of each pixel that lies inside along one line. */
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
