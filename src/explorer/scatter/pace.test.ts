import { expect, it } from "vitest";
import { Pace, spreadOrder } from "./pace.ts";

/** Returns how long the 30th frame of a million points takes on a machine that draws `speed` points in a millisecond. */
function frameAt(speed: number): number {
  const pace = new Pace();
  const drawn = () => Math.min(1e6, pace.most);
  for (let i = 0; i < 30; i++) pace.took(drawn(), drawn() / speed);
  return drawn() / speed;
}

it("a frame of a million points fits into 33 ms on slow and fast machines, and has all points on a fast one", () => {
  for (const speed of [500, 5000, 1e6]) expect(frameAt(speed)).toBeLessThan(15);
  expect(frameAt(1e6)).toBe(1);
});

it("the beginning of the order is spread evenly over the rows, and the whole has each row once", () => {
  for (const count of [1, 2, 10, 1000, 4096]) {
    const order = spreadOrder(count);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  }
  const tenths = new Array<number>(10).fill(0);
  for (const row of spreadOrder(1000).subarray(0, 100)) tenths[Math.floor(row / 100)]!++;
  expect(Math.min(...tenths)).toBeGreaterThanOrEqual(9);
});
