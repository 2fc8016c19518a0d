import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { Tsne } from "./tsne.ts";
import { firstTwins } from "./twins.ts";
import { Umap } from "./umap.ts";

it("equal rows are found, and 0 equals -0", () => {
  const rows = ndarray("float32", [5, 2], Float32Array.of(0, 1, 1, 0, -0, 1, 1, 0.5, 1, 0));
  expect(Array.from(firstTwins(rows))).toEqual([0, 1, 0, 3, 1]);
});

describe("rows of 0 and 1, most of which are equal to others,", () => {
  const source = random(3);
  const rows = ndarray(
    "float32",
    [1000, 4],
    Float32Array.from({ length: 4000 }, () => Number(source.uniform() < 0.5)),
  );
  const firsts = firstTwins(rows);

  it.each([
    ["t-SNE", new Tsne({ iterations: 50 })],
    ["UMAP", new Umap({ epochs: 20 })],
  ])("get finite positions from %s, and equal rows get the same one", async (_, maker) => {
    const { data } = await maker.fitTransform(rows);
    expect(data.every(Number.isFinite)).toBe(true);
    firsts.forEach((first, row) => {
      expect(data.slice(2 * row, 2 * row + 2)).toEqual(data.slice(2 * first, 2 * first + 2));
    });
    expect(new Set(data).size).toBeGreaterThan(16);
  });
});
