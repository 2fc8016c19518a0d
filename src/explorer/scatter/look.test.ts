import { expect, it } from "vitest";
import { contrastTo, FAINT, HIDDEN, isDrawn, marksOf, rgbOf, SELECTED, STRONG } from "./look.ts";

const look = { places: [0, 1, 1, 0], colours: ["#ff8000", "#0000ff"], background: "#ffffff" };
const states = (marks: Uint8Array) => [...marks].filter((_, i) => i % 4 === 3);

it("a row has the colour of its index", () => {
  const marks = marksOf(look, 4, []);
  expect([...marks.subarray(0, 8)]).toEqual([255, 128, 0, STRONG, 0, 0, 255, STRONG]);
});

it("rows outside `shown` are hidden, rows outside `strong` are faint, and selected rows are marked too", () => {
  const marks = marksOf({ ...look, shown: Uint8Array.of(1, 1, 1, 0), strong: new Set([1, 3]) }, 4, [0, 1]);
  expect(states(marks)).toEqual([FAINT | SELECTED, STRONG | SELECTED, FAINT, HIDDEN]);
  expect([0, 1, 2, 3].map((row) => isDrawn(marks, row))).toEqual([true, true, true, false]);
});

it("a colour in another format is refused", () => {
  expect(() => rgbOf("red")).toThrow('The colour "red" doesn\'t have the format #rrggbb. Write it like "#0072b2".');
});

it("rings contrast with the page", () => {
  expect(contrastTo(rgbOf("#ffffff"))).toEqual([0, 0, 0]);
  expect(contrastTo(rgbOf("#15171c"))).toEqual([255, 255, 255]);
});
