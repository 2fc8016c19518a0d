import { describe, expect, it } from "vitest";
import { random } from "../../../core/random.ts";
import { groupsOf } from "./groups.ts";
import { wordsOf } from "./map-words.ts";

/** Returns round clusters of points with the given centres, widths and sizes. */
function heaps(...all: readonly (readonly [x: number, y: number, width: number, count: number])[]): Float32Array {
  const source = random(3);
  return Float32Array.from(
    all.flatMap(([x, y, width, count]) =>
      Array.from({ length: count }, () => [x + width * source.normal(), y + width * source.normal()]).flat(),
    ),
  );
}

describe("groups on a map", () => {
  it("are the clusters of points, the largest first, at any scale of the map", () => {
    for (const scale of [1, 1e-3, 1e4]) {
      const { of, sizes } = groupsOf(heaps([0, 0, 1, 200], [20, 0, 1, 400], [0, 20, 1, 100]).map((value) => value * scale));
      expect(sizes).toHaveLength(3);
      [400, 200, 100].forEach((size, i) => {
        expect(sizes[i]! / size).toBeGreaterThan(0.85);
      });
      expect(new Set(of.slice(0, 200))).toContain(1);
      expect([...of.slice(0, 200)].every((group) => group === 1 || group === -1)).toBe(true);
    }
  });

  it("are a single group if the density is even, and leave out isolated points", () => {
    const source = random(5);
    const even = Float32Array.from({ length: 2000 }, () => source.uniform());
    expect(groupsOf(even).sizes).toHaveLength(1);
    const { of } = groupsOf(Float32Array.of(...heaps([0, 0, 1, 300]), 50, 50));
    expect(of[300]).toBe(-1);
  });

  it("are a single group if all points are at one place, and none if there are only a few points", () => {
    expect(groupsOf(new Float32Array(200)).sizes).toEqual([100]);
    expect(groupsOf(Float32Array.of(0, 0, 1, 1)).sizes).toEqual([]);
  });
});

describe("the description of a map", () => {
  const map = heaps([0, 20, 0.5, 300], [20, 0, 0.5, 100]);
  const classes = Uint32Array.from({ length: 400 }, (_, row) => (row < 270 ? 0 : 1));

  it("contains the size, the most frequent class and the place of each group", () => {
    const [first, one, two] = wordsOf(map, { kind: "classes", name: "label", names: ["Bag", "Coat"], classes });
    expect(first).toMatch(/^The map has 400 points in 2 groups\. Each point inside a group has at least 8 others near it\./);
    expect(one).toMatch(/^Group 1, upper left: (29\d|300) points, 9[01] % Bag\.$/);
    expect(two).toMatch(/^Group 2, lower right: (8\d|9\d|100) points, 100 % Coat\.$/);
  });

  it("contains the median of a column of numbers", () => {
    const numbers = Float64Array.from({ length: 400 }, (_, row) => (row < 300 ? 2.5 : 7.25));
    const [, one, two] = wordsOf(map, { kind: "numbers", name: "loss", numbers });
    expect([one, two]).toEqual([expect.stringContaining("median loss 2.5."), expect.stringContaining("median loss 7.25.")]);
  });
});
