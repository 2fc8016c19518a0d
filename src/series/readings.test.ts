import { describe, expect, it } from "vitest";
import { inUnits, joined, lastWindow, meanOverWindows, startsIn } from "./readings.ts";

const NONE = Number.NaN;

it("windows begin every few readings, and the last one ends at the last reading", () => {
  expect(Array.from(startsIn(10, { window: 4, step: 3 }))).toEqual([0, 3, 6]);
  expect(Array.from(startsIn(11, { window: 4, step: 3 }))).toEqual([0, 3, 6, 7]);
  expect(Array.from(startsIn(3, { window: 4, step: 3 }))).toEqual([]);
});

it("a score in units is 1 at the median and 2 at the upper quartile, and grows slowly above 10", () => {
  const usual = { median: 5, spread: 2 };
  expect(inUnits(5, usual)).toBe(1);
  expect(inUnits(7, usual)).toBe(2);
  expect(inUnits(-5, usual)).toBe(0);
  expect(inUnits(23, usual)).toBe(10);
  expect(inUnits(2003, usual)).toBeCloseTo(10 * (1 + Math.log(100)));
});

describe("the values of a reading", () => {
  const windows = { window: 3, starts: Int32Array.of(0, 2), units: Float32Array.of(1, 5) };
  it("are the mean of the windows that contain it", () => {
    expect(Array.from(meanOverWindows(windows, (i) => windows.units[i]!, 6))).toEqual([1, 1, 3, 5, 5, NONE]);
    expect(Array.from(meanOverWindows(windows, (i) => [1, NONE][i]!, 6))).toEqual([1, 1, 1, NONE, NONE, NONE]);
  });
  it("are those of the last window that ended, as readings come", () => {
    expect(Array.from(lastWindow(windows, 7))).toEqual([NONE, NONE, 1, 1, 5, 5, 5]);
  });
});

describe("the joined score", () => {
  const flat = new Float32Array(21).fill(1);
  const spike = flat.map((_, i) => (i === 10 ? 7 : 1));
  it("is 0 for usual readings", () => {
    expect(Array.from(joined([flat, flat], 5, false))).toEqual(new Array(21).fill(0));
  });
  it("is the root mean square of the lengths, half of it from the readings around", () => {
    const scores = joined([flat, spike], 5, false);
    const own = Math.sqrt((1 + 49) / 2);
    expect(scores[10]).toBeCloseTo((own + (own + 4) / 5) / 2 - 1, 5);
    expect(scores[8]).toBeCloseTo((1 + (own + 4) / 5) / 2 - 1, 5);
    expect(scores[7]).toBe(0);
  });
  it("counts jumps that noise hardly ever reaches three times", () => {
    const jumps = flat.map((_, i) => (i === 10 ? 9 : 1));
    const own = Math.sqrt((1 + 15 ** 2) / 2);
    expect(joined([jumps, flat], 1, false)[10]).toBeCloseTo(own - 1, 5);
    expect(joined([flat, jumps], 1, false)[10]).toBeCloseTo(Math.sqrt((1 + 81) / 2) - 1, 5);
  });
  it("knows only readings before, as they come", () => {
    const scores = joined([flat, spike], 5, true);
    expect(scores[9]).toBe(0);
    expect(scores[14]).toBeCloseTo((1 + (Math.sqrt((1 + 49) / 2) + 4) / 5) / 2 - 1, 5);
    expect(scores[15]).toBe(0);
  });
  it("leaves out lengths that say nothing about a reading", () => {
    expect(joined([new Float32Array(3).fill(NONE), new Float32Array(3).fill(3)], 1, false)[1]).toBe(2);
    expect(joined([new Float32Array(3).fill(NONE)], 1, false)[1]).toBeNaN();
  });
});
