import { describe, expect, it } from "vitest";
import { random } from "../core/random.ts";
import { costOf, leastCost, mistakesAt } from "./costs.ts";

describe("the cost of a threshold", () => {
  const scores = [1, 2, 3, 4, 5];
  const labels = [0, 0, 1, 0, 1];

  it("counts misses and false alarms, and doesn't flag a score that equals the threshold", () => {
    expect(mistakesAt(3, scores, labels)).toEqual({ misses: 1, falseAlarms: 1 });
    expect(costOf(mistakesAt(3, scores, labels), { miss: 10, falseAlarm: 1 })).toBe(11);
  });

  it("flags more rows if misses are expensive", () => {
    expect(leastCost(scores, labels, { miss: 10, falseAlarm: 1 })).toEqual({ threshold: 2.5, cost: 1 });
    expect(leastCost(scores, labels, { miss: 1, falseAlarm: 10 })).toEqual({ threshold: 4.5, cost: 1 });
    expect(leastCost(scores, labels, { miss: 0, falseAlarm: 1 })).toEqual({ threshold: 5, cost: 0 });
  });

  it("finds the lowest cost of all possible thresholds", () => {
    const source = random(7);
    const many = Array.from({ length: 200 }, () => Math.round(40 * source.uniform()));
    const known = many.map((score) => (source.uniform() < score / 60 ? 1 : 0));
    for (const costs of [
      { miss: 1, falseAlarm: 1 },
      { miss: 5, falseAlarm: 1 },
      { miss: 1, falseAlarm: 3 },
    ]) {
      const { threshold, cost } = leastCost(many, known, costs);
      expect(costOf(mistakesAt(threshold, many, known), costs)).toBe(cost);
      const tried = Array.from({ length: 85 }, (_, i) => costOf(mistakesAt(i / 2 - 1, many, known), costs));
      expect(cost).toBe(Math.min(...tried));
    }
  });

  it("refuses negative costs, and labels that don't match the scores", () => {
    expect(() => leastCost(scores, labels, { miss: -1, falseAlarm: 1 })).toThrow("Costs must be numbers of at least 0");
    expect(() => leastCost(scores, [1], { miss: 1, falseAlarm: 1 })).toThrow(
      "There are 5 scores, but 1 labels. Give one label for each score.",
    );
  });
});
