import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { conditionalProbabilities, jointProbabilities } from "./affinities.ts";
import { openDescent } from "./descent.ts";
import { nearestNeighbors } from "./neighbors.ts";
import { Tsne } from "./tsne.ts";

/** Returns normally distributed rows around a few centres. */
function clusters(count: number, width: number, centres = 3, seed = 1): NdArray<"float32"> {
  const source = random(seed);
  const places = Array.from({ length: centres * width }, () => 8 * source.normal());
  const data = Float32Array.from({ length: count * width }, (_, at) => {
    const centre = Math.floor(at / width) % centres;
    return places[centre * width + (at % width)]! + source.normal();
  });
  return ndarray("float32", [count, width], data);
}

const numbers = (data: ArrayLike<number>) => Array.from(data);
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let [difference, length] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    length += b[i]! ** 2;
  }
  return Math.sqrt(difference / length);
};

/** Computes the divergence and its gradient by their formulas, over all pairs (van der Maaten & Hinton, 2008, equations 1-5). */
function exactly(map: NdArray<"float32">, p: (i: number, j: number) => number) {
  const [count, width] = map.shape as [number, number];
  const kernel = (i: number, j: number) => {
    let far = 1;
    for (let c = 0; c < width; c++) far += (map.data[i * width + c]! - map.data[j * width + c]!) ** 2;
    return 1 / far;
  };
  let sum = 0;
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) if (i !== j) sum += kernel(i, j);
  const gradient = new Float64Array(count * width);
  let divergence = 0;
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) {
      if (i === j) continue;
      const q = kernel(i, j) / sum;
      if (p(i, j) > 0) divergence += p(i, j) * Math.log(p(i, j) / q);
      for (let c = 0; c < width; c++)
        gradient[i * width + c]! += 4 * (p(i, j) - q) * kernel(i, j) * (map.data[i * width + c]! - map.data[j * width + c]!);
    }
  return { gradient, divergence };
}

describe("the forces", () => {
  for (const components of [2, 3]) {
    it(`equal the exact gradient in ${components} dimensions, within the angle's tolerance`, async () => {
      const nearest = await nearestNeighbors(clusters(300, 5), 45);
      const affinities = jointProbabilities(nearest.indices, conditionalProbabilities(nearest, 15));
      const dense = new Map<string, number>();
      for (let row = 0; row < 300; row++)
        for (let at = affinities.starts[row]!; at < affinities.starts[row + 1]!; at++)
          if (affinities.values[at]! > 0) dense.set(`${row},${affinities.columns[at]}`, affinities.values[at]!);
      const source = random(5);
      const map = ndarray(
        "float32",
        [300, components],
        Float32Array.from({ length: 300 * components }, () => 6 * source.normal()),
      );
      const { gradient, divergence } = exactly(map, (i, j) => dense.get(`${i},${j}`) ?? 0);
      for (const { tolerance, ...options } of [
        { angle: 0, threads: 1, tolerance: 1e-5 },
        { angle: 0, threads: 3, tolerance: 1e-5 },
        { angle: 0.5, threads: 2, tolerance: 0.01 },
        ...(components === 2 ? [{ angle: 0.5, threads: 2, grid: true, tolerance: 0.005 }] : []),
      ]) {
        const descent = await openDescent(map, affinities, options);
        expect(apart(await descent.gradient(), gradient)).toBeLessThan(tolerance);
        expect(Math.abs((await descent.klDivergence()) - divergence)).toBeLessThan(tolerance);
        await descent.close();
      }
    });
  }
});

