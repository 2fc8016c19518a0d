import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { tableWarnings } from "../../../tasks/table-warnings.node.ts";
import { factsOf } from "../memory/facts.ts";
import { shapeOf } from "../memory/shape.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { sampleTable } from "./samples.node.ts";
import { columnStatistics } from "./statistics.node.ts";
import { tables } from "./tables.fixture.ts";

const table = tables();
const ROWS = 1000;
/** (7919 i²) mod 1024: numbers that float64 stores exactly at any scale by a power of two. */
const whole = (i: number) => (i * i * 7919) % 1024;

/**
 * Columns with the means and standard deviations that NumPy 2 computes for `whole`. They are moved and scaled by hand, because
 * NumPy itself loses digits around 1e9:
 *   i = np.arange(1000); r = ((i * i * 7919) % 1024).astype(float); base + step * r.mean(), step * r.std()
 */
const COLUMNS = [
  { what: "around 1e9", base: 1e9, step: 2 ** -8, mean: 1000000002.0433906, deviation: 1.1919320582542199 },
  { what: "around 1e9, nearly equal", base: 1e9, step: 2 ** -23, mean: 1000000000.0000623, deviation: 3.6374879707465206e-5 },
  { what: "around -1e9", base: -1e9, step: 2 ** -8, mean: -999999997.9566094, deviation: 1.1919320582542199 },
  { what: "near 1e-200", base: 0, step: 2 ** -665, mean: 3.416994228783511e-198, deviation: 1.993170035296957e-198 },
  { what: "near 1e140", base: 0, step: 2 ** 465, mean: 4.983556032283624e142, deviation: 2.9069626366642717e142 },
  {
    what: "too small to be normal",
    base: 0,
    step: 2 ** -1074,
    mean: 523.108 * 2 ** -1074,
    deviation: 305.1346069130803 * 2 ** -1074,
  },
];

describe.each(COLUMNS)("numbers $what", ({ base, step, mean, deviation }) => {
  const values = Array.from({ length: ROWS }, (_, i) => base + step * whole(i));
  // Float64 has no finer steps than these: those of the numbers themselves, and those of a very small deviation.
  const grain = Math.max(Math.abs(mean) * 2 ** -52, 2 ** -1074);
  const expectRight = (found: { mean: number; deviation: number }) => {
    expect(Math.abs(found.mean - mean)).toBeLessThanOrEqual(grain);
    expect(Math.abs(found.deviation - deviation)).toBeLessThanOrEqual(
      Math.max(1e-12 * deviation, (grain * grain) / deviation, 2 ** -1074),
    );
  };

  it("have NumPy's mean and standard deviation, in Node and in a page", async () => {
    const source = await table.openText("t.csv", `x\n${values.join("\n")}\n`);
    expectRight((await columnStatistics(source, source.columns)).get("x")!.number!);
    const facts = factsOf({ name: "t.csv", columns: [{ name: "x", type: "DOUBLE", values }] });
    expectRight((await facts.statistics(facts.columns)).get("x")!.number!);
    const learned = await learnPreprocessing(source);
    expect(learned.columns[0]).toMatchObject({ kind: "number" });
    expect(Math.abs((await sampleTable(source, learned, "known")).numbers.x!.mean - mean)).toBeLessThanOrEqual(grain);
  });
});

it("the mean of a million numbers around 1e9 loses no digits", async () => {
  const file = await table.copy(`SELECT 1e9::DOUBLE + ((i * i * 7919) % 1024) / 256 AS x FROM range(1000000) r(i)`, "t.parquet");
  const source = await table.open(file);
  const { mean, deviation } = (await columnStatistics(source, source.columns)).get("x")!.number!;
  // i = np.arange(1000000); r = ((i * i * 7919) % 1024).astype(float); r.mean(), r.std()
  expect(Math.abs(mean - (1e9 + 526.503328 / 256))).toBeLessThan(2e-7);
  expect(deviation).toBeCloseTo(304.9968217095457 / 256, 12);
});

interface Figures {
  readonly values: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  readonly skewness?: number;
  readonly low: number;
  readonly high: number;
  readonly quartiles: readonly number[];
}

