import { describe, expect, it } from "vitest";
import { generate3dData } from "../data/built-in/points-3d.ts";
import { floats, parsed, textOf } from "./parsed.fixture.ts";
import { pointsFigure } from "./points.ts";
import type { Figure } from "./svg.ts";

describe("points in space next to their codings", () => {
  const points = generate3dData().examples as ReturnType<typeof floats>;
  const codings = floats([60, 2], (i) => Math.sin(i));

  it("draws every point on both sides, draws the plane and names the axes", () => {
    const plane = {
      origin: [0, 0, 0],
      directions: [
        [1, 0, 0.1],
        [0, 1, 0.3],
      ],
    };
    const figure = pointsFigure({ points, codings, plane });
    expect(parsed(figure).querySelectorAll("circle[r='4']")).toHaveLength(120);
    expect(parsed(figure).querySelectorAll("polygon.plane")).toHaveLength(1);
    expect(textOf(figure)).toEqual(expect.arrayContaining(["x₁", "x₂", "x₃", "z₁", "z₂"]));
  });

  it("draws a point behind the plane before the plane, and one in front of it after the plane", () => {
    const pair = floats([2, 3], (i) => [0, 0, 1, 0, 0, -1][i]!);
    const plane = {
      origin: [0, 0, 0],
      directions: [
        [1, 0, 0],
        [0, 1, 0],
      ],
    };
    const marks = [
      ...parsed(pointsFigure({ points: pair, codings: floats([2, 2], (i) => i), plane })).querySelectorAll(
        "circle.point, polygon.plane",
      ),
    ];
    expect(marks.map(({ tagName }) => tagName)).toEqual(["circle", "polygon", "circle"]);
    const [below, , above] = marks.map((mark) => Number(mark.getAttribute("cy")));
    expect(below).toBeGreaterThan(above!);
  });

  const flat = {
    origin: [0, 0, 0],
    directions: [
      [1, 0, 0],
      [0, 1, 0],
    ],
  };
  const fills = (figure: Figure) => [...parsed(figure).querySelectorAll("circle[fill]")].map((dot) => dot.getAttribute("fill"));

  it("gives a point the shade of its value, the same on both sides", () => {
    const pair = floats([2, 3], (i) => i);
    const figure = pointsFigure({ points: pair, codings: floats([2, 2], (i) => i), values: [5, -5] });
    const [light, dark] = ["rgb(158,202,225)", "rgb(8,48,107)"];
    const shades = fills(figure).filter((fill) => fill === light || fill === dark);
    expect(shades.slice(-2)).toEqual([dark, light]);
    expect(shades).toHaveLength(4);
  });

  it("refuses a number of values that isn't the number of points", () => {
    expect(() => pointsFigure({ points, codings, values: [1] })).toThrow(
      "There are 60 points, but 1 values. Give one value for each point.",
    );
  });

  it.each([
    [
      "parallel directions",
      {
        ...flat,
        directions: [
          [1, 0.1, 0.3],
          [2, 0.2, 0.6],
        ],
      },
    ],
    [
      "a direction of zeros",
      {
        ...flat,
        directions: [
          [0, 0, 0],
          [0, 1, 0],
        ],
      },
    ],
    [
      "two dimensions",
      {
        origin: [0, 0],
        directions: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
    ["one direction", { ...flat, directions: [[1, 0, 0]] }],
  ])("refuses a plane with %s", (_, plane) => {
    expect(() => pointsFigure({ points, codings, plane })).toThrow(/^The plane isn't valid\. .* aren't parallel\.$/);
  });

  it("refuses NaN and an empty list of points", () => {
    const bad = floats([60, 2], () => Number.NaN);
    expect(() => pointsFigure({ points, codings: bad })).toThrow(
      "The points, codings or values contain a number that isn't finite.",
    );
    const [none, nowhere] = [floats([0, 3], () => 0), floats([0, 2], () => 0)];
    expect(() => pointsFigure({ points: none, codings: nowhere })).toThrow("The figure has no points.");
  });

  it("draws points that are all at the origin", () => {
    expect(pointsFigure({ points: floats([2, 3], () => 0), codings: floats([2, 2], () => 0) }).svg).not.toContain("NaN");
  });

  it("refuses other shapes", () => {
    expect(() => pointsFigure({ points: codings, codings })).toThrow(
      "The points must have the shape [n, 3] and their codings [n, 2], but these have [60, 2] and [60, 2].",
    );
  });
});

it("the legend explains the shades, and which points the plane tints", () => {
  const points = floats([2, 3], (i) => i);
  const codings = floats([2, 2], (i) => i);
  const directions = [
    [1, 0, 0],
    [0, 1, 0],
  ];
  const plane = { origin: [0, 0, 0], directions };
  const tinted = "tinted: points behind the plane";
  expect(textOf(pointsFigure({ points, codings, plane }))).toEqual(expect.arrayContaining(["smallest z₁", "largest", tinted]));
  expect(textOf(pointsFigure({ points, codings, values: [1, 2] }))).toContain("smallest value");
  expect(textOf(pointsFigure({ points, codings }))).not.toContain(tinted);
});
