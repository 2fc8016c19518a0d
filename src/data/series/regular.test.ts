import { describe, expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { random } from "../../core/random.ts";
import { gridOf, onGrid } from "./regular.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const start = Date.UTC(2024, 0, 1);
const every = (step: number, count: number) => Float64Array.from({ length: count }, (_, i) => start + i * step);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("gridOf", () => {
  it("finds the usual step, the gaps and the doubled readings", () => {
    const times = Float64Array.of(0, 10, 20, 20, 30, 60, 70, 130, 140);
    expect(gridOf(times)).toEqual({
      step: 10,
      regular: true,
      length: 15,
      places: Int32Array.of(0, 1, 2, 2, 3, 6, 7, 13, 14),
      starts: [0],
      gaps: { count: 2, longest: 60, before: 6 },
      doubled: 1,
      uneven: 2 / 7,
    });
  });

  it("takes the most frequent step even if most readings are missing", () => {
    const source = random(1);
    const places = upTo(3000).filter(() => source.uniform() < 0.4);
    const grid = gridOf(Float64Array.from(places, (place) => start + place * MINUTE));
    expect(grid).toMatchObject({ step: MINUTE, regular: true });
    expect([...grid.places]).toEqual(places.map((place) => place - places[0]!));
  });

  it("doesn't take jitter for gaps, and keeps the places for years", () => {
    const source = random(2);
    const times = every(10 * MINUTE, 100_000).map((time) => time + 60_000 * source.uniform());
    const grid = gridOf(times);
    expect(grid).toMatchObject({ regular: true, length: 100_000, gaps: { count: 0 }, uneven: 0 });
    expect([...grid.places]).toEqual(upTo(100_000));
  });

  it.each([
    ["months", Array.from({ length: 600 }, (_, i) => Date.UTC(1970, i, 1))],
    ["years", Array.from({ length: 200 }, (_, i) => Date.UTC(1800 + i, 0, 1))],
    ["days of 23 and 25 hours", Array.from({ length: 3000 }, (_, i) => i * DAY - (i % 365 > 90 && i % 365 < 300 ? DAY / 24 : 0))],
    ["a clock that is 1 % fast for a year", Array.from({ length: 4000 }, (_, i) => i * DAY + Math.max(0, i - 2000) * 0.01 * DAY)],
  ])("gives each reading the next place: %s", (_name, times) => {
    const { places, gaps } = gridOf(Float64Array.from(times));
    expect([...places]).toEqual(upTo(times.length));
    expect(gaps.count).toBe(0);
  });

  it("puts irregular times on a grid of their median step, at most half a step from their place", () => {
    const source = random(3);
    let time = 0;
    const times = Float64Array.from({ length: 5000 }, () => {
      time -= Math.log(source.uniform());
      return time;
    });
    const grid = gridOf(times);
    expect(grid.regular).toBe(false);
    expect(grid.step).toBeCloseTo(Math.LN2, 1);
    expect(grid.uneven).toBeGreaterThan(0.7);
    for (const [i, place] of grid.places.entries())
      expect(Math.abs((times[i]! - times[0]!) / grid.step - place)).toBeLessThanOrEqual(0.5 + 1e-9);
  });

  it("has a step that adds up to the whole time, if the usual one doesn't", () => {
    const late = every(60_000, 1000).map((time, i) => time + 1000 * ((i * 7) % 5));
    expect(gridOf(late).step).toBeCloseTo(60_000, -2);
    expect(gridOf(every(60_000, 1000).map((time, i) => time + (i === 999 ? 900 : 0))).step).toBe(60_000);
    const months = Float64Array.from({ length: 240 }, (_, i) => Date.UTC(2000, i, 1));
    expect(gridOf(months).step / DAY).toBeCloseTo(30.44, 1);
  });

  it("cuts the series at gaps that would need too many empty places, and only there", () => {
    const times = [
      ...every(MINUTE, 50),
      ...every(MINUTE, 50).map((t) => t + 100 * MINUTE),
      ...every(MINUTE, 50).map((t) => t + 3650 * DAY),
    ];
    const grid = gridOf(Float64Array.from(times));
    expect(grid).toMatchObject({ length: 200, starts: [0, 150], gaps: { count: 2, before: 99 } });
  });

  it("has at most four places for each reading", () => {
    const pairs = every(600_000, 1000).map((time, i) => (i % 2 === 0 ? time : time - 599_000));
    for (const times of [
      pairs,
      pairs.map((time) => time + (time % 7) * DAY).sort(),
      every(1, 100).map((time) => (time - start) ** 9),
    ])
      expect(gridOf(times).length).toBeLessThanOrEqual(4 * times.length);
  });

  it("accepts no readings, one reading and equal times", () => {
    expect(gridOf(new Float64Array())).toMatchObject({ length: 0, step: 0 });
    expect(gridOf(Float64Array.of(5))).toMatchObject({ length: 1, step: 0 });
    expect(gridOf(Float64Array.of(5, 5, 5))).toMatchObject({ length: 1, step: 0, doubled: 2, gaps: { count: 0 } });
  });

  it("refuses times that aren't numbers or don't ascend, with their index", () => {
    expect(() => gridOf(Float64Array.of(1, Number.NaN, 3))).toThrow("Time 1 of the series (counted from 0) is NaN");
    expect(() => gridOf(Float64Array.of(1, 3, 2))).toThrow("Time 2 of the series (counted from 0) is 2, which is smaller");
  });
});

describe("onGrid", () => {
  it("has the mean of each place's readings, and NaN where there is none", () => {
    const grid = gridOf(Float64Array.of(0, 10, 20, 20, 40));
    const rows = ndarray("float32", [5, 2], Float32Array.of(1, Number.NaN, 2, 5, 3, Number.NaN, 5, 7, 6, 8));
    const { shape, data } = onGrid(rows, grid);
    expect(shape).toEqual([5, 2]);
    expect([...data]).toEqual([1, Number.NaN, 2, 5, 4, 7, Number.NaN, Number.NaN, 6, 8]);
  });
});