it("statistics of difficult columns are those of NumPy and SciPy, in Node and in a page", async () => {
  const figures = Object.entries(JSON.parse(await readFile("test/fixtures/statistics.json", "utf8")) as Record<string, Figures>);
  const lines = Array.from({ length: 50 }, (_, row) => figures.map(([, { values }]) => values[row]).join(","));
  const source = await table.openText("t.csv", `${figures.map((_, i) => `x${i}`).join(",")}\n${lines.join("\n")}\n`);
  const inNode = await columnStatistics(source, source.columns);
  const columns = figures.map(([, { values }], i) => ({ name: `x${i}`, type: "DOUBLE", values }));
  const inPage = await factsOf({ name: "t.csv", columns }).statistics(columns);
  for (const [i, [what, { values, mean, deviation, skewness, low, high, quartiles }]] of figures.entries()) {
    for (const found of [inNode, inPage].map((statistics) => statistics.get(`x${i}`)!)) {
      const { number, constant, present, infinite } = found;
      expect([present, constant, infinite, number!.low, number!.high], what).toEqual([50, low === high, undefined, low, high]);
      // The error bound of a compensated sum: the rounding of the numbers' magnitudes, which is that of the mean if all have the
      // same sign.
      const grain = Math.max(values.reduce((sizes, x) => sizes + Math.abs(x) / values.length, 0) * 2 ** -52, 2 ** -1074);
      expect(Math.abs(number!.mean - mean), `${what}: mean ${number!.mean}`).toBeLessThanOrEqual(grain);
      // A column of equal numbers isn't learned, and its deviation is only rounding.
      const slack = low === high ? grain : Math.max(1e-12 * deviation, (grain * grain) / deviation, 2 ** -1074);
      expect(Math.abs(number!.deviation - deviation), `${what}: deviation ${number!.deviation}`).toBeLessThanOrEqual(slack);
      for (const [j, quartile] of quartiles.entries())
        expect(Math.abs(number!.quartiles[j]! - quartile), `${what}: quartile ${j}`).toBeLessThanOrEqual(
          Math.max(Math.abs(quartile) * 2 ** -51, 2 ** -1074),
        );
    }
    if (skewness !== undefined) expect(shapeOf(Float64Array.from(values)).skewness, what).toBeCloseTo(skewness, 5);
  }
  const learned = await learnPreprocessing(source, { drawTailsIn: false });
  expect(learned.columns.length).toBe(figures.length - 1);
  expect(await tableWarnings(source, learned)).toEqual([expect.stringMatching(/^x\d is strongly skewed \(skewness 7\.1\)/)]);
});

it("reports the row of an infinite number among numbers of any size", async () => {
  for (const [word, row] of [
    ["inf", 3],
    ["-inf", 7],
  ] as const) {
    const values = Array.from({ length: 20 }, (_, i) => (i === row ? word : `${i}e300`));
    const source = await table.openText("t.csv", `x,y\n${values.map((value, i) => `${value},${i % 3}`).join("\n")}\n`);
    await expect(learnPreprocessing(source)).rejects.toThrow(`row ${row + 1}.`);
  }
});

it("equal numbers are constant, at any size", async () => {
  for (const x of [1e9, 1e300, 5e-324]) {
    const source = await table.openText("t.csv", `x,y\n${Array.from({ length: 20 }, (_, i) => `${x},${i % 3}`).join("\n")}\n`);
    expect((await learnPreprocessing(source)).leftOut).toEqual([{ name: "x", why: "is the same in every row" }]);
  }
});

it("only skewed columns are called skewed, wherever their numbers lie", async () => {
  // q = np.round((r / 1024) ** 8 * 64 * 256) / 256; `more` is its square; z = q - q.mean(): (z**3).mean() / (z**2).mean()**1.5 *
  // np.sqrt(n * (n - 1)) / (n - 2)
  const skewed = (i: number) => Math.round((whole(i) / 1024) ** 8 * 64 * 256) / 256;
  const stretched = (i: number) => skewed(i) ** 2;
  for (const base of [0, 1e9]) {
    const lines = Array.from({ length: ROWS }, (_, i) =>
      [base + whole(i) / 256, base + skewed(i), base + stretched(i)].join(","),
    );
    const source = await table.openText("t.csv", `even,skewed,more\n${lines.join("\n")}\n`);
    const learned = await learnPreprocessing(source, { drawTailsIn: false });
    expect((await tableWarnings(source, learned)).filter((line) => line.includes("skew"))).toEqual([
      "more is strongly skewed (skewness 3.1); consider its logarithm",
    ]);
  }
});
