import { DOMParser } from "linkedom";
import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { generate3dData } from "../data/points-3d.ts";
import { accuracyCurveFigure } from "./accuracy-curve.ts";
import { activationsFigure } from "./activations.ts";
import { featureDetectorsFigure } from "./feature-detectors.ts";
import { picturesFigure } from "./pictures.ts";
import { pointsFigure } from "./points.ts";
import type { Figure } from "./svg.ts";

const parsed = ({ svg }: Figure) => new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as Document;
const textOf = (figure: Figure) => Array.from(parsed(figure).querySelectorAll("text, tspan"), ({ textContent }) => textContent);
const floats = (shape: readonly number[], value: (i: number) => number) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
  );

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
    expect(parsed(figure).querySelectorAll("circle")).toHaveLength(120);
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

  it("refuses other shapes in one line", () => {
    expect(() => pointsFigure({ points: codings, codings })).toThrow(
      "Points in space are [n, 3] and their codings [n, 2], but these are [60, 2] and [60, 2].",
    );
  });
});

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
  expect(bars.filter((length) => length > 40 && length < 200)).toHaveLength(2);
  expect(() => accuracyCurveFigure({ series: [{ name: "a", points: [{ labels: 1, accuracies: [1.2] }] }] })).toThrow(
    "Accuracies are numbers from 0 to 1, one at least.",
  );
});

describe("feature detectors", () => {
  it("draw a unit's weights as a picture, zero white, the largest in full colour", () => {
    const kernel = floats([4, 1], (i) => [0, 2, -2, 1][i]!);
    const strokes = [...parsed(featureDetectorsFigure({ kernel, image: [2, 2] })).querySelectorAll("g.unit path")].map((p) =>
      p.getAttribute("stroke"),
    );
    expect(strokes).toEqual(["rgb(255,255,255)", "rgb(33,102,172)", "rgb(179,88,6)", expect.anything()]);
  });

  it("draw a convolution's kernels", () => {
    expect(parsed(featureDetectorsFigure({ kernel: floats([3, 3, 1, 16], (i) => i) })).querySelectorAll("g.unit")).toHaveLength(
      16,
    );
  });

  it("refuse a size that isn't the kernel's, in one line", () => {
    expect(() => featureDetectorsFigure({ kernel: floats([784, 10], () => 0), image: [27, 28] })).toThrow(
      "A kernel [784, 10] can't be drawn as pictures of 27 x 28. Give a dense layer's with the image's size, or a convolution's.",
    );
  });
});

it("activations: the bars of each histogram add up to all of them, and the mean is written", () => {
  const figure = activationsFigure({ codings: floats([50, 4], (i) => (i % 4) / 10) });
  expect(textOf(figure).filter((text) => text === "mean 0.15")).toHaveLength(2);
  expect(() => activationsFigure({ codings: floats([1, 1], () => Number.NaN) })).toThrow(
    "Activations are numbers, one at least.",
  );
});

it("pictures stand in a square unless told how many to a row", () => {
  const examples = floats([10, 4, 4], () => 0.5);
  expect(parsed(picturesFigure(examples)).querySelectorAll("g.picture")).toHaveLength(10);
  expect(picturesFigure(examples, { columns: 10 }).width).toBeGreaterThan(picturesFigure(examples).width);
});
