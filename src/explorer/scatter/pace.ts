/** A frame may take this many milliseconds for its points, so that a moving plot reaches 30 frames a second with what a page does besides. */
const TIME = 12;
/** A frame has at least this many points, so that the shape of the map stays visible while it moves. */
export const LEAST = 5000;

/** Chooses how many points a plot draws in one frame. A plot that moves shows as many; one at rest adds as many in each frame until it has drawn all. */
export class Pace {
  most = LEAST;

  /** Learns from a frame that drew `count` points in some milliseconds. */
  took(count: number, milliseconds: number): void {
    if (count < LEAST) return;
    // A single fast or slow frame doesn't change the number by more than these factors.
    const factor = Math.min(2, Math.max(0.3, (count * TIME) / Math.max(1, milliseconds) / this.most));
    this.most = Math.max(LEAST, Math.round(this.most * factor));
  }
}

/** Returns the numbers below `count` in an order of which every stretch is spread evenly over all of them. */
export function spreadOrder(count: number): Uint32Array {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let step = Math.max(1, Math.round(count * 0.618034));
  while (divisor(count, step) > 1) step++;
  const order = new Uint32Array(count);
  for (let i = 0, row = 0; i < count; i++, row = (row + step) % count) order[i] = row;
  return order;
}
