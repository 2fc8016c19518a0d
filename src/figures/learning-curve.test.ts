import { DOMParser } from "linkedom";
import { expect, test } from "vitest";
import { DataError } from "../core/errors.ts";
import { type LearningCurveOptions, learningCurveFigure } from "./learning-curve.ts";

function drawn(history: LearningCurveOptions["history"], loss = "binaryCrossentropy") {
  const root = new DOMParser().parseFromString(learningCurveFigure({ history, loss }).svg, "image/svg+xml");
  const texts = [...root.querySelectorAll("text")];
  return {
    texts: texts.map((text) => text.textContent),
    lines: [...root.querySelectorAll("[aria-label=line] path")],
    /** Returns the height in the figure of the text that begins with these words: its line's position plus its offset. */
    heightOf: (start: string) => {
      const text = texts.find(({ textContent }) => textContent?.startsWith(start))!;
      return [text, text.parentElement!]
        .map((element) => Number(/,([-\d.]+)\)/.exec(element.getAttribute("transform") ?? "")?.[1] ?? 0))
        .reduce((a, b) => a + b);
    },
  };
}

const history = [
  { epoch: 1, loss: 0.25, valLoss: 0.18 },
  { epoch: 2, loss: 0.12, valLoss: 0.1 },
  { epoch: 3, loss: 0.1, valLoss: 0.11 },
];

test("training and validation each have a curve, with its name and last loss at its end", () => {
  const { lines, texts } = drawn(history);
  expect(lines).toHaveLength(2);
  expect(texts).toEqual(expect.arrayContaining(["training 0.100", "validation 0.110"]));
});

test("the curves differ in their dashes, not only in colour", () => {
  const { lines } = drawn(history);
  expect(new Set(lines.map((line) => line.parentElement!.getAttribute("stroke-dasharray"))).size).toBe(2);
});

test("the best epoch is the one with the lowest validation loss", () => {
  expect(drawn(history).texts).toContain("best epoch 2: validation 0.100");
});

test("without a validation set there is one curve, and its lowest loss is the best", () => {
  const { lines, texts } = drawn(history.map(({ epoch, loss }) => ({ epoch, loss })));
  expect(lines).toHaveLength(1);
  expect(texts).toContain("best epoch 3: training 0.100");
});

test("the axes have labels, and the loss has its unit", () => {
  expect(drawn(history).texts).toEqual(expect.arrayContaining(["epoch", "binary cross-entropy (nats per value)"]));
  expect(drawn(history, "my own loss").texts).toContain("my own loss");
});

test("epochs are labelled with whole numbers only", () => {
  const { texts } = drawn(history, "mse");
  expect(texts.filter((text) => /^\d$/.test(text ?? ""))).toEqual(["1", "2", "3"]);
  expect(texts).not.toContain("1.5");
});

test("labels of curves that end close together are a line apart, with the higher loss above", () => {
  const { heightOf } = drawn([history[0]!, { epoch: 2, loss: 0.1, valLoss: 0.1001 }]);
  expect(heightOf("training") - heightOf("validation")).toBeGreaterThanOrEqual(15);
});

test("a single epoch, and losses that never change, are drawn with finite coordinates", () => {
  for (const epochs of [1, 3]) {
    const same = Array.from({ length: epochs }, (_, i) => ({ epoch: i + 1, loss: 0, valLoss: 0 }));
    expect(learningCurveFigure({ history: same, loss: "mse" }).svg).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test("an epoch with a loss of NaN has no point", () => {
  const { svg } = learningCurveFigure({
    history: [...history, { epoch: 4, loss: Number.NaN, valLoss: Number.NaN }],
    loss: "mse",
  });
  expect(svg).not.toMatch(/NaN/);
  expect(svg).toContain("training 0.100");
});

test("a history without a finite loss is refused", () => {
  expect(() => learningCurveFigure({ history: [], loss: "mse" })).toThrow(DataError);
});

test.each([
  [10, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]],
  [30, ["1", "5", "10", "15", "20", "25", "30"]],
  [100, ["1", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100"]],
])("the first of %d epochs has a number below the axis", (epochs, numbers) => {
  const { texts } = drawn(
    Array.from({ length: epochs }, (_, i) => ({ epoch: i + 1, loss: 0.5 / (i + 1) })),
    "mse",
  );
  expect(texts.filter((text) => /^\d+$/.test(text ?? ""))).toEqual(numbers);
});
