import { describe, expect, it } from "vitest";
import { random } from "../../core/random.ts";
import { describeTimes, describeValues } from "./describe.ts";

const HOUR = 3_600_000;
const hours = (n: number) => Float64Array.from({ length: n }, (_, i) => i * HOUR);
const rowsOf = (n: number) => Int32Array.from({ length: n }, (_, i) => i);
const noise = (n: number, value: (i: number) => number, seed = 1) => {
  const source = random(seed);
  return Float32Array.from({ length: n }, (_, i) => value(i) + source.normal());
};
const described = (values: Float32Array) => {
  const times = hours(values.length);
  return describeValues("x", values, { times, grid: describeTimes(times, rowsOf(times.length)).grid, isTime: true });
};

describe("the times of a series", () => {
  it("have a usual step, gaps with their place, doubled times and an order in the file", () => {
    const times = Float64Array.of(0, 1, 2, 2, 3, 7, 8);
    expect(describeTimes(times, Int32Array.of(0, 1, 2, 3, 6, 4, 5)).about).toEqual({
      readings: 7,
      first: 0,
      last: 8,
      step: 1,
      regular: true,
      gaps: { count: 1, longest: 4, at: 3 },
      doubled: 1,
      unordered: 1,
      uneven: expect.closeTo(1 / 5),
    });
  });

  it("say what is wrong with too few readings, and with readings of one time", () => {
    expect(describeTimes(Float64Array.of(1, 2), rowsOf(2)).about.problem).toBe("has fewer than 3 readings");
    expect(describeTimes(Float64Array.of(1, 1, 1), rowsOf(3)).about.problem).toBe("has only readings of the same time");
  });
});

describe("the values of a series", () => {
  it("have periods in words", () => {
    const [day] = described(noise(480, (i) => 5 * Math.sin((2 * Math.PI * i) / 24))).periods;
    expect(day).toMatchObject({ readings: 24, words: "a day" });
  });

  it("drift if their level changes by more than it usually does, in the column's unit", () => {
    expect(described(noise(600, (i) => i / 100)).drift).toBeCloseTo(4, 0);
    expect(described(noise(600, (i) => (i < 300 ? 20 : 10))).drift).toBeCloseTo(-10, 0);
    const drifts = Array.from({ length: 100 }, (_, seed) => described(noise(200, () => 0, seed)).drift);
    expect(drifts.filter((drift) => drift !== undefined).length).toBeLessThanOrEqual(2);
  });

  it("are stuck where they stay the same for much longer than they do elsewhere", () => {
    const values = noise(300, () => 0);
    values.fill(1.5, 100, 130).fill(2.5, 200, 210);
    expect(described(values).stuck).toEqual({ count: 2, longest: 30, at: 100 * HOUR, value: 1.5 });
    // A switch is on and off for hours.
    expect(described(Float32Array.from({ length: 300 }, (_, i) => (i % 40 < 20 ? 0 : 1))).stuck).toBeUndefined();
    expect(described(new Float32Array(300).fill(3)).stuck).toBeUndefined();
    expect(described(new Float32Array(300).fill(Number.NaN)).stuck).toBeUndefined();
  });
});
