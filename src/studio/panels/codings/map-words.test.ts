import { describe, expect, it } from "vitest";
import { heaps } from "../../../manifold/heaps.fixture.ts";
import { wordsOf } from "./map-words.ts";

describe("the description of a map", () => {
  const map = heaps([0, 20, 0.5, 300], [20, 0, 0.5, 100]);
  const classes = Uint32Array.from({ length: 400 }, (_, row) => (row < 270 ? 0 : 1));

  it("contains the size, the name and the place of each group", () => {
    const [first, one, two] = wordsOf(map, [{ kind: "classes", name: "label", names: ["Bag", "Coat"], classes }]);
    expect(first).toMatch(/^The map has 400 points in 2 groups\. Each point inside a group has at least 8 others near it\./);
    expect(one).toMatch(/^Group 1, upper left: (29\d|300) points, mostly Bag\.$/);
    expect(two).toMatch(/^Group 2, lower right: (8\d|9\d|100) points, mostly Coat\.$/);
  });
});
