import { expect, it } from "vitest";
import { NINE_OF_TEN, quantileOfT, surpriseOfT } from "./student-t.ts";

it("computes the surprise from the density 3/8 · (1 + x²/4)^-2.5, whose integral is 1", () => {
  const [step, end] = [0.001, 2000];
  let sum = 0;
  for (let x = step / 2; x < end; x += step) sum += Math.exp(-surpriseOfT(x)) * step;
  expect((3 / 8) * 2 * sum).toBeCloseTo(1, 5);
});

it("puts nine of ten values between the twentieths at both ends", () => {
  expect(quantileOfT(0.95)).toBeCloseTo(NINE_OF_TEN, 2);
  expect(quantileOfT(0.05)).toBeCloseTo(-NINE_OF_TEN, 2);
  expect(quantileOfT(0.5)).toBeCloseTo(0, 10);
});
