import { expect, it } from "vitest";
import { chanceOfLarger, driftOf } from "./drift.ts";

const noise = (count: number, shift: number) =>
  Array.from({ length: count }, (_, i) => Math.abs(Math.sin(i * i + shift)) + shift);

it("the chance is that of all pairs, equal ones counting half", () => {
  const [a, b] = [
    [3, 1, 4, 1, 5],
    [2, 1, 6, 4],
  ];
  let wins = 0;
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0;
  expect(chanceOfLarger(a, b).chance).toBe(wins / 20);
  expect(chanceOfLarger(a, b).standardError).toBeCloseTo(Math.sqrt(10 / (12 * 20)), 12);
});

it("a word where the errors have moved, none where they haven't or where too few rows would say so", () => {
  const of = (errors: readonly number[], name: string) => ({ name, errors });
  expect(driftOf(of(noise(500, 0.3), "new"), of(noise(500, 0), "held out"))).toContain("The model does worse on these");
  expect(driftOf(of(noise(500, 0), "new"), of(noise(500, 0.3), "held out"))).toContain("The model does better on these");
  expect(driftOf(of(noise(500, 0.001), "new"), of(noise(500, 0), "held out"))).toBeUndefined();
  expect(driftOf(of([2, 2], "new"), of([1, 1], "held out"))).toBeUndefined();
});
