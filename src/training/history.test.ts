import { expect, it } from "vitest";
import { csvOf, historyFrom } from "./history.ts";

it("a history that is written and read again is the same, including epochs without some value", () => {
  const shared = { learningRate: 0.1, seconds: 0.25, examplesPerSecond: 1000 };
  const history = [
    { epoch: 1, loss: 0.5, valLoss: 0.25, ...shared },
    { epoch: 2, loss: 1e-9, ...shared },
  ];
  expect(historyFrom(csvOf(history))).toEqual(history);
  expect(historyFrom("")).toEqual([]);
});
