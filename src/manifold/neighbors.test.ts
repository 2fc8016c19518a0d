import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { usearchNeighbors } from "./approximate.node.ts";
import { nearestNeighbors } from "./neighbors.ts";

const usearch = await usearchNeighbors();

function normal(count: number, width: number, seed = 1): NdArray<"float32"> {
  const source = random(seed);
  return ndarray(
    "float32",
    [count, width],
    Float32Array.from({ length: count * width }, () => source.normal()),
  );
}

/** Computes all distances and sorts them. */
function directly(rows: NdArray<"float32">, queries: NdArray<"float32">, k: number, cosine = false, isSelf = true) {
  const width = rows.shape[1]!;
  const row = (of: NdArray<"float32">, i: number) => Array.from(of.data.subarray(i * width, (i + 1) * width));
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  return Array.from({ length: queries.shape[0]! }, (_, i) => {
    const query = row(queries, i);
    const all = Array.from({ length: rows.shape[0]! }, (_, j) => {
      const other = row(rows, j);
      const far = cosine
        ? 1 - dot(query, other) / Math.sqrt(dot(query, query) * dot(other, other))
        : Math.hypot(...query.map((x, c) => x - other[c]!));
      return { j, far };
    });
    return all
      .filter(({ j }) => !isSelf || j !== i)
      .sort((a, b) => a.far - b.far)
      .slice(0, k);
  });
}

describe("the nearest rows", () => {
  it.each([
    ["in one round", 60, 10, {}],
    ["in two rounds", 1500, 7, {}],
    ["by angle", 900, 5, { metric: "cosine" as const }],
  ])("are the same as in a search of all distances %s", async (_what, count, k, options) => {
    const rows = normal(count, 6);
    const expected = directly(rows, rows, k, "metric" in options);
    const { indices, distances } = await nearestNeighbors(rows, k, options);
    for (let i = 0; i < count; i++) {
      expect(Array.from(indices.data.subarray(i * k, (i + 1) * k))).toEqual(expected[i]!.map(({ j }) => j));
      for (let place = 0; place < k; place++) expect(distances.data[i * k + place]).toBeCloseTo(expected[i]![place]!.far, 5);
    }
  });

  it("of other rows can include the same row", async () => {
    const [rows, others] = [normal(500, 4), normal(33, 4, 2)];
    others.data.set(rows.data.subarray(0, 4));
    const { indices, distances } = await nearestNeighbors(rows, 3, { of: others });
    const expected = directly(rows, others, 3, false, false);
    expect(Array.from(indices.data)).toEqual(expected.flatMap((list) => list.map(({ j }) => j)));
    expect(distances.data[0]).toBe(0);
  });

  it("of duplicates are at distance 0, even far from the origin", async () => {
    const data = Float32Array.from({ length: 2000 * 3 }, (_, i) => 1e4 + (i % 3) + (i < 3000 ? 0 : Math.floor(i / 3)));
    const { distances, indices } = await nearestNeighbors(ndarray("float32", [2000, 3], data), 5);
    expect(Array.from(distances.data.subarray(0, 5000)).every((x) => x === 0)).toBe(true);
    expect(indices.data.every((neighbor, at) => neighbor !== Math.floor(at / 5))).toBe(true);
  });

  it.skipIf(!usearch)("are nearly all found by usearch, if it is installed", async () => {
    const rows = normal(3000, 8);
    const exact = await nearestNeighbors(rows, 20, { method: "exact" });
    const found = await nearestNeighbors(rows, 20, { method: "approximate" });
    const right = found.indices.data.filter((neighbor, at) => exact.indices.data[at] === neighbor).length / (3000 * 20);
    expect(exact.recall).toBe(1);
    expect(found.recall).toBeGreaterThan(0.98);
    expect(Math.abs(right - found.recall)).toBeLessThan(0.02);
  });

  it.skipIf(usearch)("can't be approximate without usearch, which gives an error", async () => {
    await expect(nearestNeighbors(normal(50, 2), 3, { method: "approximate" })).rejects.toThrow(
      "The package usearch, which finds approximate neighbours, isn't installed",
    );
  });

  it.each([
    [
      "more than there are",
      () => nearestNeighbors(normal(4, 2), 4),
      "among 4 rows must be a whole number from 1 to 3, but it is 4",
    ],
    [
      "other columns",
      () => nearestNeighbors(normal(4, 2), 1, { of: normal(4, 3) }),
      "These rows have 3 features, but the rows among which their neighbours are searched have 2.",
    ],
    [
      "rows of zeros with the cosine distance",
      () => nearestNeighbors(ndarray("float32", [2, 2], Float32Array.of(1, 0, 0, 0)), 1, { metric: "cosine" }),
      "Row 1 (counted from 0) is all zeros, which has no angle",
    ],
  ])("%s give an error", async (_what, attempt, line) => {
    await expect(attempt()).rejects.toThrow(line);
  });
});
