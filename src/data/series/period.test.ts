import { describe, expect, it } from "vitest";
import { type Random, random } from "../../core/random.ts";
import { periodsOf } from "./period.ts";

const HOUR = 3_600_000;
const series = (n: number, value: (i: number, source: Random) => number, seed = 1): Float32Array => {
  const source = random(seed);
  return Float32Array.from({ length: n }, (_, i) => value(i, source));
};
const wave = (i: number, readings: number) => Math.sin((2 * Math.PI * i) / readings);
/** Noise to which a share of the value before is added: 0 is white noise, and 1 a random walk. */
function remembering(memory: number, n: number, seed: number): Float32Array {
  const values = series(n, (_i, source) => source.normal(), seed);
  for (let i = 1; i < n; i++) values[i]! += memory * values[i - 1]!;
  return values;
}
const words = (values: Float32Array, step?: number) => periodsOf(values, { step }).map((period) => period.words);

describe("periodsOf", () => {
  it("finds a day and a week, the strongest first, with the share of the variance that each explains", () => {
    const values = series(24 * 7 * 8, (i, source) => wave(i, 24) + wave(i, 168) + 0.3 * source.normal());
    const [day, week, ...others] = periodsOf(values, { step: HOUR });
    expect(others).toEqual([]);
    // A wave has the variance 0.5, and the noise 0.09. The mean of seven cycles misses an eighth of the noise of the other one.
    expect(day).toMatchObject({ readings: 24, words: "a day", strength: expect.closeTo(0.5 / 0.59, 1) });
    expect(week).toMatchObject({ readings: 168, words: "a week", strength: expect.closeTo(0.5 / 1.09, 1) });
  });

  it.each([
    ["a wave, and three cycles only", series(72, (i, source) => wave(i, 24) + 0.1 * source.normal()), 24],
    ["a wave in noise of the same size", series(240, (i, source) => wave(i, 24) + source.normal()), 24],
    ["a wave in much noise", series(2400, (i, source) => wave(i, 24) + 2 * source.normal()), 24],
    ["a cycle of two different waves", series(720, (i, source) => wave(i, 12) + 0.4 * wave(i, 24) + 0.2 * source.normal()), 24],
    ["a sawtooth", series(3000, (i, source) => (i % 60) / 60 + 0.1 * source.normal()), 60],
    ["one reading of 50", series(3000, (i, source) => (i % 50 === 7 ? 5 : 0) + 0.3 * source.normal()), 50],
    ["alternating values", series(200, (i, source) => (i % 2) + 0.1 * source.normal()), 2],
    ["a part of a reading more than a whole number", series(20_000, (i, source) => wave(i, 101.37) + source.normal()), 101.37],
    [
      "half of the values missing",
      series(1440, (i, { uniform, normal }) => (uniform() < 0.5 ? Number.NaN : wave(i, 24) + 0.2 * normal())),
      24,
    ],
    [
      "spikes a hundred times as high",
      series(1440, (i, { uniform, normal }) => wave(i, 24) + 0.2 * normal() + (uniform() < 0.01 ? 100 : 0)),
      24,
    ],
    ["a trend", series(1440, (i) => wave(i, 24) + 0.1 * i), 24],
  ])("finds the period, and no multiple or part of it: %s", (_name, values, readings) => {
    const found = periodsOf(values);
    expect(found.map((period) => period.readings)).toEqual([expect.closeTo(readings, 1)]);
  });

  it("finds a cycle on top of a random walk", () => {
    const walk = remembering(1, 1440, 1);
    expect(
      words(
        walk.map((level, i) => 0.1 * level + wave(i, 24)),
        HOUR,
      ),
    ).toEqual(["a day"]);
  });

  it.each([
    ["white noise", 0],
    ["random walks", 1],
    ["noise that remembers", 0.9],
  ])("finds hardly any in %s: at most 5 of 100", (_name, memory) => {
    for (const step of [undefined, HOUR]) {
      let any = 0;
      for (let seed = 0; seed < 100; seed++) {
        const values = remembering(memory, 500, seed);
        if (periodsOf(values, { step }).length > 0) any++;
      }
      expect(any).toBeLessThanOrEqual(5);
    }
  });

  it.each([
    ["no values", series(0, () => 0)],
    ["missing values", series(100, () => Number.NaN)],
    ["equal values", series(100, () => 7)],
    ["a trend", series(1000, (i) => i)],
    ["a step", series(1000, (i) => (i < 400 ? 0 : 1))],
    ["fewer than three cycles", series(60, (i) => wave(i, 24))],
  ])("finds none: %s", (_name, values) => {
    expect(periodsOf(values)).toEqual([]);
  });

  it("says the length in readings if the time between them isn't known", () => {
    expect(words(series(3000, (i, source) => wave(i, 288) + 0.1 * source.normal()))).toEqual(["288 readings"]);
    expect(
      words(
        series(3000, (i, source) => wave(i, 288) + 0.1 * source.normal()),
        5 * 60_000,
      ),
    ).toEqual(["a day"]);
    expect(
      words(
        series(120, (i, source) => wave(i, 12) + 0.1 * source.normal()),
        31 * 24 * HOUR,
      ),
    ).toEqual(["a year"]);
  });

  it("finds short and long periods in a million values", () => {
    const second = series(1_000_000, (i, source) => wave(i, 86_400) + 0.7 * wave(i, 3600) + 0.5 * source.normal());
    expect(words(second, 1000)).toEqual(["a day", "an hour"]);
  });
});
