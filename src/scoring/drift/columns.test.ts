import { describe, expect, it } from "vitest";
import { random } from "../../core/random.ts";
import { quantile } from "../../core/statistics.ts";
import type { CategorySample, NumberSample } from "../../data/column-samples.ts";
import { categoryDrift, keyDrift, numberDrift } from "./columns.ts";
import { judge, strongest, type UnjudgedDrift } from "./judge.ts";
import { scoreDrift } from "./report.ts";

const numbers = (seed: number, rows: number, { shift = 0, missing = 0 } = {}): NumberSample => {
  const source = random(seed, 1);
  const values = Float64Array.from({ length: rows - missing }, () => source.normal() + shift).sort();
  return { rows, missing, mean: values.reduce((sum, x) => sum + x, 0) / values.length, values };
};
const categories = (counts: Record<string, number>, missing = 0): CategorySample => ({
  rows: Object.values(counts).reduce((sum, n) => sum + n, missing),
  missing,
  counts: new Map(Object.entries(counts)),
});
const verdictOf = (drift: UnjudgedDrift) => judge([drift])[0]!.verdict;
const valuesOf = ({ tests }: UnjudgedDrift) => tests.find(({ what }) => what === "values")!;

describe("drift of numbers", () => {
  it("is some for a shift by two fifths of the standard deviation, strong for a whole one, and none without a shift", () => {
    const before = numbers(1, 4000);
    expect(verdictOf(numberDrift("x", before, numbers(2, 4000)))).toBe("none");
    expect(verdictOf(numberDrift("x", before, numbers(2, 4000, { shift: 0.4 })))).toBe("some");
    expect(verdictOf(numberDrift("x", before, numbers(2, 4000, { shift: 1 })))).toBe("strong");
  });

  it("is found if more values are missing, although the other values are the same", () => {
    const drift = numberDrift("x", numbers(1, 2000, { missing: 20 }), numbers(2, 2000, { missing: 600 }));
    expect(drift.missing).toEqual({ before: 0.01, now: 0.3 });
    expect(judge([drift])).toMatchObject([{ verdict: "strong", what: "missing" }]);
  });

  it("has the index that was computed by hand from tenths, with an empty bin counted as half a row", () => {
    const before = { rows: 100, missing: 0, mean: 50.5, values: Float64Array.from({ length: 100 }, (_, i) => i + 1) };
    const now = { rows: 100, missing: 0, mean: 1, values: new Float64Array(100).fill(1) };
    const byHand = 0.9 * Math.log(10) + 9 * (0.1 - 0.005) * Math.log(0.1 / 0.005);
    expect(valuesOf(numberDrift("x", before, now)).psi).toBeCloseTo(byHand, 10);
  });

  it("is found for numbers below or above a value that all or most rows had before", () => {
    const sample = (values: number[]) => ({ rows: values.length, missing: 0, mean: 0, values: Float64Array.from(values).sort() });
    const repeated = (value: number, count: number) => new Array<number>(count).fill(value);
    const before = [...repeated(6, 900), ...repeated(9, 100)];
    for (const other of [2, 6.5, 20]) {
      const now = [...repeated(6, 160), ...repeated(9, 20), ...repeated(other, 30)];
      expect(verdictOf(numberDrift("x", sample(before), sample(now)))).not.toBe("none");
      const [same, few] = [repeated(0, 500), [...repeated(0, 170), ...repeated(-other, 30)]];
      expect(verdictOf(numberDrift("x", sample(same), sample(few)))).not.toBe("none");
    }
  });

  it("isn't found in a few rows if it may be chance, even if the index is large", () => {
    const drift = numberDrift("x", numbers(1, 12), numbers(2, 12, { shift: 0.7 }));
    expect(valuesOf(drift).psi).toBeGreaterThan(0.25);
    expect(verdictOf(drift)).toBe("none");
  });
});

