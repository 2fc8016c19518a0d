import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { seriesIntervals } from "./intervals.ts";
import { joined, meanOverWindows, startsIn } from "./readings.ts";
import type { MeasuredReadings } from "./score.ts";

const LENGTH = 600;
const LIMITS = { threshold: 2, around: 60 };
const WINDOWS = [3, 24, 60];

interface Fault {
  readonly start: number;
  readonly end: number;
  /** The units of a window of each length that contains the fault, or of one that is as full of it as it can be. */
  readonly units: readonly [number, number, number];
}

/**
 * Measures a series whose windows are usual, except that they see faults by how much of a fault they contain. @param jumps - units of the
 * jumps of some readings; the others are usual.
 */
function measured(
  faults: readonly Fault[],
  parts = [Int32Array.from({ length: LENGTH }, (_, i) => i)],
  jumps: Readonly<Record<number, number>> = {},
): MeasuredReadings {
  const ofWindows = WINDOWS.map((window, l) => {
    const starts = startsIn(LENGTH, { window, step: 1 });
    const own = Float32Array.from(starts, (start) =>
      faults.reduce((sum, { start: from, end, units: high }) => {
        const inside = Math.max(0, Math.min(start + window - 1, end) - Math.max(start, from) + 1);
        return sum + ((high[l]! - 1) * inside) / Math.min(window, end - from + 1);
      }, 1),
    );
    return { window, values: meanOverWindows({ window, starts }, (i) => own[i]!, LENGTH) };
  });
  const units = [{ window: 9, values: Float32Array.from({ length: LENGTH }, (_, row) => jumps[row] ?? 1) }, ...ofWindows];
  const scores = joined(
    units.map(({ values }) => values),
    LIMITS.around,
    false,
  );
  const channels = (of: (row: number) => [number, number]) =>
    ndarray(
      "float32",
      [LENGTH, 2],
      Float32Array.from({ length: 2 * LENGTH }, (_, i) => of(i >> 1)[i % 2]!),
    );
  const isFaulty = (row: number) => faults.some(({ start, end }) => row >= start && row <= end);
  return {
    scores,
    live: scores,
    units,
    parts,
    errors: channels((row) => (isFaulty(row) ? [1, 5] : [1, 0])),
    expected: channels(() => [10, 100]),
  };
}

/** Readings [600, 2]: usual ones, with the given values of the second channel. */
const readings = (values: Readonly<Record<number, number>> = {}) =>
  ndarray(
    "float32",
    [LENGTH, 2],
    Float32Array.from({ length: 2 * LENGTH }, (_, i) => (i % 2 ? (values[i >> 1] ?? 100) : 10)),
  );

const spike = (at: number): Fault => ({ start: at, end: at, units: [25, 12, 8] });

