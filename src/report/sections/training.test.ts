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

it("the description has the first and the last loss and the best epoch", () => {
  const history = [log(1, 0.5, { valLoss: 0.4 }), log(2, 0.3, { valLoss: 0.2 }), log(3, 0.2, { valLoss: 0.25 })];
  expect(drawn(history).querySelector("desc")!.textContent).toBe(
    "The training loss goes from 0.5 to 0.2 in 3 epochs. The validation loss goes from 0.4 to 0.25. Its lowest value is 0.2, after epoch 2.",
  );
});

it("each phase has a curve", () => {
  const history = [log(1, 0.5, { phase: 1 }), log(2, 0.4, { phase: 1 }), log(1, 9, { phase: 2 })];
  expect([...drawn(history).querySelectorAll(".wide title")].map(({ textContent }) => textContent)).toEqual([
    "Learning curve of phase 1",
    "Learning curve of phase 2",
  ]);
});
