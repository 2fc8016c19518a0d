import { expect, it } from "vitest";
import { DataError } from "../core/errors.ts";
import { errorHistogramFigure } from "./error-histogram.ts";
import { parsed, textOf } from "./parsed.fixture.ts";
import { OKABE_ITO } from "./theme.ts";

/** The numbers 1 to 100, so that each percentile equals its number. */
const even = Array.from({ length: 100 }, (_, i) => i + 1);
/** Numbers from 1 to 1,000, evenly distributed on a logarithmic scale. */
const skewed = Array.from({ length: 100 }, (_, i) => 10 ** ((3 * i) / 99));

const barsOf = (figure: ReturnType<typeof errorHistogramFigure>) =>
  [...parsed(figure).querySelectorAll('g[aria-label="rect"] rect')].map((bar) => ({
    fill: bar.getAttribute("fill") ?? bar.parentElement!.getAttribute("fill"),
    height: Number(bar.getAttribute("height")),
    left: Number(bar.getAttribute("x")),
  }));

it("the errors above the threshold are counted, their bars have another colour, and no bar crosses the threshold", () => {
  const figure = errorHistogramFigure({ name: "held out", errors: even, threshold: 90 });
  expect(textOf(figure)).toContain("10 above 90");
  const bars = barsOf(figure);
  const total = bars.reduce((sum, { height }) => sum + height, 0);
  const beyond = bars.filter(({ fill }) => fill === OKABE_ITO.vermillion).reduce((sum, { height }) => sum + height, 0);
  expect(beyond / total).toBeCloseTo(0.1, 6);
});

it("errors equal to the threshold aren't above it, and no bar reaches below 0", () => {
  const only = errorHistogramFigure({ name: "", errors: [2], threshold: 2, beside: { name: "", errors: [30] } });
  expect(textOf(only)).toContain("0 above 2");
  expect(barsOf(only).filter(({ fill, height }) => fill === OKABE_ITO.vermillion && height > 0)).toEqual([]);
  const ticks = textOf(errorHistogramFigure({ name: "", errors: [0.01, 0.2, 0.3], threshold: 0.29 })).filter((text) =>
    /^[-−]/.test(text!),
  );
  expect(ticks).toEqual([]);
});

it("the axis is logarithmic if the errors are skewed, and linear otherwise", () => {
  const ticks = (errors: readonly number[]) =>
    textOf(errorHistogramFigure({ name: "", errors, threshold: errors[98]! }))
      .map(Number)
      .filter((n) => n >= 1);
  expect(ticks(skewed)).toEqual(expect.arrayContaining([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]));
  expect(ticks(even)).toEqual(expect.arrayContaining([20, 40, 60, 80, 100]));
});

it("percentiles are above the bars, except those that would touch; the bars and the line have names", () => {
  const texts = textOf(
    errorHistogramFigure({ name: "held out", errors: even, threshold: 99, beside: { name: "learned from", errors: even } }),
  );
  expect(texts).toEqual(expect.arrayContaining(["held out", "learned from", "50 %", "90 %", "99 %"]));
  expect(texts).not.toContain("99.9 %");
});

it("equal errors, zeros and a single error are drawn with finite coordinates", () => {
  for (const errors of [[3, 3, 3], [0, 0], [0.5], [0, 0, 1e-9, 1e6]]) {
    const { svg } = errorHistogramFigure({ name: "all", errors, threshold: Math.max(...errors) });
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
});

it("an empty list of errors and NaN are refused", () => {
  for (const errors of [[], [1, Number.NaN]])
    expect(() => errorHistogramFigure({ name: "", errors, threshold: 1 })).toThrow(DataError);
});
