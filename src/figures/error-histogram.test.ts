import { expect, it } from "vitest";
import { DataError } from "../core/errors.ts";
import { errorHistogramFigure } from "./error-histogram.ts";
import { parsed, textOf } from "./parsed.fixture.ts";
import { OKABE_ITO } from "./theme.ts";

/** 1 to 100, so that a percentile is its own number. */
const even = Array.from({ length: 100 }, (_, i) => i + 1);
/** As even on a scale of logarithms: from 1 to 1,000. */
const skewed = Array.from({ length: 100 }, (_, i) => 10 ** ((3 * i) / 99));

const barsOf = (figure: ReturnType<typeof errorHistogramFigure>) =>
  [...parsed(figure).querySelectorAll('g[aria-label="rect"] rect')].map((bar) => ({
    fill: bar.getAttribute("fill") ?? bar.parentElement!.getAttribute("fill"),
    height: Number(bar.getAttribute("height")),
    left: Number(bar.getAttribute("x")),
  }));

it("rows beyond the threshold are counted in words and drawn in another colour; a bar is on one side of it", () => {
  const figure = errorHistogramFigure({ name: "held out", errors: even, threshold: 90 });
  expect(textOf(figure)).toContain("10 beyond 90");
  const bars = barsOf(figure);
  const total = bars.reduce((sum, { height }) => sum + height, 0);
  const beyond = bars.filter(({ fill }) => fill === OKABE_ITO.vermillion).reduce((sum, { height }) => sum + height, 0);
  expect(beyond / total).toBeCloseTo(0.1, 6);
});

it("errors at the threshold aren't beyond it, and no bar reaches below 0", () => {
  const only = errorHistogramFigure({ name: "", errors: [2], threshold: 2, beside: { name: "", errors: [30] } });
  expect(textOf(only)).toContain("0 beyond 2");
  expect(barsOf(only).filter(({ fill, height }) => fill === OKABE_ITO.vermillion && height > 0)).toEqual([]);
  const ticks = textOf(errorHistogramFigure({ name: "", errors: [0.01, 0.2, 0.3], threshold: 0.29 })).filter((text) =>
    /^[-−]/.test(text!),
  );
  expect(ticks).toEqual([]);
});

it("an axis of logarithms where errors are skewed, of plain numbers where they aren't", () => {
  const ticks = (errors: readonly number[]) =>
    textOf(errorHistogramFigure({ name: "", errors, threshold: errors[98]! }))
      .map(Number)
      .filter((n) => n >= 1);
  expect(ticks(skewed)).toEqual(expect.arrayContaining([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]));
  expect(ticks(even)).toEqual(expect.arrayContaining([20, 40, 60, 80, 100]));
});

it("percentiles stand above, but for those that would touch; the bars' rows and the line's rows have names", () => {
  const texts = textOf(
    errorHistogramFigure({ name: "held out", errors: even, threshold: 99, beside: { name: "learned from", errors: even } }),
  );
  expect(texts).toEqual(expect.arrayContaining(["held out", "learned from", "50 %", "90 %", "99 %"]));
  expect(texts).not.toContain("99.9 %");
});

it("errors that are all the same, zero, or one alone are drawn with finite coordinates", () => {
  for (const errors of [[3, 3, 3], [0, 0], [0.5], [0, 0, 1e-9, 1e6]]) {
    const { svg } = errorHistogramFigure({ name: "all", errors, threshold: Math.max(...errors) });
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
});

it("says so where there is no error, or one isn't a number", () => {
  for (const errors of [[], [1, Number.NaN]])
    expect(() => errorHistogramFigure({ name: "", errors, threshold: 1 })).toThrow(DataError);
});
