import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { random } from "../../core/random.ts";
import { leastCost, mistakesAt } from "../costs.ts";
import { rocAuc } from "../measures.ts";
import {
  expectOfHeldOutRows,
  parseThreshold,
  showThreshold,
  thresholdFor,
  thresholdForms,
  thresholds,
  tooFewHeldOut,
} from "./index.ts";
import { paretoTail } from "./pareto.ts";

const upTo = (n: number) => Float32Array.from({ length: n }, (_, i) => n - i);
const exponential = (n: number, ...seed: number[]) => {
  const source = random(...seed);
  return Float32Array.from({ length: n }, () => -Math.log(1 - source.uniform()));
};
const at = (text: string, scores: Float32Array, labels?: number[]) => thresholdFor(parseThreshold(text), scores, labels);
const shareAbove = (scores: Float32Array, threshold: number) =>
  scores.filter((score) => score > threshold).length / scores.length;

describe("thresholds of known scores", () => {
  test("a quantile is interpolated between two scores", () => {
    expect(at("0.9", upTo(101))).toBeCloseTo(91, 4);
    expect(at("quantile:0.5", Float32Array.of(1, 2))).toBe(1.5);
  });
  test("a contamination is the share above the threshold", () =>
    expect(shareAbove(upTo(1000), at("contamination:0.05", upTo(1000)))).toBe(0.05));
  test.each([
    ["1%", 2],
    ["share:0.5", 120],
    ["0.01%", 1],
    ["99.9%", 239],
  ])("%s is a share of the rows, and at least one of them", (share, rows) =>
    expect(shareAbove(upTo(240), at(share, upTo(240))) * 240).toBeCloseTo(rows),
  );
  test("a value is the threshold itself", () => {
    expect(at("3.25", upTo(3))).toBe(3.25);
    expect(at("value:0.5", new Float32Array(0))).toBe(0.5);
  });
  test("mad is the modified z-score of Iglewicz and Hoaglin", () => {
    // The median is 4, and the deviations are 3 2 1 0 1 2 96, with a median of 2.
    expect(at("mad:3.5", Float32Array.of(1, 2, 3, 4, 5, 6, 100))).toBeCloseTo(4 + (3.5 * 2) / 0.6745, 4);
    // More than half of the scores are equal, so the mean deviation counts: 2 of 5 rows at 1, times 1.253314.
    expect(at("mad", Float32Array.of(0, 1, 1, 1, 2))).toBeCloseTo(1 + 3.5 * 1.253314 * 0.4, 4);
  });
  test("f1 chooses the best of all thresholds", () => {
    const scores = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(at("f1", scores, [0, 0, 0, 1, 0, 1])).toBe(3.5);
    expect(at("f1", scores, [0, 0, 0, 0, 0, 1])).toBe(5.5);
    expect(at("f1", Float32Array.of(2, 2, 2), [1, 0, 1])).toBeLessThan(2);
  });
});

describe("the tail threshold", () => {
  test("extrapolates exponential scores", () => {
    // P(X > x) = e^-x, so one of a thousand lies above ln 1000 = 6.9. This holds for only 500 scores, too.
    const found = Array.from({ length: 40 }, (_, seed) => at("tail:0.001", exponential(500, 1, seed))).sort((a, b) => a - b);
    expect(Math.abs(found[20]! - Math.log(1000))).toBeLessThan(0.7);
    expect(at("tail:0.0001", exponential(20_000, 2))).toBeCloseTo(Math.log(10_000), 0);
  });

  test.each([
    [0.4, 2],
    [0, 1],
    [-0.3, 0.5],
  ])("the fit recovers shape %s and scale %s of a generalised Pareto distribution", (shape, scale) => {
    const source = random(5);
    const drawn = Float64Array.from({ length: 20_000 }, () => {
      const u = 1 - source.uniform();
      return shape === 0 ? -scale * Math.log(u) : (scale / shape) * (u ** -shape - 1);
    });
    const found = paretoTail(drawn);
    // Tolerances are four standard errors of the best estimator: sqrt((1 + shape)² / n), and about sqrt(2) times scale / sqrt(n).
    expect(Math.abs(found.shape - shape)).toBeLessThan((4 * (1 + shape)) / Math.sqrt(20_000));
    expect(Math.abs(found.scale / scale - 1)).toBeLessThan((4 * Math.SQRT2 * (1 + Math.abs(shape))) / Math.sqrt(20_000));
  });
});

