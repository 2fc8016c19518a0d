/** A pen that draws on a picture with values from 0 (paper) to 1 (ink). */
export interface Pen {
  /** In pixels of the picture. */
  readonly radius: number;
  readonly erases: boolean;
}

/** Returns the ink at a distance from the middle of the pen: 1 inside, and less over one pixel at the edge, like the strokes of MNIST. */
const coverAt = (distance: number, radius: number): number => Math.max(0, Math.min(1, radius + 0.5 - distance));

/** Draws a stroke between two places on the picture; x and y are in pixels of the picture. */
export function stroke(
  picture: Float32Array,
  size: { readonly width: number; readonly height: number },
  from: readonly [number, number],
  to: readonly [number, number],
  { radius, erases }: Pen,
): void {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const square = dx * dx + dy * dy;
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const [px, py] = [x + 0.5 - from[0], y + 0.5 - from[1]];
      const along = square === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
      const cover = coverAt(Math.hypot(px - along * dx, py - along * dy), radius);
      if (cover === 0) continue;
      const at = y * size.width + x;
      picture[at] = erases ? Math.min(picture[at]!, 1 - cover) : Math.max(picture[at]!, cover);
    }
  }
}
