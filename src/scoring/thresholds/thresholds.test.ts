import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { random } from "../../core/random.ts";
import { leastCost, mistakesAt } from "../costs.ts";
import { rocAuc } from "../measures.ts";
import { parseThreshold, showThreshold, thresholdFor, thresholdForms, thresholds } from "./index.ts";
import { paretoTail } from "./pareto.ts";

const upTo = (n: number) => Float32Array.from({ length: n }, (_, i) => n - i);
const exponential = (n: number, ...seed: number[]) => {
  const source = random(...seed);
  return Float32Array.from({ length: n }, () => -Math.log(1 - source.uniform()));
};
const at = (text: string, scores: Float32Array, labels?: number[]) => thresholdFor(parseThreshold(text), scores, labels);
const shareAbove = (scores: Float32Array, threshold: number) =>
  scores.filter((score) => score > threshold).length / scores.length;

describe("thresholds of known numbers", () => {
  test("a quantile lies between two scores on a straight line", () => {
    expect(at("0.9", upTo(101))).toBeCloseTo(91, 4);
    expect(at("quantile:0.5", Float32Array.of(1, 2))).toBe(1.5);
  });
  test("a contamination is the share above it", () =>
    expect(shareAbove(upTo(1000), at("contamination:0.05", upTo(1000)))).toBe(0.05));
  test("a value is itself", () => {
    expect(at("3.25", upTo(3))).toBe(3.25);
    expect(at("value:0.5", new Float32Array(0))).toBe(0.5);
  });
  test("mad is Iglewicz and Hoaglin's modified z-score", () => {
    // Median 4, deviations 3 2 1 0 1 2 96: their median is 2.
    expect(at("mad:3.5", Float32Array.of(1, 2, 3, 4, 5, 6, 100))).toBeCloseTo(4 + (3.5 * 2) / 0.6745, 4);
    // More than half are equal: the mean deviation, 2 of 5 rows at 1, times 1.253314.
    expect(at("mad", Float32Array.of(0, 1, 1, 1, 2))).toBeCloseTo(1 + 3.5 * 1.253314 * 0.4, 4);
  });
  test("f1 takes the best of all thresholds", () => {
    const scores = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(at("f1", scores, [0, 0, 0, 1, 0, 1])).toBe(3.5);
    expect(at("f1", scores, [0, 0, 0, 0, 0, 1])).toBe(5.5);
    expect(at("f1", Float32Array.of(2, 2, 2), [1, 0, 1])).toBeLessThan(2);
  });
});

describe("the tail", () => {
  test("of exponential scores reaches to where few lie", () => {
    // P(X > x) = e^-x: one of a thousand lies above ln 1000 = 6.9, also where but 500 were seen.
    const found = Array.from({ length: 40 }, (_, seed) => at("tail:0.001", exponential(500, 1, seed))).sort((a, b) => a - b);
    expect(Math.abs(found[20]! - Math.log(1000))).toBeLessThan(0.7);
    expect(at("tail:0.0001", exponential(20_000, 2))).toBeCloseTo(Math.log(10_000), 0);
  });

  test.each([
    [0.4, 2],
    [0, 1],
    [-0.3, 0.5],
  ])("a generalised Pareto distribution's shape %s and scale %s are found again", (shape, scale) => {
    const source = random(5);
    const drawn = Float64Array.from({ length: 20_000 }, () => {
      const u = 1 - source.uniform();
      return shape === 0 ? -scale * Math.log(u) : (scale / shape) * (u ** -shape - 1);
    });
    const found = paretoTail(drawn);
    // Four standard errors of the best estimator, sqrt((1 + shape)² / n) and about sqrt(2) times scale / sqrt(n).
    expect(Math.abs(found.shape - shape)).toBeLessThan((4 * (1 + shape)) / Math.sqrt(20_000));
    expect(Math.abs(found.scale / scale - 1)).toBeLessThan((4 * Math.SQRT2 * (1 + Math.abs(shape))) / Math.sqrt(20_000));
  });
});

