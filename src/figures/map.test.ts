import { describe, expect, it } from "vitest";
import { DataError, ShapeError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { mapFigure } from "./map.ts";
import { floats, parsed, textOf } from "./parsed.fixture.ts";
import type { Figure } from "./svg.ts";

/** Makes evenly spread points. */
function spread(count: number) {
  const source = random(1);
  return floats([count, 2], () => source.uniform());
}
const digits = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 10);

const paths = (figure: Figure) => [...parsed(figure).querySelectorAll("path.dots")];
const drawn = (figure: Figure) => paths(figure).reduce((sum, path) => sum + path.getAttribute("d")!.split("M").length - 1, 0);

describe("a map of 5,000 points in ten classes", () => {
  const labels = digits(5000);
  const positions = spread(5000);

  it("draws all points as a few paths per class, in a small file", () => {
    const figure = mapFigure({ positions, labels });
    expect(drawn(figure)).toBe(5000);
    expect(paths(figure).length).toBeLessThanOrEqual(40);
    expect(figure.svg.length).toBeLessThan(300_000);
  });

  it("is smaller than a megabyte with pictures, even large and noisy ones", () => {
    const source = random(2);
    const noise = Uint8Array.from({ length: 64 * 64 }, () => source.integer(256));
    const images = new Uint8Array(5000 * noise.length);
    for (let i = 0; i < 5000; i++) images.set(noise, i * noise.length);
    const { svg } = mapFigure({ positions, labels, images: ndarray("uint8", [5000, 64, 64], images) });
    expect(svg.length).toBeLessThan(1_000_000);
  });

  it("gives each class a colour, and a symbol different from those of its neighbours in the list", () => {
    const keys = [...parsed(mapFigure({ positions, labels })).querySelectorAll("path.key")];
    const outlines = keys.map((key) => key.getAttribute("d")!.replace(/[^a-z]/g, ""));
    expect(new Set(keys.map((key) => key.getAttribute("fill"))).size).toBe(10);
    expect(outlines.every((outline, i) => outline !== outlines[i + 1])).toBe(true);
  });
});

describe("a map", () => {
  const positions = floats([4, 2], (i) => [0, 0, 10, 0, 0, 5, 10, 5][i]!);

  it("fills the square along both axes, with larger values above", () => {
    const [first, last] = [0, 3].map((i) => {
      const d = paths(mapFigure({ positions, labels: [0, 1, 2, 3].map((k) => (k === i ? 0 : 1)) }))[i === 0 ? 0 : 3]!;
      return d
        .getAttribute("d")!
        .match(/-?[\d.]+/g)!
        .map(Number);
    });
    expect(last![0]! - first![0]!).toBeCloseTo(first![1]! - last![1]!);
    expect(last![0]! - first![0]!).toBeGreaterThan(550);
  });

  it("lists classes in the order of classNames, numbers or the alphabet, and writes their names among their points", () => {
    const keyOf = (figure: Figure) => Array.from(parsed(figure).querySelectorAll("path.key + text"), (t) => t.textContent);
    expect(keyOf(mapFigure({ positions, labels: [10, 9, 10, 2] }))).toEqual(["2", "9", "10"]);
    expect(keyOf(mapFigure({ positions, labels: ["shirt", "bag", "coat", "bag"] }))).toEqual(["bag", "coat", "shirt"]);
    const named = mapFigure({ positions, labels: Int32Array.of(2, 0, 2, 0), classNames: ["top", "none", "boot"] });
    expect(keyOf(named)).toEqual(["top", "boot"]);
    expect(Array.from(parsed(named).querySelectorAll("text.name"), (t) => t.textContent)).toEqual(["top", "boot"]);
  });

  it("gives a class the same colour if other classes are absent", () => {
    const classNames = ["a", "b", "c"];
    const [all, some] = [
      [0, 1, 2, 2],
      [1, 1, 2, 2],
    ].map((labels) => {
      const keys = [...parsed(mapFigure({ positions, labels, classNames })).querySelectorAll("path.key")];
      return keys.map((key) => key.getAttribute("fill"));
    });
    expect(some).toEqual(all!.slice(1));
  });

  it("has one colour and no legend without labels", () => {
    const figure = mapFigure({ positions, title: "Map" });
    expect(new Set(paths(figure).map((path) => path.getAttribute("fill"))).size).toBe(1);
    expect(textOf(figure)).toEqual(["Map"]);
  });

  it("has a colour bar for more than twenty different numbers, and shows all points", () => {
    const labels = Array.from({ length: 100 }, (_, i) => i / 2 - 10);
    const figure = mapFigure({ positions: spread(100), labels, title: "Map" });
    expect(parsed(figure).querySelectorAll("rect.shade")).toHaveLength(32);
    expect(textOf(figure)).toEqual(["Map", "-10", "14.8", "39.5"]);
    expect(drawn(figure)).toBe(100);
    expect(mapFigure({ positions: spread(20), labels: labels.slice(0, 20) }).svg).not.toContain('class="shade"');
  });

  it("has its points in the middle if all positions are equal", () => {
    expect(mapFigure({ positions: floats([3, 2], () => 7) }).svg).not.toMatch(/NaN|Infinity/);
  });
});