describe("the probabilities", () => {
  it("have the given perplexity, to 1e-4", async () => {
    const nearest = await nearestNeighbors(clusters(400, 8), 90);
    const conditional = conditionalProbabilities(nearest, 30);
    for (let row = 0; row < 400; row++) {
      const own = conditional.subarray(row * 90, (row + 1) * 90);
      const entropy = own.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
      expect(Math.abs(Math.exp(entropy) / 30 - 1)).toBeLessThan(1e-4);
    }
  });

  it("are equal for neighbours that are all equal to the row, even if there are more than the perplexity", () => {
    for (let equal = 31; equal <= 60; equal++) {
      const distances = ndarray("float32", [1, 90], new Float32Array(90).fill(1).fill(0, 0, equal));
      const probabilities = conditionalProbabilities({ distances }, 30);
      expect(probabilities).toEqual(new Float32Array(90).fill(1 / equal, 0, equal));
    }
  });

  it("are symmetric joint probabilities that sum to 1", async () => {
    const nearest = await nearestNeighbors(clusters(200, 3), 12);
    const { starts, columns, values } = jointProbabilities(nearest.indices, conditionalProbabilities(nearest, 4));
    const entries = new Map<string, number>();
    for (let row = 0; row < 200; row++)
      for (let at = starts[row]!; at < starts[row + 1]!; at++)
        if (values[at]! > 0) entries.set(`${row},${columns[at]}`, values[at]!);
    expect(Math.abs([...entries.values()].reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-6);
    for (const [key, p] of entries) expect(entries.get(key.split(",").reverse().join(","))).toBeCloseTo(p, 9);
  });
});

describe("a map", () => {
  const rows = clusters(600, 10);

  it.each(["barnesHut", "fft"] as const)(
    "by %s is the same for a seed with any number of threads, and differs for another seed",
    async (method) => {
      const mapped = (seed: number, threads: number) =>
        new Tsne({ method, iterations: 120, perplexity: 10, initialization: "random", seed }).fitTransform(rows, { threads });
      const first = await mapped(1, 1);
      expect(numbers((await mapped(1, 3)).data)).toEqual(numbers(first.data));
      expect(numbers((await mapped(2, 2)).data)).not.toEqual(numbers(first.data));
    },
  );

  for (const components of [2, 3] as const) {
    it(`separates clusters in ${components} dimensions, and its divergence falls`, async () => {
      const seen: number[] = [];
      const tsne = await new Tsne({ components, perplexity: 20, iterations: 500 }).fit(rows, {
        onProgress: async ({ klDivergence }) => void seen.push(await klDivergence()),
      });
      expect(tsne.map.shape).toEqual([600, components]);
      expect(tsne.klDivergence).toBeLessThan(seen[0]! / 2);
      const { indices } = await nearestNeighbors(tsne.map, 5);
      const strangers = indices.data.filter((neighbor, at) => neighbor % 3 !== Math.floor(at / 5) % 3);
      expect(strangers.length).toBeLessThan(0.01 * indices.data.length);
    });
  }

  it("is as good with the grid as with the tree", async () => {
    const divergence = async (method: "barnesHut" | "fft") => (await new Tsne({ method, perplexity: 20 }).fit(rows)).klDivergence;
    expect(await divergence("fft")).toBeLessThan(1.01 * (await divergence("barnesHut")));
  });

  it("places new rows in their own cluster, without changing", async () => {
    const tsne = await new Tsne({ perplexity: 20, iterations: 400 }).fit(rows);
    const before = tsne.map.data.slice();
    const both = clusters(690, 10);
    const fresh = ndarray("float32", [90, 10], both.data.slice(6000));
    const placed = await tsne.transform(fresh, { threads: 2 });
    expect(numbers(tsne.map.data)).toEqual(numbers(before));
    const { indices } = await nearestNeighbors(tsne.map, 5, { of: placed });
    expect(indices.data.filter((neighbor, at) => neighbor % 3 !== Math.floor(at / 5) % 3).length).toBeLessThan(5);
    expect(numbers((await tsne.transform(fresh, { threads: 1 })).data)).toEqual(numbers(placed.data));
  });

  it("stops when a signal aborts it, with the map at that moment", async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const tsne = new Tsne({ perplexity: 10 });
    await tsne.fit(rows, {
      signal: controller.signal,
      onProgress: ({ iteration }) => {
        seen.push(iteration);
        if (seen.length === 2) controller.abort();
      },
    });
    expect(seen.length).toBe(2);
    expect(seen[1]).toBeLessThan(1000);
    expect(tsne.map.data.every(Number.isFinite)).toBe(true);
  });

  it.each([
    ["thousands of duplicates", (i: number) => (i < 4500 ? 1 : i)],
    ["a constant column", (i: number) => (i % 2 ? 3 : i)],
    ["many copies of a single row", () => 7],
  ])("is finite for %s", async (_what, numberAt) => {
    const count = 3000;
    const data = Float32Array.from({ length: count * 2 }, (_, i) => numberAt(i));
    const map = await new Tsne({ iterations: 60 }).fitTransform(ndarray("float32", [count, 2], data));
    expect(map.data.every(Number.isFinite)).toBe(true);
  });

  it("of bytes is the same as that of numbers from 0 to 1", async () => {
    const bytes = ndarray(
      "uint8",
      [100, 2, 2],
      Uint8Array.from({ length: 400 }, (_, i) => (i * 37) % 251),
    );
    const scaled = ndarray(
      "float32",
      [100, 4],
      Float32Array.from(bytes.data, (byte) => byte / 255),
    );
    const map = (examples: NdArray) => new Tsne({ perplexity: 5, iterations: 50 }).fitTransform(examples);
    expect(numbers((await map(bytes)).data)).toEqual(numbers((await map(scaled)).data));
  });
});

