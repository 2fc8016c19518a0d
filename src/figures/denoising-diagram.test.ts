import { expect, it } from "vitest";
import { denoisingFigure } from "./denoising-diagram.ts";
import { parsed, textOf } from "./parsed.fixture.ts";

it("Gaussian noise is on the left and dropout on the right", () => {
  const figure = denoisingFigure({ sizes: [784, 100, 30] });
  expect(textOf(figure).filter((text) => text?.startsWith("With "))).toEqual(["With Gaussian noise", "With dropout"]);
  const places = [...parsed(figure).querySelectorAll("rect.noise")].map((rect) =>
    ((rect.parentNode as Element).parentNode as Element).getAttribute("transform"),
  );
  const [left, right] = places.map((place) => /\(([\d.]+),([\d.]+)\)/.exec(place!)!.slice(1).map(Number));
  expect(left![0]).toBeLessThan(right![0]!);
  expect(left![1]).toBe(right![1]);
});

it("each kind of noise has its own network", () => {
  const figure = denoisingFigure({ sizes: [784, 100, 30], noises: ["Gaussian noise", "dropout", "masking"] });
  expect(parsed(figure).querySelectorAll("rect.noise")).toHaveLength(3);
  expect(parsed(figure).querySelectorAll("rect.layer")).toHaveLength(3 * 6);
});

it("an empty list of noises is refused", () => {
  expect(() => denoisingFigure({ sizes: [784, 30], noises: [] })).toThrow("noises is empty.");
});

it("the name of the noise is one text below its layer, and the outputs are labelled", () => {
  const figure = denoisingFigure({ sizes: [784, 100, 30] });
  expect(textOf(figure)).toEqual(expect.arrayContaining(["Gaussian noise", "outputs", "≈ clean inputs"]));
});
