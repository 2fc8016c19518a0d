import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { type ReconstructionsOptions, reconstructionsFigure } from "./reconstructions.ts";

const greys = (n: number, value: number) => ndarray("float32", [n, 4, 4], new Float32Array(n * 16).fill(value));
const bytes = (n: number, value: number) => ndarray("uint8", [n, 4, 4], new Uint8Array(n * 16).fill(value));

function drawn(options: ReconstructionsOptions) {
  const { svg, width, height } = reconstructionsFigure(options);
  const root = new DOMParser().parseFromString(svg, "image/svg+xml");
  const pictures = [...root.querySelectorAll(".picture")].map((picture) => {
    const [x, y] = /translate\(([\d.]+),([\d.]+)\)/.exec(picture.getAttribute("transform")!)!.slice(1).map(Number);
    const inks = [...picture.querySelectorAll("path")].map((path) => path.getAttribute("stroke"));
    return { x: x!, y: y!, inks, strokes: [...picture.querySelectorAll("path")].map((path) => path.getAttribute("d")) };
  });
  return { width, height, pictures, texts: [...root.querySelectorAll("text")].map((text) => text.textContent) };
}

describe("a figure of reconstructions", () => {
  test("shows an original above each reconstruction", () => {
    const { pictures } = drawn({ originals: greys(5, 0), reconstructions: greys(5, 1) });
    const originals = pictures.filter(({ inks }) => inks[0] === "#ffffff");
    const reconstructions = pictures.filter(({ inks }) => inks[0] === "#000000");
    expect([originals.length, reconstructions.length]).toEqual([5, 5]);
    expect(originals.map(({ x }) => x)).toEqual(reconstructions.map(({ x }) => x));
    originals.forEach(({ y }, i) => {
      expect(y).toBeLessThan(reconstructions[i]!.y);
    });
  });

  test("draws half grey in the same colour in both rows, whatever the neighbouring pictures are", () => {
    const originals = greys(1, 0.5);
    const reconstructions = greys(1, 0.5);
    originals.data[0] = 1;
    reconstructions.data[0] = 0.6;
    const [above, below] = drawn({ originals, reconstructions }).pictures;
    expect(above!.inks).toEqual(["#000000", "#808080"]);
    expect(below!.inks).toEqual(["#666666", "#808080"]);
  });

  test("draws bytes and floats on the same scale", () => {
    const [above, below] = drawn({ originals: bytes(1, 51), reconstructions: greys(1, 0.2) }).pictures;
    expect(above!.inks).toEqual(["#cccccc"]);
    expect(below!.inks).toEqual(["#cccccc"]);
  });

  test("clips values outside 0 to 1 instead of stretching the scale", () => {
    const [above, below] = drawn({ originals: greys(1, -3), reconstructions: greys(1, 2) }).pictures;
    expect([above!.inks, below!.inks]).toEqual([["#ffffff"], ["#000000"]]);
  });

  test("draws white on black if ink is light", () => {
    const [above, below] = drawn({ originals: greys(1, 0), reconstructions: greys(1, 1), ink: "light" }).pictures;
    expect([above!.inks, below!.inks]).toEqual([["#000000"], ["#ffffff"]]);
  });

  test("draws colour pictures in their own colours", () => {
    const orange = ndarray("uint8", [1, 1, 2, 3], Uint8Array.of(255, 128, 0, 0, 0, 255));
    const [above] = drawn({ originals: orange, reconstructions: orange }).pictures;
    expect(above!.inks).toEqual(["#ff8000", "#0000ff"]);
  });

  test("draws every pixel in its row and column", () => {
    const corner = ndarray("float32", [1, 2, 3], Float32Array.of(0, 0, 1, 1, 0, 0));
    const [above] = drawn({ originals: corner, reconstructions: corner }).pictures;
    expect(above).toMatchObject({ inks: ["#ffffff", "#000000"], strokes: ["M0 0.5h2M1 1.5h2", "M2 0.5h1M0 1.5h1"] });
  });

  test("continues below in more pairs of rows, each with its labels", () => {
    const { pictures, texts, height } = drawn({ originals: greys(7, 0), reconstructions: greys(7, 1), columns: 3 });
    expect(new Set(pictures.map(({ y }) => y)).size).toBe(6);
    expect(new Set(pictures.map(({ x }) => x)).size).toBe(3);
    expect(texts.filter((text) => text === "original")).toHaveLength(3);
    expect(texts.filter((text) => text === "reconstruction")).toHaveLength(3);
    expect(Math.max(...pictures.map(({ y }) => y)) + 84).toBeLessThan(height);
  });

  test("shows the pictures of `between`, if they are given, in another row with its label", () => {
    const between = greys(4, 0.5);
    const labels = ["clean", "noisy", "denoised"];
    const { pictures, texts } = drawn({ originals: greys(4, 0), between, reconstructions: greys(4, 1), columns: 2, labels });
    const rows = [...new Set(pictures.map(({ y }) => y))].toSorted((a, b) => a - b);
    expect(rows.map((row) => pictures.find(({ y }) => y === row)!.inks[0])).toEqual([
      ...["#ffffff", "#808080", "#000000"],
      ...["#ffffff", "#808080", "#000000"],
    ]);
    expect(texts.filter((text) => labels.includes(text!))).toEqual([...labels, ...labels]);
  });

  test("writes the mean squared error below each column", () => {
    const reconstructions = greys(2, 0.5);
    reconstructions.data.fill(0.2, 16);
    const { texts } = drawn({ originals: greys(2, 0), reconstructions, error: true });
    expect(texts).toEqual(expect.arrayContaining(["squared error", "0.25", "0.040"]));
    expect(texts.indexOf("0.25")).toBeLessThan(texts.indexOf("0.040"));
  });

  test("writes titles as they are given, on as many lines as they need", () => {
    const { texts } = drawn({
      originals: greys(1, 0),
      reconstructions: greys(1, 0),
      title: "Noise & <dropout>, on a title longer than any figure is made wide for",
    });
    expect(texts.slice(0, 2)).toEqual(["Noise & <dropout>, on a title longer than any", "figure is made wide for"]);
  });
});

