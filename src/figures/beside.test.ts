import { expect, it } from "vitest";
import { autoencoderFigure } from "./autoencoder-diagram.ts";
import { besideFigure } from "./beside.ts";
import { parsed, textOf } from "./parsed.fixture.ts";

it("figures side by side are as wide as both together and show the same contents", () => {
  const [one, two] = [autoencoderFigure({ sizes: [3, 2] }), autoencoderFigure({ sizes: [784, 100, 30] })];
  const both = besideFigure([one, two], { title: "Both" });
  expect(both.width).toBe(one.width + two.width);
  expect(parsed(both).querySelectorAll("circle")).toHaveLength(8);
  expect(textOf(both)).toContain("Both");
});

it("a title may contain characters that XML reserves", () => {
  const figure = besideFigure([autoencoderFigure({ sizes: [3, 2], title: "Noise & <dropout>" })], { title: "Both" });
  expect(textOf(figure)).toContain("Noise & <dropout>");
});

it("an empty list of figures is refused", () => {
  expect(() => besideFigure([], { title: "None" })).toThrow("The list of figures is empty. Give at least one figure.");
});
