import { expect, it } from "vitest";
import { parsed, textOf } from "./parsed.fixture.ts";
import { pretrainingFigure } from "./pretraining-diagram.ts";

it("all layers of the encoder are copied, and the classifier ends in the classes", () => {
  const figure = pretrainingFigure({ sizes: [784, 100, 30], classes: 10 });
  const text = textOf(figure);
  expect(text.filter((word) => word === "copied")).toHaveLength(2);
  expect(text).toEqual(expect.arrayContaining(["softmax", "10", "copy parameters"]));
  // The autoencoder has five layers and the classifier four.
  expect(parsed(figure).querySelectorAll("rect.layer")).toHaveLength(5 + 4);
});

it("a figure with more classes than inputs isn't taller than others", () => {
  const figure = pretrainingFigure({ sizes: [3, 2], classes: 1000 });
  const tops = Array.from(parsed(figure).querySelectorAll("rect.layer"), (rect) => Number(rect.getAttribute("y")));
  expect(Math.min(...tops)).toBeGreaterThanOrEqual(0);
});

it.each([0, 2.5, Number.NaN])("%d classes are refused", (classes) => {
  expect(() => pretrainingFigure({ sizes: [784, 30], classes })).toThrow(`classes is ${classes}. Give a whole number from 1.`);
});
