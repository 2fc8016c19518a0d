import { describe, expect, it } from "vitest";
import { ndarray } from "../../src/core/ndarray.ts";
import { type Random, random } from "../../src/core/random.ts";
import { periodsOf } from "../../src/data/series/period.ts";
import { gridOf, onGrid } from "../../src/data/series/regular.ts";
import { report, timeout, times } from "./torture.fixture.ts";

const HOUR = 3_600_000;

/** Kinds of noise without a period: each value is a share of the one before and a new random number. */
const NOISES = [
  ["white noise", 0],
  ["noise that remembers (0.9)", 0.9],
  ["noise that remembers (0.99)", 0.99],
  ["random walks", 1],
] as const;

function noise(n: number, memory: number, source: Random): Float32Array {
  const values = Float32Array.from({ length: n }, () => source.normal());
  for (let i = 1; i < n; i++) values[i]! += memory * values[i - 1]!;
  return values;
}

/** Shapes of a cycle, as functions of the place in it from 0 to 1, and the period. */
const SHAPES: readonly ((place: number) => number)[] = [
  (place) => Math.sqrt(2) * Math.sin(2 * Math.PI * place),
  (place) => Math.sin(4 * Math.PI * place) + Math.sin(2 * Math.PI * place),
  (place) => (place < 0.3 ? 1.5 : -0.65),
  (place) => Math.sqrt(12) * (place - 0.5),
];

describe("periods", () => {
  it.each(NOISES)("are hardly ever found in %s: in at most 3 % of the series", { timeout }, (name, memory) => {
    const tried = times(40, 2000);
    let found = 0;
    for (let seed = 0; seed < tried; seed++) {
      const source = random(7, seed);
      const values = noise(50 + source.integer(1500), memory, source);
      if (periodsOf(values, { step: seed % 2 ? HOUR : undefined }).length > 0) found++;
    }
    report(`periods in ${name}: found in ${found} of ${tried} series`);
    expect(found / tried).toBeLessThanOrEqual(0.03);
  });

  it("are found in noise of half the variance, with missing values and spikes", { timeout }, () => {
    const tried = times(40, 2000);
    let [right, others] = [0, 0];
    for (let seed = 0; seed < tried; seed++) {
      const source = random(8, seed);
      const readings = 4 + source.integer(200);
      const shape = SHAPES[seed % SHAPES.length]!;
      const values = Float32Array.from({ length: Math.round(readings * (6 + 20 * source.uniform())) }, (_, i) =>
        source.uniform() < 0.1
          ? Number.NaN
          : shape((i % readings) / readings) + source.normal() + (source.uniform() < 0.005 ? 50 : 0),
      );
      const [first, ...more] = periodsOf(values);
      if (first && Math.abs(first.readings - readings) < 0.03 * readings) right++;
      if (first && (Math.abs(first.readings - readings) >= 0.03 * readings || more.length > 0)) others++;
    }
    report(`periods of cycles in as much noise: ${right} of ${tried} found, another one in ${others}`);
    expect(right / tried).toBeGreaterThanOrEqual(0.9);
    expect(others / tried).toBeLessThanOrEqual(0.1);
  });
});

it("grids have ascending places, at most four for each reading, and the readings' means", { timeout }, () => {
  const tried = times(300, 20_000);
  let [readings, cuts] = [0, 0];
  for (let seed = 0; seed < tried; seed++) {
    const source = random(9, seed);
    const step = 10 ** source.integer(9);
    let time = source.integer(2 ** 40);
    const all = Float64Array.from({ length: 3 + source.integer(200) }, () => {
      const kind = source.uniform();
      time +=
        kind < 0.7
          ? step * (1 + 0.1 * source.uniform())
          : kind < 0.8
            ? 0
            : kind < 0.99
              ? step * source.integer(6)
              : step * 10 ** source.integer(6);
      return time;
    });
    const grid = gridOf(all);
    const { places, length, starts } = grid;
    for (let i = 1; i < places.length; i++) expect(places[i]! >= places[i - 1]!).toBe(true);
    expect(places[0]).toBe(0);
    expect(length).toBe(places.at(-1)! + 1);
    expect(length).toBeLessThanOrEqual(4 * all.length);
    const values = Float32Array.from(all, () => source.integer(100));
    const onPlaces = onGrid(ndarray("float32", [all.length, 1], values), grid).data;
    const counts = new Float64Array(length);
    for (const place of places) counts[place]!++;
    const sum = onPlaces.reduce((total, mean, place) => total + (counts[place]! > 0 ? mean * counts[place]! : 0), 0);
    expect(sum).toBeCloseTo(
      values.reduce((a, b) => a + b, 0),
      1,
    );
    expect(onPlaces.every((mean, place) => Number.isNaN(mean) === (counts[place] === 0))).toBe(true);
    readings += all.length;
    cuts += starts.length - 1;
  }
  report(`grids of series: ${tried} series with ${readings} readings, ${cuts} cuts`);
});
