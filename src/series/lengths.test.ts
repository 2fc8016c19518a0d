import { expect, test } from "vitest";
import { lengthsFor, lengthsOf, windowOf } from "./lengths.ts";

const HALF_AN_HOUR = 1_800_000;
const windowsOf = ({ lengths }: ReturnType<typeof lengthsFor>) => lengths.map(({ window }) => window);

test.each([
  [3, { window: 3, bins: 3, step: 1 }],
  [16, { window: 16, bins: 16, step: 2 }],
  [24, { window: 24, bins: 12, step: 3 }],
  [48, { window: 48, bins: 16, step: 6 }],
  [90, { window: 90, bins: 15, step: 11 }],
  [1000, { window: 1008, bins: 16, step: 126 }],
])("a window of about %s readings is cut into equal parts", (readings, expected) => {
  expect(windowOf(readings)).toEqual(expected);
});

test("windows have the length of the period, of half of it, and of a share of the series", () => {
  const found = lengthsFor(2880, { readings: 48, words: "a day" }, HALF_AN_HOUR);
  expect(windowsOf(found)).toEqual([3, 24, 48, 90]);
  expect(found.lengths[found.shape]!.window).toBe(48);
});

test("a day counts if the times say how long it is, and if there is a week of readings", () => {
  expect(windowsOf(lengthsFor(7 * 48, undefined, HALF_AN_HOUR))).toEqual([3, 11, 48]);
  expect(windowsOf(lengthsFor(6 * 48, undefined, HALF_AN_HOUR))).toEqual([3, 9, 18]);
  expect(windowsOf(lengthsFor(40 * 48, undefined, HALF_AN_HOUR))).toEqual([3, 48]);
  expect(windowsOf(lengthsFor(80 * 48, undefined, HALF_AN_HOUR))).toEqual([3, 48, 120]);
  expect(windowsOf(lengthsFor(40 * 48, undefined, undefined))).toEqual([3, 60, 120]);
});

test("a short series has only lengths of which there are enough windows", () => {
  expect(windowsOf(lengthsFor(40, { readings: 20, words: "20 readings" }, undefined))).toEqual([3, 10]);
  expect(windowsOf(lengthsFor(26, undefined, undefined))).toEqual([3]);
});

test("lengths that the caller wants are used besides the shortest one, and the last gives the expected values", () => {
  const found = lengthsOf(1000, [24, 168]);
  expect(windowsOf(found)).toEqual([3, 24, 165]);
  expect(found.lengths[found.shape]!.window).toBe(165);
});

test("a series that is too short for a wanted length is refused", () => {
  expect(() => lengthsOf(60, [40])).toThrow(
    "A window of 40 readings needs a series of at least 131 readings, but the longest has 60.",
  );
  expect(windowsOf(lengthsOf(131, [40]))).toEqual([3, 39]);
});