describe("seriesIntervals", () => {
  it("a spike of one reading isn't an interval of all readings whose scores it raises", () => {
    const given = measured([spike(300)]);
    const outliers = given.scores.filter((score) => score > LIMITS.threshold).length;
    expect(outliers).toBeGreaterThan(40);
    const [interval, ...others] = seriesIntervals(readings(), given, LIMITS);
    expect(others).toEqual([]);
    expect(interval).toMatchObject({ start: 299, end: 301, peak: 300, readings: 3 });
    expect(interval!.score).toBe(given.scores[300]);
  });

  it("a long fault that only long windows see begins and ends near where they see half of it", () => {
    const [interval] = seriesIntervals(readings(), measured([{ start: 250, end: 349, units: [1.5, 6, 12] }]), LIMITS);
    expect(Math.abs(interval!.start - 250)).toBeLessThanOrEqual(3);
    expect(Math.abs(interval!.end - 349)).toBeLessThanOrEqual(3);
    const withSpike = measured([
      { start: 270, end: 329, units: [1, 1, 20] },
      { start: 300, end: 300, units: [6, 1, 1] },
    ]);
    expect(seriesIntervals(readings(), withSpike, LIMITS)[0]!.readings).toBeGreaterThan(50);
  });

  it("two spikes near each other are one interval from the first to the last, and two that are far apart are two", () => {
    const near = seriesIntervals(readings(), measured([spike(270), spike(330)]), LIMITS);
    expect(near.map(({ start, end }) => [start, end])).toEqual([[269, 331]]);
    const pieces = measured([spike(270), { ...spike(330), units: [16, 9, 6] }]);
    pieces.scores[300] = 0;
    expect(seriesIntervals(readings(), pieces, LIMITS)).toMatchObject([{ start: 269, end: 331 }]);
    const far = seriesIntervals(readings(), measured([spike(100), spike(450)]), LIMITS);
    expect(far.map(({ start, end }) => [start, end]).toSorted((a, b) => a[0]! - b[0]!)).toEqual([
      [99, 101],
      [449, 451],
    ]);
    // The outliers around these two touch.
    const touching = measured([spike(250), spike(330)]);
    expect(touching.scores.subarray(250, 331).every((score) => score > LIMITS.threshold)).toBe(true);
    expect(seriesIntervals(readings(), touching, LIMITS).map(({ readings }) => readings)).toEqual([3, 3]);
  });

  it("a spike is where its jump is, and jumps at the ends of a longer fault don't shorten it", () => {
    const seen = { start: 299, end: 301, units: [9, 9, 9] } as const;
    expect(seriesIntervals(readings(), measured([seen], undefined, { 300: 12 }), LIMITS)).toMatchObject([
      { start: 300, end: 300, readings: 1 },
    ]);
    const long = { start: 250, end: 349, units: [9, 12, 12] } as const;
    const [interval] = seriesIntervals(readings(), measured([long], undefined, { 250: 14, 350: 14 }), LIMITS);
    expect(interval!.readings).toBeGreaterThan(95);
  });

  it("outliers that a fault only causes by the windows around it don't lengthen its interval", () => {
    // The longest windows see the spike as clearly as the shortest, so that the outliers reach 60 readings further. A few usual
    // readings cut them into pieces.
    const given = measured([{ ...spike(300), units: [25, 25, 25] }]);
    for (const row of [260, 280, 320, 345]) given.scores[row] = 0;
    expect(seriesIntervals(readings(), given, LIMITS)).toMatchObject([{ start: 299, end: 301 }]);
  });

  it("causes are the channels that contribute most, with the value that differs most from what was expected", () => {
    const [interval] = seriesIntervals(
      readings({ 299: 130, 300: 95 }),
      measured([{ start: 298, end: 301, units: [25, 12, 8] }]),
      LIMITS,
    );
    expect(interval!.causes).toEqual([
      { channel: 1, share: expect.closeTo(5 / 6), at: 299, found: 130, expected: 100 },
      { channel: 0, share: expect.closeTo(1 / 6), at: interval!.peak, found: 10, expected: 10 },
    ]);
  });

  it("a missing value or expectation is NaN, and other readings of the interval tell what was found", () => {
    const given = measured([spike(300)]);
    given.expected.data[2 * 299 + 1] = Number.NaN;
    const [interval] = seriesIntervals(readings({ 299: 200, 300: Number.NaN, 301: 90 }), given, LIMITS);
    expect(interval!.causes[0]).toMatchObject({ channel: 1, at: 301, found: 90, expected: 100 });
    const [missing] = seriesIntervals(readings({ 299: Number.NaN, 300: Number.NaN, 301: Number.NaN }), given, LIMITS);
    expect(missing!.causes[0]).toMatchObject({ channel: 1, at: 300, found: Number.NaN, expected: 100 });
  });

  it("rows are in the order of time, and intervals don't go from one series to the next", () => {
    const backwards = Int32Array.from({ length: LENGTH }, (_, i) => LENGTH - 1 - i);
    const [interval] = seriesIntervals(readings(), measured([spike(300)], [backwards]), LIMITS);
    expect(interval).toMatchObject({ start: 301, end: 299 });
    const given = measured(
      [spike(300)],
      [Int32Array.from({ length: 300 }, (_, i) => i), backwards.subarray(0, 300).toReversed()],
    );
    expect(seriesIntervals(readings(), given, LIMITS).map(({ start, end }) => [start, end])).toEqual([
      [300, 301],
      [298, 299],
    ]);
  });

  it("a threshold below all scores makes one interval, and one above all makes none", () => {
    const given = measured([spike(300)]);
    expect(seriesIntervals(readings(), given, { threshold: -2, around: 60 })).toHaveLength(1);
    for (const { values } of given.units) values.fill(0.5);
    expect(seriesIntervals(readings(), given, { threshold: -2, around: 60 })).toMatchObject([{ start: 0, end: LENGTH - 1 }]);
    expect(seriesIntervals(readings(), given, { threshold: 100, around: 60 })).toEqual([]);
  });
});