describe("the pictures on a map", () => {
  const labels = digits(2000);
  const images = floats([2000, 8, 6], (i) => (i % 5) / 4);
  const figure = mapFigure({ positions: spread(2000), labels, images });
  const thumbnails = [...parsed(figure).querySelectorAll("g.thumbnail")];
  const numbers = (mark: Element, ...names: string[]) => names.map((name) => Number(mark.getAttribute(name)));

  it("are about twenty, far from each other and completely inside the map", () => {
    expect(thumbnails.length).toBeGreaterThan(15);
    expect(thumbnails.length).toBeLessThan(45);
    const middles = thumbnails.map(({ children }) => {
      const [x, y, width, height] = numbers(children[0]!, "x", "y", "width", "height") as [number, number, number, number];
      expect(Math.min(x, y, 600 - x - width, 600 - y - height)).toBeGreaterThan(0);
      return [x + width / 2, y + height / 2] as const;
    });
    // The map is 538 pixels wide inside its margins, and pictures are placed at half pixels.
    const distances = middles.flatMap(([x, y], i) => middles.slice(0, i).map(([u, v]) => Math.hypot(x - u, y - v)));
    expect(Math.min(...distances)).toBeGreaterThan(Math.sqrt(0.02) * 538 - 1);
    expect(parsed(figure).querySelectorAll("text.name")).toHaveLength(0);
  });

  it("have frames in the colours of their classes", () => {
    const colours = [...parsed(figure).querySelectorAll("path.key")].map((key) => key.getAttribute("fill"));
    expect(thumbnails[0]!.children[0]!.getAttribute("fill")).toBe(colours[0]);
    expect(new Set(thumbnails.map(({ children }) => children[0]!.getAttribute("fill"))).size).toBeGreaterThan(5);
  });
});

describe("a mistake is refused with a message that names it", () => {
  const positions = floats([3, 2], (i) => i);
  it.each([
    [
      "no map",
      { positions: floats([3, 3], () => 0) },
      new ShapeError("The positions of a map must have the shape [n, 2], but these are [3, 3]."),
    ],
    ["no points", { positions: floats([0, 2], () => 0) }, new DataError("The map has no points. Give at least one position.")],
    [
      "a position that isn't a number",
      { positions: floats([3, 2], (i) => (i === 3 ? Number.NaN : 1)) },
      new DataError("The position of row 1 (counted from 0) is [1, NaN]. Leave that row out."),
    ],
    [
      "too few labels",
      { positions, labels: [1, 2] },
      new ShapeError("There are 3 points, but 2 labels. Give one label for each point."),
    ],
    [
      "a label that isn't a number",
      { positions, labels: [1, 2, Number.NaN] },
      new DataError("The label of row 2 (counted from 0) is NaN. Leave that row out."),
    ],
    [
      "a class without a name",
      { positions, labels: [0, 1, 2], classNames: ["a", "b"] },
      new DataError(
        "Row 2 (counted from 0) has the label 2, but classNames only names the classes 0 to 1. Add the missing names.",
      ),
    ],
    [
      "too few pictures",
      { positions, images: floats([2, 4, 4], () => 0) },
      new ShapeError("There are 3 points, but 2 pictures. Give one picture for each point."),
    ],
    [
      "images that aren't pictures",
      { positions, images: floats([3, 4], () => 0) },
      new ShapeError(
        "The images have the shape [3, 4], which isn't a shape of pictures. Give [n, height, width], or [n, height, width, channels] with 1 or 3 channels.",
      ),
    ],
  ])("%s", (_what, options, error) => {
    expect(() => mapFigure(options)).toThrow(error);
  });
});
