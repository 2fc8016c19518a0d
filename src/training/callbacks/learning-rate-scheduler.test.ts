import { expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { dense } from "../../layers/index.ts";
import { sequential } from "../../models/index.ts";
import { learningRateScheduler } from "./learning-rate-scheduler.ts";

const x = ndarray("float32", [4, 1], Float32Array.of(1, 2, 3, 4));
const fit = (rate: (epoch: number, rate: number) => number) =>
  sequential([dense(1, { inputShape: [1] })])
    .compile({ loss: "mse", optimizer: "sgd" })
    .fit(x, x, { epochs: 3, warn: false, callbacks: [learningRateScheduler(rate)] });

it("each epoch uses the rate that the function returns for it", async () => {
  const { history } = await fit((epoch, rate) => (epoch === 0 ? 0.004 : rate / 2));
  expect(history.map(({ learningRate }) => learningRate)).toEqual([0.004, 0.002, 0.001]);
});

it("rates that aren't numbers above 0 are rejected", async () => {
  await expect(fit(() => Number.NaN)).rejects.toThrow("must return a number above 0, but it returned NaN for epoch 0.");
  expect(() => learningRateScheduler(0.1 as never)).toThrow(
    "needs a function of the epoch and the current rate, but it got 0.1.",
  );
});