describe("the message names the problem of", () => {
  test("originals and reconstructions with different shapes", () => {
    const make = () => reconstructionsFigure({ originals: greys(5, 0), reconstructions: greys(4, 0) });
    expect(make).toThrow(ShapeError);
    expect(make).toThrow("The originals have the shape [5, 4, 4], the reconstructions [4, 4, 4]. Give arrays of the same shape.");
  });

  test("pictures in `between` with another shape", () => {
    const make = () => reconstructionsFigure({ originals: greys(5, 0), between: greys(4, 0), reconstructions: greys(5, 0) });
    expect(make).toThrow(
      "The originals have the shape [5, 4, 4], the pictures between [4, 4, 4], the reconstructions [5, 4, 4].",
    );
  });

  test("flat rows instead of pictures", () => {
    const rows = ndarray("float32", [2, 784], new Float32Array(2 * 784));
    const make = () => reconstructionsFigure({ originals: rows, reconstructions: rows });
    expect(make).toThrow(ShapeError);
    expect(make).toThrow("The originals have the shape [2, 784], which isn't a shape of pictures. Give [n, height, width]");
  });

  test("a picture with NaN", () => {
    const reconstructions = greys(3, 0);
    reconstructions.data[20] = Number.NaN;
    const make = () => reconstructionsFigure({ originals: greys(3, 0), reconstructions });
    expect(make).toThrow(DataError);
    expect(make).toThrow("The reconstructions contain NaN, first in picture 1");
  });

  test("zero columns", () => {
    expect(() => reconstructionsFigure({ originals: greys(1, 0), reconstructions: greys(1, 0), columns: 0 })).toThrow(
      OptionError,
    );
  });
});
