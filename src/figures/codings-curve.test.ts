import { expect, it } from "vitest";
import { codingsCurveFigure } from "./codings-curve.ts";
import { parsed, textOf } from "./parsed.fixture.ts";

const sizes = [
  { codings: 1, errors: [0.7, 0.8, 0.75], pca: 0.82, trustworthiness: [0.7, 0.72, 0.71] },
  { codings: 2, errors: [0.4], pca: 0.6, trustworthiness: [0.9] },
  { codings: 3, errors: [0.39], pca: 0.4, trustworthiness: [0.91] },
];

it("the curve has a bar from the lowest to the highest seed, shows PCA's curve and marks the chosen size", () => {
  const figure = codingsCurveFigure({ sizes, chosen: { codings: 2, low: 2, high: 3 } });
  expect(textOf(figure)).toEqual(
    expect.arrayContaining(["autoencoder", "PCA", "trustworthiness", "codings", "1", "2", "3", "2 chosen"]),
  );
  const document = parsed(figure);
  const bars = [...document.querySelectorAll("line")].map((line) =>
    Math.abs(Number(line.getAttribute("y1")) - Number(line.getAttribute("y2"))),
  );
  // Shares from 0 to 1 fill 286 pixels.
  expect(bars.filter((length) => Math.abs(length - 28.6) < 0.1)).toHaveLength(1);
  expect(document.querySelectorAll('[aria-label="rect"]')).toHaveLength(1);
  expect(textOf(codingsCurveFigure({ sizes })).filter((text) => text?.includes("chosen"))).toEqual([]);
});

it("there is no curve of PCA without its errors, and errors above 1 are inside the figure", () => {
  const figure = codingsCurveFigure({ sizes: [{ codings: 1, errors: [1.4] }] });
  expect(textOf(figure)).not.toContain("PCA");
  expect(textOf(figure)).toContain("140%");
});

it.each([[[]], [[{ codings: 2, errors: [] }]], [[{ codings: 2, errors: [Number.NaN] }]]])("%j is refused", (none) => {
  expect(() => codingsCurveFigure({ sizes: none })).toThrow("There are no sizes to draw, or a size has no valid error.");
});
