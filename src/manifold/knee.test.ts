import { expect, it } from "vitest";
import { kneeOf } from "./knee.ts";

const curve = (errors: Readonly<Record<number, number>>, standardError = 0.001) =>
  Object.entries(errors).map(([codings, error]) => ({ codings: Number(codings), error, standardError }));

it("a curve that first falls steeply and then slowly has its knee where the slope changes, for any later sizes", () => {
  const errors = { 1: 0.65, 2: 0.3, 3: 0.01, 4: 0.009, 6: 0.006 };
  expect(kneeOf(curve(errors), 12)).toEqual({ knee: 3, enough: 6, chosen: 3 });
  expect(kneeOf(curve({ ...errors, 8: 0.004, 11: 0.001 }), 12)).toEqual({ knee: 3, enough: 11, chosen: 3 });
});

it("the knee of principal components is the number of components with more than the mean variance", () => {
  const shares = [0.4, 0.2, 0.15, 0.12, 0.08, 0.05];
  const errors = shares.map((_, i) => shares.slice(i + 1).reduce((sum, share) => sum + share, 0));
  const { knee } = kneeOf(curve(Object.fromEntries(errors.slice(0, -1).map((error, i) => [i + 1, error]))), 6);
  expect(knee).toBe(shares.filter((share) => share > 1 / 6).length);
});

it("a straight curve has no knee, and the smallest size within a standard error of the best is chosen", () => {
  expect(kneeOf(curve({ 1: 0.9, 2: 0.8, 4: 0.6, 8: 0.2 }), 10)).toEqual({ enough: 8, chosen: 8 });
  expect(kneeOf(curve({ 2: 0.8, 4: 0.6, 6: 0.41, 7: 0.4 }, 0.02), 10)).toEqual({ enough: 6, chosen: 6 });
});

it("the chosen number of codings is at most the number that is enough", () => {
  expect(kneeOf(curve({ 1: 0.51, 2: 0.501, 3: 0.5, 4: 0.5 }, 0.02), 12)).toEqual({ knee: 1, enough: 1, chosen: 1 });
  expect(kneeOf(curve({ 1: 0.9, 2: 0.8, 3: 0.1, 8: 0.09 }, 0.72), 12)).toEqual({ knee: 3, enough: 2, chosen: 2 });
});

it("one coding is enough if nothing can be learned", () => {
  expect(kneeOf(curve({ 1: 1, 2: 1.1, 4: 1.3 }), 12)).toEqual({ enough: 1, chosen: 1 });
});