describe("the conformal threshold", () => {
  test("is the score that the rate allows, counted exactly", () => {
    // 99 rows held out: at a rate of .01 a new row is flagged above all of them, at .02 above all but one.
    expect(at("conformal:0.01", upTo(99))).toBe(99);
    expect(at("conformal:0.02", upTo(99))).toBe(98);
    expect(at("conformal:0.019", upTo(99))).toBe(99);
  });

  test("keeps its false-alarm rate on fresh rows, whatever the distribution and however few were held out", () => {
    const rates = [0.01, 0.1].map((rate) => {
      let flagged = 0;
      for (let seed = 0; seed < 400; seed++)
        flagged += shareAbove(exponential(500, 4, seed), at(`conformal:${rate}`, exponential(109, 3, seed))) / 400;
      return flagged;
    });
    // Expected are exactly 1/110 and 11/110; four standard errors over 400 draws of the rows held out.
    expect(Math.abs(rates[0]! - 1 / 110)).toBeLessThan((4 * (1 / 110)) / 20);
    expect(Math.abs(rates[1]! - 11 / 110)).toBeLessThan((4 * Math.sqrt((0.1 * 0.9) / 110)) / 20);
  });

  test("says how many rows a rate needs", () => {
    expect(() => at("conformal:0.01", upTo(98))).toThrow(
      "A false-alarm rate of 0.01 needs at least 99 rows held out, but there are 98. Take a rate of at least 0.01, or more rows.",
    );
  });
});

describe("thresholds in words", () => {
  test.each([
    ["0.99", "quantile:0.99"],
    ["3.2", "value:3.2"],
    ["1", "value:1"],
    ["-0.5", "value:-0.5"],
    ["mad", "mad:3.5"],
    ["f1", "f1"],
    [" conformal:0.01 ", "conformal:0.01"],
    ["contamination:5e-2", "contamination:0.05"],
  ])("%s is %s", (text, meant) => {
    expect(showThreshold(parseThreshold(text))).toBe(meant);
    expect(parseThreshold(meant)).toEqual(parseThreshold(text));
  });

  test.each([
    ["conformol:0.1", 'Unknown threshold "conformol". Did you mean "conformal"?'],
    ["tail", 'The threshold "tail" isn\'t of the form tail:NUMBER.'],
    ["quantile:", 'The threshold "quantile:" isn\'t of the form quantile:NUMBER.'],
    ["f1:2", 'The threshold "f1:2" isn\'t of the form f1.'],
    ["mad:x", 'The threshold "mad:x" has no number that can be used.'],
    ["", 'Unknown threshold "".'],
  ])('"%s" is refused in one line', (text, message) => {
    expect(() => parseThreshold(text)).toThrow(message);
  });

  test.each([
    ["quantile:1.5", "quantile is a share between 0 and 1, but this is 1.5."],
    ["tail:0.5", "tail's probability is between 0 and 0.1, such as 0.001, but this is 0.5."],
    ["tail:0.01", "A tail needs 10 scores above the 90th percentile, about 100 in all, but there are 5."],
    ["mad:-1", "mad's factor is a positive number, such as 3.5, but this is -1."],
    ["f1", "f1 needs labels"],
  ])("%s can't be used on fifty scores", (text, message) => {
    expect(() => at(text, upTo(50))).toThrow(message);
  });

  it("f1 needs outliers among the labels, as many as scores", () => {
    expect(() => at("f1", upTo(3), [0, 0, 0])).toThrow("f1 needs labelled outliers (1), but there are none.");
    expect(() => at("f1", upTo(3), [0])).toThrow("There are 3 scores, but 1 labels.");
  });
});

test("a score that is NaN is refused with its row, by every method: it is neither above nor below a threshold", () => {
  const scores = Float32Array.of(1, 2, Number.NaN, 4);
  for (const how of ["0.5", "contamination:0.1", "mad", "value:3"])
    expect(() => at(how, scores)).toThrow(/^The score of row 2 \(counted from 0\) is NaN/);
  expect(() => at("f1", scores, [0, 0, 1, 1])).toThrow(/^The score of row 2/);
  expect(() => rocAuc(scores, [0, 0, 1, 1])).toThrow(/^The score of row 2/);
  expect(() => mistakesAt(3, scores, [0, 0, 1, 1])).toThrow(/^The score of row 2/);
  expect(() => leastCost(scores, [0, 0, 1, 1], { miss: 1, falseAlarm: 1 })).toThrow(/^The score of row 2/);
  expect(at("value:3", Float32Array.of(1, Number.POSITIVE_INFINITY))).toBe(3);
});

it("the documentation has a line for each method, made from its own words", () => {
  const page = readFileSync("docs/anomalies.md", "utf8");
  for (const { forms, outliers, when } of Object.values(thresholds))
    expect(page).toContain(`| ${forms.map((form) => `\`${form}\``).join(", ")} | ${outliers} | ${when} |`);
});

it("help has the forms of each method, which can be read as they are written", () => {
  for (const [name, { forms }] of Object.entries(thresholds))
    for (const form of forms) {
      expect(thresholdForms()).toContain(form);
      expect(parseThreshold(form).method).toBe(name);
    }
});
