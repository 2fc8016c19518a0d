import { describe, expect, it } from "vitest";
import { generate3dData } from "../data/built-in/points-3d.ts";
import { floats, parsed, textOf } from "./parsed.fixture.ts";
import { pointsFigure } from "./points.ts";
import type { Figure } from "./svg.ts";

describe("points in space beside their codings", () => {
  const points = generate3dData().examples as ReturnType<typeof floats>;
  const codings = floats([60, 2], (i) => Math.sin(i));

  it("draws every point on both sides, the plane, and names the axes", () => {
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

  it("draws a point behind the plane before it, one in front after it", () => {
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

  it("shades a point by its value, the same on both sides", () => {
    const pair = floats([2, 3], (i) => i);
    const figure = pointsFigure({ points: pair, codings: floats([2, 2], (i) => i), values: [5, -5] });
    const [light, dark] = ["rgb(158,202,225)", "rgb(8,48,107)"];
    const shades = fills(figure).filter((fill) => fill === light || fill === dark);
    expect(shades.slice(-2)).toEqual([dark, light]);
    expect(shades).toHaveLength(4);
  });

  it("refuses as many values as there aren't points", () => {
    expect(() => pointsFigure({ points, codings, values: [1] })).toThrow("There are 60 points, but 1 values. Give one each.");
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
      "a direction of nothing",
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
  ])("refuses a plane of %s", (_, plane) => {
    expect(() => pointsFigure({ points, codings, plane })).toThrow(/^A plane is a point .* not parallel\.$/);
  });

  it("refuses NaN, and no points", () => {
    const bad = floats([60, 2], () => Number.NaN);
    expect(() => pointsFigure({ points, codings: bad })).toThrow("The points hold what isn't a number.");
    const [none, nowhere] = [floats([0, 3], () => 0), floats([0, 2], () => 0)];
    expect(() => pointsFigure({ points: none, codings: nowhere })).toThrow("There are no points to draw.");
  });

  it("draws points that are all the origin", () => {
    expect(pointsFigure({ points: floats([2, 3], () => 0), codings: floats([2, 2], () => 0) }).svg).not.toContain("NaN");
  });

  it("refuses other shapes in one line", () => {
    expect(() => pointsFigure({ points: codings, codings })).toThrow(
      "Points in space are [n, 3] and their codings [n, 2], but these are [60, 2] and [60, 2].",
    );
  });
});

it("a key says what the shades mean, and which points the plane greys", () => {
  const points = floats([2, 3], (i) => i);
  const codings = floats([2, 2], (i) => i);
  const directions = [
    [1, 0, 0],
    [0, 1, 0],
  ];
  const plane = { origin: [0, 0, 0], directions };
  const greyed = "greyed: behind the plane, as seen here";
  expect(textOf(pointsFigure({ points, codings, plane }))).toEqual(expect.arrayContaining(["smallest z₁", "largest", greyed]));
  expect(textOf(pointsFigure({ points, codings, values: [1, 2] }))).toContain("smallest value");
  expect(textOf(pointsFigure({ points, codings }))).not.toContain(greyed);
});
