import { expect, it } from "vitest";
import { activationsFigure } from "./activations.ts";
import { floats, parsed, textOf } from "./parsed.fixture.ts";

it("the mean is written on both histograms of activations, and NaN is refused", () => {
  const figure = activationsFigure({ codings: floats([50, 4], (i) => (i % 4) / 10) });
  expect(textOf(figure).filter((text) => text === "mean 0.15")).toHaveLength(2);
  expect(() => activationsFigure({ codings: floats([1, 1], () => Number.NaN) })).toThrow(
    "The codings are empty or hold a value that isn't a finite number.",
  );
});

it("the bars are at the numbers: one bar for all activations, four for the codings' means", () => {
  const drawn = [
    ...parsed(activationsFigure({ codings: floats([50, 4], (i) => i % 4) })).querySelectorAll('g[aria-label="rect"]'),
  ];
  const bars = drawn.map((g) => [...g.querySelectorAll("rect")].filter((bar) => Number(bar.getAttribute("height")) > 0));
  expect(bars.map(({ length }) => length)).toEqual([4, 4]);
  const one = parsed(activationsFigure({ codings: floats([50, 4], () => 0) })).querySelectorAll('g[aria-label="rect"]');
  expect([...one[0]!.querySelectorAll("rect")].filter((bar) => Number(bar.getAttribute("height")) > 0)).toHaveLength(1);
});

it("the target, if there is one, is written above both histograms", () => {
  const codings = floats([50, 4], (i) => (i % 4) / 10);
  const targets = (target?: number) =>
    textOf(activationsFigure({ codings, ...(target !== undefined && { target }) })).filter((text) => text?.startsWith("target"));
  expect(targets(0.1)).toEqual(["target 0.10", "target 0.10"]);
  expect(targets()).toEqual([]);
});