describe("drift of categories", () => {
  const before = categories({ a: 500, b: 300, c: 200 });

  it("is found for changed shares, and counts values that are new", () => {
    const drift = categoryDrift("x", before, categories({ a: 200, b: 300, d: 480, e: 20 }));
    expect(drift.unseen).toEqual({ rows: 500, values: ["d", "e"] });
    expect(drift.shares!.d).toEqual({ before: 0, now: 0.48 });
    expect(verdictOf(drift)).toBe("strong");
  });

  it("has the index and the expected index that were computed by hand from the shares", () => {
    const drift = categoryDrift("x", before, categories({ a: 55, b: 25, c: 20 }));
    expect(valuesOf(drift).psi).toBeCloseTo(0.05 * Math.log(0.55 / 0.5) - 0.05 * Math.log(0.25 / 0.3), 12);
    expect(valuesOf(drift).expectedPsi).toBeCloseTo(2 * (1 / 1000 + 1 / 100), 12);
    const unseen = categoryDrift("x", before, categories({ a: 50, b: 30, c: 19, d: 1 })).tests.find(
      ({ what }) => what === "unseen",
    )!;
    expect(unseen.psi).toBeGreaterThan(0);
  });

  it("isn't found for the same shares, in any order and number", () => {
    const drift = categoryDrift("x", before, categories({ c: 40, b: 60, a: 100 }));
    expect(valuesOf(drift).psi).toBeCloseTo(0, 12);
    expect(valuesOf(drift).pValue).toBeCloseTo(1, 12);
    expect(verdictOf(drift)).toBe("none");
  });
});

describe("drift of keys", () => {
  it("isn't found for new or longer counters, but for another pattern", () => {
    const before = categories({ "A-9 of 3": 9, "A-9 of 4": 90, "A-9 of 5": 401 });
    expect(verdictOf(keyDrift("id", before, categories({ "A-9 of 6": 100 })))).toBe("none");
    expect(judge([keyDrift("id", before, categories({ "9 of 5": 100 }))])).toMatchObject([
      { verdict: "strong", unseen: { rows: 100 } },
    ]);
  });

  it("is found if keys are shorter than a length that all had before, but not if they are longer", () => {
    expect(verdictOf(keyDrift("id", categories({ "9 of 8": 500 }), categories({ "9 of 9": 100 })))).toBe("none");
    expect(verdictOf(keyDrift("id", categories({ "9 of 8": 500 }), categories({ "9 of 7": 100 })))).toBe("strong");
  });
});

it("finds drift if all or a few reconstruction errors are larger, and none if they are smaller", () => {
  const errors = (seed: number, rows: number, shift: number, outliers = 0) => {
    const source = random(seed, 3);
    return Float32Array.from({ length: rows }, (_, i) => Math.exp(source.normal() + shift) + (i < outliers ? 50 : 0));
  };
  const before = errors(1, 500, 0);
  expect(scoreDrift({ before, now: errors(2, 600, 0) }).verdict).toBe("none");
  expect(scoreDrift({ before, now: errors(2, 600, -1) }).verdict).toBe("none");
  expect(scoreDrift({ before, now: errors(2, 600, 0.5) })).toMatchObject({ verdict: "some", what: "values" });
  const few = scoreDrift({ before, now: errors(2, 600, 0, 48) });
  expect(few).toMatchObject({ verdict: "some", what: "large errors" });
  expect(few.above.now).toBeGreaterThan(0.08);
});

it("finds drift by chance in at most one of 200 columns that are the same", () => {
  const drifts = Array.from({ length: 200 }, (_, i) => numberDrift(`${i}`, numbers(2 * i, 300), numbers(2 * i + 1, 300)));
  expect(drifts.filter((drift) => valuesOf(drift).pValue < 0.05).length).toBeGreaterThan(3);
  expect(judge(drifts).filter(({ adjusted }) => adjusted < 0.05).length).toBeLessThanOrEqual(1);
});

