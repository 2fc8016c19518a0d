import { describe, expect, it } from "vitest";
import { ndarray } from "../../../core/ndarray.ts";
import { random } from "../../../core/random.ts";
import { meanShares } from "../../../scoring/blame.ts";
import { calibrate } from "../../../scoring/index.ts";
import { binned, heightOf, scoreAxis } from "./axis.ts";
import { blameOf } from "./blame.ts";
import { classesIn, labelledBy, usualAnomalies } from "./classes.ts";
import { type CutMethod, countsAt, cutOf, methods, qualityAt } from "./cut.ts";
import { fromTheWorst } from "./scored.ts";

const source = random(3);
const scores = Float32Array.from({ length: 1000 }, () => Math.exp(source.normal()));
const heldFrom = 500;
const scored = {
  places: Int32Array.from(scores.keys()),
  heldFrom,
  scores,
  order: fromTheWorst(scores),
  calibration: calibrate(scores.subarray(heldFrom)),
};
const costs = { miss: 10, falseAlarm: 1 };
const labels = ndarray(
  "int32",
  [1000],
  Int32Array.from(scores, (score, row) => (row % 10 === 0 ? -1 : score > 4 ? 1 : 0)),
);

describe("the threshold", () => {
  it.each([
    ["conformal", 0.01, "A false-alarm rate of 0.01 needs at least 99 held-out rows, but there are 30."],
    ["tail", 0.001, "tail needs 10 scores above the 90th percentile, about 100 in all, but there are 3."],
  ] as const)("can't be computed from too few rows by the method %s", (method, value, line) => {
    const few = { ...scored, calibration: calibrate(scores.subarray(0, 30)) };
    expect(() => cutOf({ method, value }, few, undefined, costs)).toThrow(line);
  });
  it.each(Object.keys(methods) as CutMethod[])("is computed by the method %s", (method) => {
    const labelled = labelledBy(scored, { labels }, [1]);
    const cut = cutOf({ method, value: methods[method].number?.usual ?? 2 }, scored, labelled, costs);
    expect(cut).toBeGreaterThan(1);
    if (method === "f1" || method === "cost")
      expect(qualityAt(labelled!, cut, costs)).toMatchObject({ precision: 1, recall: 1, cost: 0 });
  });

  it("has the given share of the held-out scores below it if the method is a quantile", () => {
    const cut = cutOf({ method: "quantile", value: 0.9 }, scored, undefined, costs);
    const { held, learned } = countsAt(scored, cut);
    expect(held).toEqual({ above: 50, all: 500 });
    expect(learned.above).toBe(scores.subarray(0, 500).filter((score) => score > cut).length);
  });

  it("reports missing labels and scores", () => {
    expect(() => cutOf({ method: "f1", value: 0 }, scored, undefined, costs)).toThrow("needs labels");
    expect(() => cutOf({ method: "mad", value: 3 }, { ...scored, calibration: undefined }, undefined, costs)).toThrow(
      "No score is finite",
    );
  });
});

describe("classes that count as anomalies", () => {
  const of = (...labels: number[]) =>
    classesIn({ labels: ndarray("int32", [labels.length], Int32Array.from(labels)), classes: ["a", "b", "c"] });

  it("are counted without unknown labels", () => {
    expect(of(2, 0, -1, 0)).toEqual([
      { label: 0, name: "a", count: 2 },
      { label: 2, name: "c", count: 1 },
    ]);
  });

  it("are the rarer one of two classes by default, and none of more classes", () => {
    expect(usualAnomalies(of(1, 0, 0))).toEqual([1]);
    expect(usualAnomalies(of(1, 0, 1))).toEqual([0]);
    expect(usualAnomalies(of(0, 1, 2))).toEqual([]);
  });

  it("need at least one other class", () => {
    expect(labelledBy(scored, { labels }, [0, 1])).toBeUndefined();
    expect(labelledBy(scored, {}, [1])).toBeUndefined();
    expect(labelledBy(scored, { labels }, [1])!.labels.length).toBe(900);
  });
});

describe("the axis of scores", () => {
  it("converts places to scores and back, linearly and logarithmically", () => {
    const wide = scores.map((score) => score ** 3);
    for (const [some, isLog] of [
      [scores, false],
      [wide, true],
    ] as const) {
      const axis = scoreAxis(some, Number.NaN);
      expect(axis.isLog).toBe(isLog);
      for (const place of [0, 0.2, 0.7, 1]) expect(axis.placeOf(axis.scoreAt(place))).toBeCloseTo(place, 9);
      expect(axis.ticks.length).toBeGreaterThan(2);
      expect(axis.ticks.every((tick) => tick >= axis.low && tick <= axis.high)).toBe(true);
      expect(binned(some, axis, 40).reduce((sum, count) => sum + count, 0)).toBe(1000);
    }
  });

  it("accepts equal scores, no scores, and a threshold outside their range", () => {
    expect(scoreAxis(Float32Array.of(2, 2), 2).placeOf(2)).toBe(0);
    expect(scoreAxis(Float32Array.of(Number.NaN), Number.NaN).ticks.length).toBeGreaterThan(1);
    expect(scoreAxis(Float32Array.of(1, 2), 2.2).high).toBeCloseTo(2.2);
    expect(scoreAxis(Float32Array.of(1, 2), 90).placeOf(90)).toBe(1);
    expect(scoreAxis(Float32Array.of(1, 2), -90).placeOf(-90)).toBe(0);
  });

  it("shows the count 0 with height 0 and the highest count with height 1", () => {
    for (const isLog of [true, false]) expect([heightOf(0, 9, isLog), heightOf(9, 9, isLog)]).toEqual([0, 1]);
    expect(heightOf(3, 99, true)).toBeGreaterThan(0.25);
  });
});

describe("the columns that cause errors", () => {
  const byColumn = ndarray("float32", [4, 2], Float32Array.of(1, 3, 3, 1, Number.NaN, 5, 0, 0));

  it("have mean shares, without missing values and without rows that have no error", () => {
    expect([...meanShares(byColumn, [0, 1])]).toEqual([0.5, 0.5]);
    expect([...meanShares(byColumn, [0, 2, 3])]).toEqual([0.125, 0.875]);
  });

  it("are sorted by their shares in the rows above the threshold", () => {
    expect(blameOf(meanShares(byColumn, [1]), meanShares(byColumn, [0, 1]))).toEqual([
      { column: 0, above: 0.75, all: 0.5 },
      { column: 1, above: 0.25, all: 0.5 },
    ]);
  });
});
