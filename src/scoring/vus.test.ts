import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rocAuc } from "./measures.ts";
import { vusPr, vusRoc } from "./vus.ts";

interface Figures {
  readonly roc: number;
  readonly pr: number;
}
interface Case {
  readonly scores: number[];
  readonly labels: number[];
  readonly buffer: number;
  readonly thresholds: number;
  readonly exact: Figures;
  readonly coarse: Figures;
}
const cases = JSON.parse(readFileSync("test/fixtures/anomaly-vus.json", "utf8")) as Record<string, Case>;

describe.each(Object.entries(cases))("equals the authors' package (%s)", (_, { scores, labels, buffer, ...expected }) => {
  it("with all thresholds", () => {
    expect(vusRoc(scores, labels, { buffer })).toBeCloseTo(expected.exact.roc, 12);
    expect(vusPr(scores, labels, { buffer })).toBeCloseTo(expected.exact.pr, 12);
  });
  it("with fewer thresholds", () => {
    const { thresholds } = expected;
    expect(vusRoc(scores, labels, { buffer, thresholds })).toBeCloseTo(expected.coarse.roc, 12);
    expect(vusPr(scores, labels, { buffer, thresholds })).toBeCloseTo(expected.coarse.pr, 12);
  });
});

it("is the area under the ROC curve if there is one stretch and no buffer, and less if there are several", () => {
  const scores = [9, 4, 5, 1, 2, 3];
  for (const [labels, less] of [
    [[1, 1, 0, 0, 0, 0], 0],
    [[1, 0, 0, 0, 0, 1], 0.125],
  ] as const)
    expect(vusRoc(scores, labels, { buffer: 0 })).toBeCloseTo(rocAuc(scores, labels) - less, 12);
});

it("takes the median length of the labelled stretches as the buffer by default", () => {
  const { scores, labels } = cases["short and long"]!;
  expect(vusPr(scores, labels)).toBe(vusPr(scores, labels, { buffer: 21 }));
  expect(vusPr(scores, labels)).not.toBe(vusPr(scores, labels, { buffer: 20 }));
});

it("gives the figures of its examples", () => {
  const scores = [0, 0, 0, 1, 0, 0];
  const labels = [0, 0, 1, 0, 0, 0];
  expect(vusRoc(scores, labels, { buffer: 2 })).toBeCloseTo(0.52, 2);
  expect(vusPr(scores, labels, { buffer: 2 })).toBeCloseTo(0.3, 2);
});

it("scores a series of 200,000 readings with all thresholds", () => {
  const labels = Array.from({ length: 200_000 }, (_, i) => (i % 20_000 < 300 ? 1 : 0));
  const scores = labels.map((label, i) => label + Math.sin(i * i));
  expect(vusPr(scores, labels, { buffer: 20 })).toBeGreaterThan(0.2);
});

it("refuses labels that are all the same, NaN, and wrong options", () => {
  expect(() => vusRoc([1, 2], [0, 0])).toThrow("Labels must contain outliers (1) and other rows (0), but all 2 are 0.");
  expect(() => vusPr([1, Number.NaN], [0, 1])).toThrow("The score of row 1 (counted from 0) is NaN");
  expect(() => vusPr([1, 2], [0, 1], { buffer: 1.5 })).toThrow("buffer must be a whole number of at least 0, but it is 1.5.");
  expect(() => vusPr([1, 2], [0, 1], { thresholds: 1 })).toThrow("thresholds must be a whole number of at least 2, but it is 1.");
});
