import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { neighborAccuracy } from "./quality.ts";
import { Umap } from "./umap.ts";

/** Returns three normally distributed clusters. Row i is in cluster i mod 3. */
function clusters(count: number) {
  const source = random(3);
  return ndarray(
    "float32",
    [count, 5],
    Float32Array.from({ length: count * 5 }, (_, at) => 10 * (Math.floor(at / 5) % 3) + source.normal()),
  );
}
const labels = (count: number) => Array.from({ length: count }, (_, i) => i % 3);

describe("UMAP", () => {
  const rows = clusters(300);
  const options = { epochs: 100 };

  it("separates clusters, and places new rows in their own cluster", async () => {
    const umap = await new Umap(options).fit(rows);
    expect(umap.map.shape).toEqual([300, 2]);
    expect(await neighborAccuracy(umap.map, labels(300))).toBe(1);
    const fresh = ndarray("float32", [60, 5], clusters(360).data.slice(1500));
    const placed = await umap.transform(fresh);
    const both = ndarray("float32", [360, 2], Float32Array.of(...umap.map.data, ...placed.data));
    expect(await neighborAccuracy(both, labels(360))).toBe(1);
  });

  it("makes the same map for the same seed, and another map for another seed", async () => {
    const mapped = async (seed: number) => Array.from((await new Umap({ ...options, seed }).fitTransform(rows)).data);
    const first = await mapped(1);
    expect(await mapped(1)).toEqual(first);
    expect(await mapped(2)).not.toEqual(first);
  });

  it("stops when a signal aborts it", async () => {
    const stop = new AbortController();
    stop.abort();
    const seen: number[] = [];
    await new Umap(options).fit(rows, { signal: stop.signal, onProgress: ({ iteration }) => void seen.push(iteration) });
    expect(seen).toEqual([]);
  });

  it("stops in the middle, with the map at that moment and the progress until then", async () => {
    const stop = new AbortController();
    const seen: { readonly iteration: number; readonly map: readonly number[] }[] = [];
    const umap = await new Umap({ epochs: 100_000 }).fit(rows, {
      signal: stop.signal,
      onProgress: ({ iteration, iterations, map }) => {
        expect(iterations).toBe(100_000);
        seen.push({ iteration, map: Array.from(map().data) });
        if (seen.length === 2) stop.abort();
      },
    });
    expect(seen).toHaveLength(2);
    expect(seen[0]!.iteration).toBeLessThan(seen[1]!.iteration);
    expect(seen[0]!.map).not.toEqual(seen[1]!.map);
    expect(Array.from(umap.map.data)).toEqual(seen[1]!.map);
  });

  it.each([
    [
      "a row with NaN",
      () =>
        new Umap().fit(
          ndarray(
            "float32",
            [20, 2],
            Float32Array.from({ length: 40 }, (_, at) => (at === 7 ? Number.NaN : at)),
          ),
        ),
      "Row 3, column 1 is NaN (counted from 0). Remove or fill such rows.",
    ],
    [
      "too few rows",
      () => new Umap().fit(clusters(10)),
      "UMAP with 15 neighbours needs more than 15 rows, but there are 10. Give more rows, or lower neighbors.",
    ],
    ["one neighbour", async () => new Umap({ neighbors: 1 }), "neighbors must be a whole number of at least 2, but it is 1."],
    ["the map before fit", async () => new Umap().map, "There is no map yet. Call fit first."],
  ])("%s: an error", async (_what, attempt, line) => {
    await expect(attempt()).rejects.toThrow(line);
  });
});
