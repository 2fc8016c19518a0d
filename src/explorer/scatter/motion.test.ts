import { expect, it } from "vitest";
import { between, motionOf, partOf } from "./motion.ts";

it("a single move begins and ends slowly", () => {
  const motion = motionOf(1000, Number.NEGATIVE_INFINITY);
  const parts = [0, 0.1, 0.5, 0.9, 1].map((part) => partOf(motion, 1000 + part * motion.duration));
  expect(parts).toEqual([0, expect.closeTo(0.028, 9), 0.5, expect.closeTo(0.972, 9), 1]);
});

it("fast successive moves have a constant speed and take a little longer than the time between them", () => {
  const motion = motionOf(1100, 1000);
  expect(motion.duration).toBeCloseTo(120, 9);
  expect(partOf(motion, 1130)).toBeCloseTo(0.25, 9);
});

it("a move has the given duration, and a frame before its beginning shows its beginning", () => {
  const motion = motionOf(1000, 0, 50);
  expect(motion.duration).toBe(50);
  expect(partOf(motion, 990)).toBe(0);
  expect(partOf(motion, 1050)).toBe(1);
});

it("a move with a duration of 0 ends at once", () => {
  expect(partOf(motionOf(1000, 0, 0), 1000)).toBe(1);
});

it("numbers are interpolated, and the target array is returned without a copy at the end", () => {
  const [from, to] = [Float32Array.of(0, 10), Float32Array.of(4, 20)];
  expect([...between(from, to, 0.25)]).toEqual([1, 12.5]);
  expect(between(from, to, 1)).toBe(to);
});