describe("for many pairs of samples", { timeout: 120_000 }, () => {
  type Values = readonly (string | number | undefined)[];
  type Draw = (source: ReturnType<typeof random>) => Values[number];
  const [PAIRS, BEFORE, NOW] = [200, 5400, 600];
  const among =
    (count: number): Draw =>
    (source) =>
      `${Math.floor(count * source.uniform())}`;
  const draw = (of: Draw, count: number, source: ReturnType<typeof random>): Values =>
    Array.from({ length: count }, () => of(source));

  const sampleOf = (all: Values): NumberSample | CategorySample => {
    const present = all.filter((value) => value !== undefined);
    const side = { rows: all.length, missing: all.length - present.length };
    if (typeof present[0] === "number") return { ...side, mean: 0, values: Float64Array.from(present as number[]).sort() };
    const counts = new Map<string, number>();
    for (const value of present as string[]) counts.set(value, (counts.get(value) ?? 0) + 1);
    return { ...side, counts };
  };
  const driftOf = (name: string, before: Values, now: Values) => {
    const [a, b] = [sampleOf(before), sampleOf(now)];
    return "counts" in a ? categoryDrift(name, a, b as CategorySample) : numberDrift(name, a, b as NumberSample);
  };

  const unchanged: Record<string, Draw> = {
    "1,400 customers": among(1400),
    "customers without end": (source) => `${Math.floor(source.uniform() ** -1.5)}`,
    "100 products": among(100),
    "rarely missing": (source) => (source.uniform() < 0.003 ? undefined : source.uniform() < 0.3 ? "a" : "b"),
    number: (source) => source.normal(),
    "mostly 0, some missing": (source) => (source.uniform() < 0.05 ? undefined : Math.max(0, Math.round(2 * source.normal()))),
  };
  it.each([
    ["apart from those before", NOW, (_: Values, drawn: Values) => drawn],
    ["few and apart from those before", 60, (_: Values, drawn: Values) => drawn],
    ["among those before", NOW, (before: Values) => before.slice(0, NOW)],
  ])("finds drift in at most one of 20 pairs of one population, and strong drift in none (%s)", (_name, count, choose) => {
    const verdicts = Array.from({ length: PAIRS }, (_, seed) => {
      const source = random(seed, 1);
      const drifts = Object.entries(unchanged).map(([name, of]) => {
        const before = draw(of, BEFORE, source);
        return driftOf(name, before, choose(before, draw(of, count, source)));
      });
      return strongest(judge(drifts).map(({ verdict }) => verdict));
    });
    expect(verdicts.filter((verdict) => verdict === "strong").length).toBe(0);
    expect(verdicts.filter((verdict) => verdict !== "none").length).toBeLessThanOrEqual(PAIRS / 20);
  });

  const ofThree =
    (share: number): Draw =>
    (source) => {
      const place = source.uniform();
      return place < share ? "a" : place < 0.5 ? "b" : "c";
    };
  const oneFifth =
    (of: Draw): Draw =>
    (source) =>
      source.uniform() < 0.2 ? of(source) : among(1400)(source);
  it.each<[string, Draw, Draw]>([
    ["a share of .1 that is now .2", ofThree(0.1), ofThree(0.2)],
    ["numbers moved by half a deviation", (source) => source.normal(), (source) => source.normal() + 0.5],
    ["a fifth of the rows with one new value", among(1400), oneFifth(() => "new")],
    ["a fifth of the rows with 30 new values", among(1400), oneFifth((source) => `new ${among(30)(source)}`)],
    ["a fifth of the rows with a new value each", among(1400), oneFifth((source) => `new ${source.uniform()}`)],
    ["a twentieth missing, and none before", among(20), (source) => (source.uniform() < 0.05 ? undefined : among(20)(source))],
  ])("finds drift in nine of ten pairs of two populations: %s", (_name, was, is) => {
    const found = Array.from({ length: PAIRS / 4 }, (_, seed) => {
      const source = random(seed, 2);
      return judge([driftOf("x", draw(was, BEFORE, source), draw(is, NOW, source))])[0]!.verdict;
    }).filter((verdict) => verdict !== "none");
    expect(found.length).toBeGreaterThanOrEqual(0.9 * (PAIRS / 4));
  });
});

it("interpolates quantiles between two values", () => {
  expect(quantile([1, 2, 4], 0.75)).toBe(3);
  expect(quantile([], 0.5)).toBeNaN();
});

it("returns the strongest verdict", () => {
  expect(strongest(["none", "strong", "some"])).toBe("strong");
  expect(strongest([])).toBe("none");
});
