import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { pngUrl } from "../../figures/sprite-sheet.node.ts";
import type { EpochLog } from "../../training/history.ts";
import { html } from "../page/html.ts";
import { training } from "./training.ts";

const log = (epoch: number, loss: number, more: Partial<EpochLog> = {}): EpochLog => ({
  epoch,
  loss,
  learningRate: 0.1,
  seconds: 1,
  examplesPerSecond: 1,
  ...more,
});
const drawn = (history: readonly EpochLog[]) =>
  parseHTML(`<body>${html`${training.body({ known: [], history, loss: "mse" }, { pngUrl })}`.markup}</body>`).document;

it("the curve is told in words: where it begins, where it ends, which epoch was the best", () => {
  const history = [log(1, 0.5, { valLoss: 0.4 }), log(2, 0.3, { valLoss: 0.2 }), log(3, 0.2, { valLoss: 0.25 })];
  expect(drawn(history).querySelector("desc")!.textContent).toBe(
    "The loss of the rows learned from goes from 0.5 to 0.2 in 3 epochs. The loss of the rows held out goes from 0.4 to 0.25; it is lowest, 0.2, after epoch 2.",
  );
});

it("phases have a curve each", () => {
  const history = [log(1, 0.5, { phase: 1 }), log(2, 0.4, { phase: 1 }), log(1, 9, { phase: 2 })];
  expect([...drawn(history).querySelectorAll(".wide title")].map(({ textContent }) => textContent)).toEqual([
    "Phase 1: the loss over the epochs",
    "Phase 2: the loss over the epochs",
  ]);
});
