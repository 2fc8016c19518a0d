import { DOMParser } from "linkedom";
import { describe, expect, it } from "vitest";
import { autoencoderFigure, denoisingFigure, greedyFigure, pretrainingFigure } from "./architecture.ts";
import { besideFigure } from "./beside.ts";
import type { Figure } from "./svg.ts";

const parsed = ({ svg }: Figure) => new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as Document;
const textOf = (figure: Figure) => Array.from(parsed(figure).querySelectorAll("text"), ({ textContent }) => textContent);
const heights = (figure: Figure) =>
  Array.from(parsed(figure).querySelectorAll("rect.layer"), (rect) => Number(rect.getAttribute("height")));

it("an autoencoder of few units shows each unit and each connection", () => {
  const svg = parsed(autoencoderFigure({ sizes: [3, 2] }));
  expect(svg.querySelectorAll("circle")).toHaveLength(3 + 2 + 3);
  expect(svg.querySelectorAll("line")).toHaveLength(3 * 2 + 2 * 3);
  expect(svg.querySelectorAll("circle.codings")).toHaveLength(2);
});

it("a deep one is symmetrical about its codings, its layers as high as they have units", () => {
  const figure = autoencoderFigure({ sizes: [784, 300, 100, 30] });
  const drawn = heights(figure);
  expect(drawn).toHaveLength(7);
  expect(drawn).toEqual(drawn.toReversed());
  expect(drawn.slice(0, 4)).toEqual(drawn.slice(0, 4).toSorted((a, b) => b - a));
  expect(textOf(figure)).toEqual(expect.arrayContaining(["encoder", "decoder", "codings", "784", "300", "100", "30"]));
});

it("greedy training has a phase for each layer of the encoder, and one for the stack", () => {
  const headings = textOf(greedyFigure({ sizes: [784, 300, 100, 30] })).filter((text) => text?.startsWith("Phase"));
  expect(headings).toHaveLength(4);
});

it("pretraining copies as many layers as the encoder has, and ends in the classes", () => {
  const figure = pretrainingFigure({ sizes: [784, 100, 30], classes: 10 });
  const copied = Array.from(parsed(figure).querySelectorAll("g.arrow polygon")).filter(
    (tip) => tip.getAttribute("fill") === "#d55e00",
  );
  expect(copied).toHaveLength(2);
  expect(textOf(figure)).toEqual(expect.arrayContaining(["softmax", "10", "copy parameters"]));
});

it("denoising shows a net behind each noise", () => {
  const figure = denoisingFigure({ sizes: [784, 100, 30], noises: ["Gaussian noise", "dropout", "masking"] });
  expect(parsed(figure).querySelectorAll("rect.noise")).toHaveLength(3);
});

it("figures beside each other are as wide as both, and keep what they show", () => {
  const [one, two] = [autoencoderFigure({ sizes: [3, 2] }), autoencoderFigure({ sizes: [784, 100, 30] })];
  const both = besideFigure([one, two], { title: "Both" });
  expect(both.width).toBe(one.width + two.width);
  expect(parsed(both).querySelectorAll("circle")).toHaveLength(8);
  expect(textOf(both)).toContain("Both");
});

describe("sizes that can't be drawn are refused in one line", () => {
  it.each([[[784]], [[784, 0]], [[3.5, 2]]])("%j", (sizes) => {
    expect(() => autoencoderFigure({ sizes })).toThrow(
      /^Sizes are two whole numbers of units or more, such as 784, 100, 30, but these are /,
    );
  });
});
