import { expect, test } from "vitest";
import { jumpsOf, jumpUnits, largestJumps, usualJumps } from "./jumps.ts";

const partOf = (...channels: readonly number[][]) => {
  const length = channels[0]!.length;
  return {
    values: Float32Array.from(
      { length: length * channels.length },
      (_, i) => channels[i % channels.length]![Math.floor(i / channels.length)]!,
    ),
    length,
    channels: channels.length,
    rows: Int32Array.from({ length }, (_, i) => i),
    places: Int32Array.from({ length }, (_, i) => i),
  };
};
const NONE = Number.NaN;

test("a jump is the distance from the line through the readings around, or from the median until then", () => {
  const part = partOf([1, 2, 3, 4, 50, 6, 7, 8, 9, NONE, 11]);
  // The line is at 5 there, and the median of the five readings until then is 3.
  expect([...jumpsOf(part, 0, false)]).toEqual([0, 0, 0, 0, 45, 0, 0, 0, 0, NONE, 0]);
  expect(jumpsOf(part, 0, true)[4]).toBe(47);
});

test("two readings above a steep slope jump by their height", () => {
  const slope = Array.from({ length: 40 }, (_, i) => 10 * i + (i >= 20 && i < 22 ? 50 : 0));
  expect([...jumpsOf(partOf(slope), 0, false)].map(Math.round)).toEqual(slope.map((_, i) => (i >= 20 && i < 22 ? 50 : 0)));
});

test("a reading with fewer than three known readings around it has no jump", () => {
  expect(Array.from(jumpsOf(partOf([1, NONE, NONE, NONE, NONE, NONE, 2]), 0, true))).toEqual(new Array(7).fill(NONE));
});

test("the largest jump is that of the channel for which it is the least usual", () => {
  const wide = Array.from({ length: 60 }, (_, i) => 100 * (i % 2));
  const narrow = Array.from({ length: 60 }, (_, i) => (i % 2) + (i === 30 ? 20 : 0));
  const part = partOf(wide, narrow);
  const units = jumpUnits(part, usualJumps([part]), false);
  const largest = largestJumps(units, 2);
  expect(largest.indexOf(Math.max(...largest))).toBe(30);
  expect(units[2 * 30 + 1]).toBe(largest[30]);
  expect(units[2 * 30]).toBeLessThan(3);
});