describe("data that can't be mapped give a clear error", () => {
  const rowsOf = (count: number, bad?: number) => {
    const array = clusters(count, 4);
    if (bad !== undefined) array.data[bad] = Number.NaN;
    return array;
  };
  it.each([
    ["plain numbers", () => new Tsne().fit(new Float32Array(400)), "The data are a Float32Array of 400 numbers without a shape."],
    ["no rows", () => new Tsne().fit(rowsOf(0)), "There are no rows. Give at least one."],
    ["one row", () => new Tsne().fit(rowsOf(1)), "A perplexity of 30 needs more than 31 rows, but there are 1. Give more rows."],
    [
      "too few rows",
      () => new Tsne().fit(rowsOf(25)),
      "A perplexity of 30 needs more than 31 rows, but there are 25. Use a perplexity of at most 8.",
    ],
    ["NaN", () => new Tsne().fit(rowsOf(100, 4 * 17 + 2)), "Row 17, column 2 is NaN (counted from 0). Remove or fill such rows."],
    [
      "numbers that are too large",
      () => new Tsne().fit(ndarray("float32", [100, 1], new Float32Array(100).fill(1e30))),
      "Row 0, column 0 is 1.0000000150474662e+30, too large to be squared.",
    ],
    ["no columns", () => new Tsne().fit(ndarray("float32", [100, 0], new Float32Array(0))), "The 100 rows have no features."],
    ["no iterations", async () => new Tsne({ iterations: 0 }), "iterations must be a whole number of at least 1, but it is 0."],
    [
      "an unknown metric",
      async () => new Tsne({ metric: "foo" as never }),
      'metric must be "euclidean" or "cosine", but it is "foo".',
    ],
    ["a perplexity of 0", async () => new Tsne({ perplexity: 0 }), "perplexity must be a number above 1, but it is 0."],
    [
      "a grid with 3 components",
      async () => new Tsne({ method: "fft", components: 3 }),
      'The method "fft" only makes maps with 2 components.',
    ],
    ["an angle of 2", async () => new Tsne({ angle: 2 }), "angle must be a number from 0 (exact) to 1, but it is 2."],
    [
      "first positions of another shape",
      () => new Tsne({ initialization: ndarray("float32", [2, 2], new Float32Array(4)) }).fit(rowsOf(100)),
      "The first positions in initialization are [2, 2], but this map needs [100, 2].",
    ],
    ["the map before fit", async () => new Tsne().map, "There is no map yet. Call fit first."],
  ])("%s", async (_what, attempt, line) => {
    await expect(attempt()).rejects.toThrow(line);
  });
});
