import { describe, expect, it } from "vitest";
import { featureDetectorsFigure } from "./feature-detectors.ts";
import { floats, parsed, textOf } from "./parsed.fixture.ts";

describe("feature detectors", () => {
  it("show a unit's weights as a picture, with zero in white and the largest in full colour", () => {
    const kernel = floats([4, 1], (i) => [0, 2, -2, 1][i]!);
    const strokes = [...parsed(featureDetectorsFigure({ kernel, image: [2, 2] })).querySelectorAll("g.unit path")].map((p) =>
      p.getAttribute("stroke"),
    );
    expect(strokes).toEqual(["rgb(255,255,255)", "rgb(33,102,172)", "rgb(179,88,6)", expect.anything()]);
  });

  it("show a convolution's kernels", () => {
    expect(parsed(featureDetectorsFigure({ kernel: floats([3, 3, 1, 16], (i) => i) })).querySelectorAll("g.unit")).toHaveLength(
      16,
    );
  });

  it("refuse an image size that doesn't match the kernel", () => {
    expect(() => featureDetectorsFigure({ kernel: floats([784, 10], () => 0), image: [27, 28] })).toThrow(
      "A kernel of shape [784, 10] can't be drawn as pictures of 27 x 28 pixels.",
    );
  });

  it.each([0, 2.5])("refuse a count of %d", (count) => {
    expect(() => featureDetectorsFigure({ kernel: floats([4, 2], () => 1), image: [2, 2], count })).toThrow(
      `count is ${count}. Give a whole number from 1.`,
    );
  });

  it("refuse NaN and a layer without units", () => {
    const image = [2, 2] as const;
    expect(() => featureDetectorsFigure({ kernel: floats([4, 1], () => Number.NaN), image })).toThrow("isn't finite");
    expect(() => featureDetectorsFigure({ kernel: floats([4, 0], () => 0), image })).toThrow(
      "A kernel of shape [4, 0] can't be drawn",
    );
  });

  it("have a legend from the most negative weight over zero to the most positive", () => {
    const text = textOf(featureDetectorsFigure({ kernel: floats([4, 1], (i) => [0, 2, -1, 1][i]!), image: [2, 2] }));
    expect(text.slice(-3)).toEqual(["−2.0", "0", "2.0"]);
  });

  it("aren't pale because of a single large weight: the largest 1 % exceed the scale, which the subtitle states", () => {
    const kernel = floats([200, 1], (i) => (i === 7 ? 5 : i % 2 === 0 ? 0.1 : -0.1));
    const figure = featureDetectorsFigure({ kernel, image: [10, 20] });
    const text = textOf(figure);
    expect(text.slice(-3)).toEqual(["≤ −0.10", "0", "≥ 0.10"]);
    expect(text.join(" ")).toContain("one colour scale for all units; the largest 1 % of the weights exceed it");
    const strokes = [...parsed(figure).querySelectorAll("g.unit path")].map((path) => path.getAttribute("stroke"));
    expect(new Set(strokes)).toEqual(new Set(["rgb(33,102,172)", "rgb(179,88,6)"]));
  });
});
