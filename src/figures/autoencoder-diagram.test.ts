import { describe, expect, it } from "vitest";
import { autoencoderFigure } from "./autoencoder-diagram.ts";
import { parsed, textOf } from "./parsed.fixture.ts";
import type { Figure } from "./svg.ts";

const heights = (figure: Figure) =>
  Array.from(parsed(figure).querySelectorAll("rect.layer"), (rect) => Number(rect.getAttribute("height")));

it("an autoencoder with few units shows each unit and each connection", () => {
  const svg = parsed(autoencoderFigure({ sizes: [3, 2] }));
  expect(svg.querySelectorAll("circle")).toHaveLength(3 + 2 + 3);
  expect(svg.querySelectorAll("line")).toHaveLength(3 * 2 + 2 * 3);
  expect(svg.querySelectorAll("circle.codings")).toHaveLength(2);
});

it("a deep autoencoder is symmetrical about its codings, and layers with more units are higher", () => {
  const figure = autoencoderFigure({ sizes: [784, 300, 100, 30] });
  const drawn = heights(figure);
  expect(drawn).toHaveLength(7);
  expect(drawn).toEqual(drawn.toReversed());
  expect(drawn.slice(0, 4)).toEqual(drawn.slice(0, 4).toSorted((a, b) => b - a));
  expect(textOf(figure)).toEqual(
    expect.arrayContaining(["encoder", "decoder", "≈ inputs", "hidden 3", "(codings)", "784", "300", "100", "30"]),
  );
});

it("layers of up to twelve units are drawn as circles, and thirteen units as a box", () => {
  expect(parsed(autoencoderFigure({ sizes: [12, 2] })).querySelectorAll("circle")).toHaveLength(12 + 2 + 12);
  expect(parsed(autoencoderFigure({ sizes: [13, 2] })).querySelectorAll("circle")).toHaveLength(0);
});

describe("sizes that can't be drawn are refused in one sentence", () => {
  it.each([[[784]], [[784, 0]], [[3.5, 2]]])("%j", (sizes) => {
    expect(() => autoencoderFigure({ sizes })).toThrow(
      /^sizes must be at least two whole numbers of units, such as \[784, 100, 30\], but it is \[/,
    );
  });
});

it("hidden layers are numbered from the inputs to the outputs, including the codings", () => {
  const named = (sizes: number[]) => textOf(autoencoderFigure({ sizes })).filter((text) => /hidden|codings/.test(text!));
  expect(named([784, 100, 30])).toEqual(["hidden 1", "hidden 2", "(codings)", "hidden 3"]);
  expect(named([784, 30])).toEqual(["codings"]);
});
