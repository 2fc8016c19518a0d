import { expect, it } from "vitest";
import { accuracyCurveFigure } from "./accuracy-curve.ts";
import { parsed, textOf } from "./parsed.fixture.ts";

it("an accuracy curve has a bar from the lowest to the highest seed at each number of labels", () => {
  const points = [
    { labels: 100, accuracies: [0.7, 0.8, 0.75] },
    { labels: 1000, accuracies: [0.9] },
  ];
  const figure = accuracyCurveFigure({
    series: [
      { name: "pretrained", points },
      { name: "from scratch", points },
    ],
  });
  expect(textOf(figure)).toEqual(
    expect.arrayContaining(["pretrained", "from scratch", "labelled examples", "accuracy", "1,000"]),
  );
  const bars = [...parsed(figure).querySelectorAll("line")].map((line) =>
    Math.abs(Number(line.getAttribute("y1")) - Number(line.getAttribute("y2"))),
  );
  // Accuracies from 0.7 to 0.9, with 6 % of space on both sides, fill 286 pixels: 0.7 to 0.8 is 286 / 2.24 pixels.
  expect(bars.filter((length) => Math.abs(length - 286 / 2.24) < 0.1)).toHaveLength(2);
  expect(() => accuracyCurveFigure({ series: [{ name: "a", points: [{ labels: 1, accuracies: [1.2] }] }] })).toThrow(
    "The accuracies must be numbers from 0 to 1.",
  );
});

it("every number of labels is below its point, and no accuracy is twice at the axis", () => {
  const points = [100, 200, 500, 1000, 60000].map((labels) => ({ labels, accuracies: [0.501] }));
  const text = textOf(accuracyCurveFigure({ series: [{ name: "narrow", points }] }));
  expect(text).toEqual(expect.arrayContaining(["100", "200", "500", "1,000", "60,000"]));
  const percents = text.filter((label) => label?.endsWith("%"));
  expect(percents.length).toBeGreaterThan(1);
  expect(new Set(percents).size).toBe(percents.length);
});

it("series have different markers, and their names don't overlap", () => {
  const points = [
    { labels: 10, accuracies: [0.5] },
    { labels: 100, accuracies: [0.6] },
  ];
  const names = ["pretrained", "from scratch", "PCA codings"];
  const document = parsed(accuracyCurveFigure({ series: names.map((name) => ({ name, points })) }));
  expect(new Set([...document.querySelectorAll('g[aria-label="dot"]')].map((g) => g.innerHTML)).size).toBe(3);
  // Names that end at the same height are moved apart by the transform of their group.
  const heights = [...document.querySelectorAll("text")]
    .filter(({ textContent }) => names.includes(textContent!))
    .map((text) => Number(/,([\d.]+)\)/.exec((text.parentNode as Element).getAttribute("transform")!)?.[1] ?? 0))
    .sort((a, b) => a - b);
  expect(heights).toHaveLength(3);
  expect(heights[1]! - heights[0]!).toBeGreaterThan(15.9);
  expect(heights[2]! - heights[1]!).toBeGreaterThan(15.9);
});

it.each([
  ["no points", []],
  ["no accuracies", [{ labels: 10, accuracies: [] }]],
  ["zero labels", [{ labels: 0, accuracies: [0.5] }]],
])("a series with %s is refused, and the message names it", (_, points) => {
  expect(() => accuracyCurveFigure({ series: [{ name: "odd", points }] })).toThrow(
    'Series "odd" has no points or an incomplete one. Give each point a number of labels above 0 and at least one accuracy.',
  );
});

it("the bars of several series at the same number of labels are side by side", () => {
  const points = [{ labels: 100, accuracies: [0.7, 0.8] }];
  const series = ["a", "b", "c"].map((name) => ({ name, points }));
  const bars = [...parsed(accuracyCurveFigure({ series })).querySelectorAll('g[aria-label="rule"]')];
  const places = bars.map((bar) => Number(/\(([-\d.]+)/.exec(bar.getAttribute("transform") ?? "(0")![1]));
  expect(places.slice(-3).map((place) => place - places.at(-2)!)).toEqual([-7, 0, 7]);
});
