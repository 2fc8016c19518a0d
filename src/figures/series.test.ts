import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import type { SeriesInterval } from "../series/intervals.ts";
import { parsed, textOf } from "./parsed.fixture.ts";
import { type SeriesFigureOptions, seriesFigure } from "./series.ts";

const HOUR = 3_600_000;

/** A day's cycle in hourly readings of two channels, with a spike in the second one. */
function given(length: number, spike: number): SeriesFigureOptions {
  const value = (i: number) => (i % 2 ? 20 + 5 * Math.sin((Math.PI * (i >> 1)) / 12) + (i >> 1 === spike ? 9 : 0) : 1);
  const numbers = (of: (i: number) => number) =>
    ndarray(
      "float32",
      [length, 2],
      Float32Array.from({ length: 2 * length }, (_, i) => of(i)),
    );
  const interval: SeriesInterval = {
    start: spike,
    end: spike,
    peak: spike,
    score: 8,
    readings: 1,
    causes: [
      { channel: 1, share: 0.8, at: spike, found: value(2 * spike + 1), expected: 21.5 },
      { channel: 0, share: 0.2, at: spike, found: 1, expected: 2 },
    ],
  };
  return {
    readings: numbers(value),
    expected: numbers((i) => (i % 2 ? 20 + 5 * Math.sin((Math.PI * (i >> 1)) / 12) : 1)),
    band: Float32Array.of(0.5, 2),
    scores: Float32Array.from({ length }, (_, i) => (i === spike ? 8 : 1)),
    threshold: 4,
    times: Float64Array.from({ length }, (_, i) => Date.UTC(2024, 2, 1) + i * HOUR),
    names: ["load", "temperature"],
    intervals: [interval],
  };
}

/** Number of points of each line that is drawn. */
const pointsIn = (figure: ReturnType<typeof seriesFigure>) =>
  [...parsed(figure).querySelectorAll("path")].map((path) => path.getAttribute("d")!.split(/[ML]/).length - 1);

it("a panel names the interval, the cause with its found and expected value, the time of it and other causes", () => {
  const texts = textOf(seriesFigure({ ...given(200, 100), seriesOf: () => "sensor cellar" }));
  expect(texts).toContain("2024-03-05 04:00, sensor cellar");
  expect(texts).toContain("temperature: 33.33 instead of 21.5 at 2024-03-05 04:00. Also load");
  expect(texts).toContain("Mar 5");
});

it("without times and names, rows and channels have their numbers", () => {
  const { times: _, names: __, ...options } = given(200, 100);
  const [one] = options.intervals;
  const texts = textOf(seriesFigure({ ...options, intervals: [{ ...one!, end: 103, readings: 4 }] }));
  expect(texts).toContain("rows 101 to 104 (4 readings)");
  expect(texts).toContain("channel 1: 33.33 instead of 21.5 at row 101. Also channel 0");
});

it("values have the unit that is wanted", () => {
  const texts = textOf(seriesFigure({ ...given(200, 100), inUnit: (channel, value) => (channel === 1 ? 1000 * value : value) }));
  expect(texts.some((text) => text!.startsWith("temperature: 33,330 instead of 21,500"))).toBe(true);
  expect(texts).toContain("30,000");
});

it("only the intervals with the highest scores are drawn, and the figure tells how many there are", () => {
  const options = given(200, 100);
  const many = Array.from({ length: 12 }, () => options.intervals[0]!);
  const titles = (count?: number) => {
    const texts = textOf(seriesFigure({ ...options, intervals: many, ...(count && { count }) }));
    return [texts.filter((text) => text === "2024-03-05 04:00").length, texts[1]];
  };
  expect(titles()).toEqual([6, "The 6 with the highest scores of 12"]);
  expect(titles(2)).toEqual([2, "The 2 with the highest scores of 12"]);
});

it("the readings before and after an interval are twice as long as it, or a period", () => {
  const longest = (options: Partial<SeriesFigureOptions>) =>
    Math.max(...pointsIn(seriesFigure({ ...given(900, 450), ...options })));
  const [one] = given(900, 450).intervals;
  // An area goes forth along its upper edge and back along its lower one.
  expect(longest({})).toBe(2 * 49);
  expect(longest({ period: 60 })).toBe(2 * 121);
  expect(longest({ intervals: [{ ...one!, start: 440, end: 459, readings: 20 }] })).toBe(2 * 100);
});

it("a long interval is thinned to about a point for each pixel, and its spikes remain", () => {
  const options = given(200_000, 77_766);
  const [one] = options.intervals;
  const figure = seriesFigure({ ...options, intervals: [{ ...one!, start: 70_000, end: 90_000, readings: 20_001 }] });
  expect(Math.max(...pointsIn(figure)) / 2).toBeLessThanOrEqual(1000);
  // The axis reaches to the spike, at 34. All other values are at most 25.
  expect(textOf(figure)).toContain("30");
});

it("missing values break the line, and without any known value the figure is still drawn", () => {
  const options = given(200, 100);
  const missing = (of: (row: number) => boolean) => ({
    ...options.readings,
    data: options.readings.data.map((value, i) => (of(i >> 1) ? Number.NaN : value)),
  });
  const [one] = options.intervals;
  for (const of of [(row: number) => row > 95 && row < 99, () => true]) {
    const { svg } = seriesFigure({
      ...options,
      readings: missing(of),
      expected: of(0) ? missing(of) : options.expected,
      intervals: [{ ...one!, causes: [{ ...one!.causes[0]!, found: Number.NaN }] }],
    });
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg).toContain("temperature: missing instead of 21.5");
  }
});

it("rows may be in any order, and a panel has the readings of one series only", () => {
  const options = given(200, 100);
  const parts = [Int32Array.from({ length: 100 }, (_, i) => 2 * i + 1), Int32Array.from({ length: 20 }, (_, i) => 80 + 2 * i)];
  expect(Math.max(...pointsIn(seriesFigure({ ...options, parts })))).toBe(2 * 20);
});

it("without an interval, the figure says so", () => {
  expect(textOf(seriesFigure({ ...given(200, 100), intervals: [] }))).toContain("No reading scores above the threshold.");
});