describe("the conformal threshold", () => {
  test("is the lowest score that the rate allows", () => {
    // With 99 held-out rows and a rate of .01, a row is flagged above all of them; with a rate of .02, above all but one.
    expect(at("conformal:0.01", upTo(99))).toBe(99);
    expect(at("conformal:0.02", upTo(99))).toBe(98);
    expect(at("conformal:0.019", upTo(99))).toBe(99);
  });

  test("has the requested false-alarm rate on new rows, for any distribution and few held-out rows", () => {
    const rates = [0.01, 0.1].map((rate) => {
      let flagged = 0;
      for (let seed = 0; seed < 400; seed++)
        flagged += shareAbove(exponential(500, 4, seed), at(`conformal:${rate}`, exponential(109, 3, seed))) / 400;
      return flagged;
    });
    // The expected rates are exactly 1/110 and 11/110. Tolerances are four standard errors over 400 draws of the held-out rows.
    expect(Math.abs(rates[0]! - 1 / 110)).toBeLessThan((4 * (1 / 110)) / 20);
    expect(Math.abs(rates[1]! - 11 / 110)).toBeLessThan((4 * Math.sqrt((0.1 * 0.9) / 110)) / 20);
  });

  test("reports the number of rows that a rate needs", () => {
    expect(() => at("conformal:0.01", upTo(98))).toThrow(
      "A false-alarm rate of 0.01 needs at least 99 held-out rows, but there are 98. Choose a rate of at least 0.01, or hold out more rows.",
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
    ["1%", "share:0.01"],
    ["0.5 %", "share:0.005"],
    ["contamination:5e-2", "contamination:0.05"],
  ])("%s is read as %s", (text, meant) => {
    expect(showThreshold(parseThreshold(text))).toBe(meant);
    expect(parseThreshold(meant)).toEqual(parseThreshold(text));
  });

  test.each([
    ["conformol:0.1", 'Unknown threshold "conformol". Did you mean "conformal"?'],
    ["tail", 'The threshold "tail" can\'t be read. Write it as tail:NUMBER.'],
    ["quantile:", 'The threshold "quantile:" can\'t be read. Write it as quantile:NUMBER.'],
    ["f1:2", 'The threshold "f1:2" can\'t be read. Write it as f1.'],
    ["mad:x", 'The threshold "mad:x" doesn\'t contain a finite number. Write one, such as in quantile:0.99.'],
    ["", 'Unknown threshold "".'],
  ])('"%s" is refused with one sentence that explains why', (text, message) => {
    expect(() => parseThreshold(text)).toThrow(message);
  });

  test.each([
    ["quantile:1.5", "The number of quantile must be a share between 0 and 1, but it is 1.5."],
    ["150%", "The number of share must be a share between 0 and 1, but it is 1.5."],
    ["tail:0.5", "The probability of tail must be between 0 and 0.1, such as 0.001, but it is 0.5."],
    ["tail:0.01", "tail needs 10 scores above the 90th percentile, about 100 in all, but there are 5."],
    ["mad:-1", "The factor of mad must be a positive number, such as 3.5, but it is -1."],
    ["f1", "f1 needs labels"],
  ])("%s can't be used on fifty scores", (text, message) => {
    expect(() => at(text, upTo(50))).toThrow(message);
  });

  it("f1 needs outliers among the labels, and one label for each score", () => {
    expect(() => at("f1", upTo(3), [0, 0, 0])).toThrow("f1 needs rows that are labelled as outliers (1), but there are none.");
    expect(() => at("f1", upTo(3), [0])).toThrow("There are 3 scores, but 1 labels.");
  });
});

describe("a threshold from held-out rows", () => {
  const doubt = (text: string, rows: number) => tooFewHeldOut(parseThreshold(text), rows);
  test("is uncertain if less than one row should be above it", () => {
    expect(doubt("contamination:0.01", 22)).toBe(
      "The threshold contamination:0.01 comes from 22 scores of held-out rows, but measuring a share of 1 % takes at least 100. Many more rows may score above it. To flag 1 % of the scored rows, give score the threshold 1%.",
    );
    expect(doubt("0.99", 99)).toContain("The threshold quantile:0.99 comes from 99 scores");
    for (const how of ["0.99", "contamination:0.01"]) expect(doubt(how, 100)).toBeUndefined();
    for (const how of ["1%", "value:3", "mad", "f1"]) expect(doubt(how, 1)).toBeUndefined();
  });
  test("can't be one of the scored rows", () => {
    for (const how of ["1%", "f1"])
      expect(() => expectOfHeldOutRows(parseThreshold(how))).toThrow(
        "is chosen from the rows that are scored. Give it to score,",
      );
    expect(expectOfHeldOutRows(parseThreshold("mad"))).toEqual({ method: "mad", value: 3.5 });
  });
});

test("every method refuses a score that is NaN, and names its row", () => {
  const scores = Float32Array.of(1, 2, Number.NaN, 4);
  for (const how of ["0.5", "contamination:0.1", "mad", "value:3"])
    expect(() => at(how, scores)).toThrow(/^The score of row 2 \(counted from 0\) is NaN/);
  expect(() => at("f1", scores, [0, 0, 1, 1])).toThrow(/^The score of row 2/);
  expect(() => rocAuc(scores, [0, 0, 1, 1])).toThrow(/^The score of row 2/);
  expect(() => mistakesAt(3, scores, [0, 0, 1, 1])).toThrow(/^The score of row 2/);
  expect(() => leastCost(scores, [0, 0, 1, 1], { miss: 1, falseAlarm: 1 })).toThrow(/^The score of row 2/);
  expect(at("value:3", Float32Array.of(1, Number.POSITIVE_INFINITY))).toBe(3);
});

it("the documentation lists each method with its own descriptions", () => {
  const page = readFileSync("docs/anomalies.md", "utf8");
  for (const { forms, outliers, when } of Object.values(thresholds))
    expect(page).toContain(`| ${forms.map((form) => `\`${form}\``).join(", ")} | ${outliers} | ${when} |`);
});

it("help lists the forms of each method, and each form can be read", () => {
  for (const [name, { forms }] of Object.entries(thresholds))
    for (const form of forms) {
      expect(thresholdForms()).toContain(form);
      expect(parseThreshold(form).method).toBe(name);
    }
});
