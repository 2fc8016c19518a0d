import { expect, it } from "vitest";
import { someRows } from "../explorer/page/rows.fixture.ts";
import { classColour, coloursOf, placesOf, scaleOf, viridis } from "./colours.ts";

it("viridis goes from its first colour over its middle to its last", () => {
  expect([0, 0.5, 1].map(viridis)).toEqual(["#440154", "#21918c", "#fde725"]);
});

it("twelve classes have twelve colours on light and on dark pages", () => {
  for (const scheme of ["light", "dark"] as const)
    expect(new Set(Array.from({ length: 12 }, (_, i) => classColour(i, scheme))).size).toBe(12);
});

it("a number's colour depends on its position between the smallest and the largest", () => {
  const loss = someRows.columns[2]!;
  const last = coloursOf(loss, "light").length - 1;
  expect([...(placesOf(loss, 4) as Float64Array)]).toEqual([1, 1, 0, last]);
});

it("equal numbers have a colour", () => {
  const same = { kind: "numbers", name: "loss", numbers: Float64Array.of(2, 2) } as const;
  expect([...(placesOf(same, 2) as Float64Array)]).toEqual([0, 0]);
});

it("a scale leaves out a few outliers and reports it; evenly distributed numbers are all on the scale", () => {
  const even = Float64Array.from({ length: 200 }, (_, i) => i);
  expect(scaleOf(even)).toEqual({ low: 0, high: 199, isBelow: false, isAbove: false });
  const far = Float64Array.from(even, (x) => (x === 199 ? 1e6 : x));
  expect(scaleOf(far)).toEqual({ low: 2, high: 197, isBelow: true, isAbove: true });
  const column = { kind: "numbers", name: "income", numbers: far } as const;
  const places = placesOf(column, 200);
  expect([places[0], places[100], places[199]]).toEqual([0, 32, 63]);
});

it("numbers that are nearly all equal have a scale from the smallest to the largest", () => {
  const zeros = new Float64Array(200);
  zeros[7] = 5;
  expect(scaleOf(zeros)).toEqual({ low: 0, high: 5, isBelow: false, isAbove: false });
});

it("a missing number has a colour that isn't on the scale", () => {
  const holes = { kind: "numbers", name: "loss", numbers: Float64Array.of(1, Number.NaN, 3) } as const;
  for (const scheme of ["light", "dark"] as const) {
    const colours = coloursOf(holes, scheme);
    const places = placesOf(holes, 3);
    expect(colours.indexOf(colours[places[1]!]!)).toBe(colours.length - 1);
    expect([places[0], places[2]]).toEqual([0, colours.length - 2]);
  }
});
