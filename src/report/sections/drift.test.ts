import { expect, it } from "vitest";
import { driftOf } from "./drift.ts";

const noise = (count: number, shift: number) =>
  Array.from({ length: count }, (_, i) => Math.abs(Math.sin(i * i + shift)) + shift);

it("drift is reported if the errors have changed, but not if they haven't or there are too few rows", () => {
  const of = (errors: readonly number[], name: string) => ({ name, errors });
  expect(driftOf(of(noise(500, 0.3), "new"), of(noise(500, 0), "held out"))).toContain("The model is worse on these examples");
  expect(driftOf(of(noise(500, 0), "new"), of(noise(500, 0.3), "held out"))).toContain("The model is better on these examples");
  expect(driftOf(of(noise(500, 0.001), "new"), of(noise(500, 0), "held out"))).toBeUndefined();
  expect(driftOf(of([2, 2], "new"), of([1, 1], "held out"))).toBeUndefined();
});
