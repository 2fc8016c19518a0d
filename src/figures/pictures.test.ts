import { expect, it } from "vitest";
import { floats, parsed } from "./parsed.fixture.ts";
import { picturesFigure } from "./pictures.ts";

it("pictures fill a square unless columns is given", () => {
  const examples = floats([10, 4, 4], () => 0.5);
  expect(parsed(picturesFigure(examples)).querySelectorAll("g.picture")).toHaveLength(10);
  expect(picturesFigure(examples, { columns: 10 }).width).toBeGreaterThan(picturesFigure(examples).width);
});

it("a value of 0.5 is half grey, whatever the other values of the picture are", () => {
  const strokes = (brightest: number) =>
    [...parsed(picturesFigure(floats([1, 2, 2], (i) => (i === 0 ? brightest : 0.5)))).querySelectorAll("path")].map((path) =>
      path.getAttribute("stroke"),
    );
  expect(strokes(1)).toContain("#808080");
  expect(strokes(0.6)).toContain("#808080");
});

it("zero columns and NaN are refused", () => {
  expect(() =>
    picturesFigure(
      floats([1, 2, 2], () => 0),
      { columns: 0 },
    ),
  ).toThrow("columns is 0. Give a whole number from 1.");
  expect(() => picturesFigure(floats([1, 2, 2], () => Number.NaN))).toThrow("The examples contain NaN, first in picture 0");
});
