import { expect, it } from "vitest";
import { driftOf } from "./drift.ts";

const noise = (count: number, shift: number) =>
  Array.from({ length: count }, (_, i) => Math.abs(Math.sin(i * i + shift)) + shift);

it("a word where the errors have moved, none where they haven't or where too few rows would say so", () => {
  const of = (errors: readonly number[], name: string) => ({ name, errors });
  expect(driftOf(of(noise(500, 0.3), "new"), of(noise(500, 0), "held out"))).toContain("The model does worse on these");
  expect(driftOf(of(noise(500, 0), "new"), of(noise(500, 0.3), "held out"))).toContain("The model does better on these");
  expect(driftOf(of(noise(500, 0.001), "new"), of(noise(500, 0), "held out"))).toBeUndefined();
  expect(driftOf(of([2, 2], "new"), of([1, 1], "held out"))).toBeUndefined();
});
