import { describe, expect, it } from "vitest";
import { type NdArray, ndarray, sliceRows } from "../../core/ndarray.ts";
import { random } from "../../core/random.ts";
import { deviation } from "../../core/statistics.ts";
import { Pca } from "../../manifold/pca.ts";
import { Autoencoder } from "../autoencoder.ts";
import { families } from "../families/index.ts";
import { principalOf } from "./principal.ts";
import { noiseOf } from "./start-dense.ts";

/** Rows [count, width] of several factors with decreasing size, and a little noise. */
function rowsOf(count: number, width: number, factors = 4): NdArray<"float32"> {
  const source = random(11, width);
  const loadings = Array.from({ length: factors * width }, (_, at) => source.normal() * 0.7 ** Math.floor(at / width));
  const data = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    const z = Array.from({ length: factors }, () => source.normal());
    for (let j = 0; j < width; j++)
      data[row * width + j] = z.reduce((sum, x, k) => sum + x * loadings[k * width + j]!, 0.3 + 0.1 * source.normal());
  }
  return ndarray("float32", [count, width], data);
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

/** Creates a network of a family with its initial weights. */
async function started(name: string, x: NdArray<"float32">, options: object): Promise<Autoencoder> {
  const family = families[name]!;
  const autoencoder = new Autoencoder({ ...options, family, loss: "mse", scaling: "none" });
  const network = autoencoder.buildFor(x.shape.slice(1));
  network.model.initialize();
  (await family.plan!({ examples: x, asked: options })).start!(network);
  return autoencoder;
}

describe("the principal directions", () => {
  it.each([
    ["of more rows than columns", 300, 10],
    ["of more columns than rows", 40, 120],
  ])("%s are those of PCA, up to their signs", async (_what, count, width) => {
    const x = rowsOf(count, width);
    const found = await principalOf(x);
    const pca = await new Pca({ components: 4 }).fit(x);
    expect(largest(found.mean, pca.mean.data)).toBeLessThan(1e-5);
    for (let k = 0; k < 4; k++) {
      const direction = (of: Float32Array) => of.subarray(k * width, (k + 1) * width);
      const along = direction(found.directions).reduce((sum, v, i) => sum + v * direction(pca.components.data)[i]!, 0);
      expect(Math.abs(along)).toBeCloseTo(1, 4);
      expect((found.variances[k]! * count) / (count - 1) / pca.explainedVariance.data[k]!).toBeCloseTo(1, 4);
    }
  });
});

it("missing values are replaced by their columns' means", async () => {
  const x = rowsOf(300, 10);
  const holed = { ...x, data: x.data.slice() };
  for (let row = 0; row < 300; row += 7) holed.data[10 * row + 4] = Number.NaN;
  const filled = { ...x, data: holed.data.slice() };
  const known = Array.from({ length: 300 }, (_, row) => holed.data[10 * row + 4]!).filter(Number.isFinite);
  const mean = known.reduce((a, b) => a + b, 0) / known.length;
  for (let row = 0; row < 300; row += 7) filled.data[10 * row + 4] = mean;
  const [a, b] = [await principalOf(holed), await principalOf(filled)];
  expect(largest(a.variances, b.variances)).toBeLessThan(1e-4);
});

it("numbers that can't be squared, or aren't finite, cause neither an endless loop nor weights that aren't numbers", async () => {
  const x = rowsOf(60, 4);
  const huge = { ...x, data: x.data.map((value) => 1e30 * value) };
  expect((await principalOf(huge)).total).toBe(0);
  const holed = { ...x, data: x.data.map((value, at) => (at === 17 ? Number.POSITIVE_INFINITY : value)) };
  const told = { hidden: [4], codings: 2, loss: "mse", optimizer: "adam" } as const;
  await expect(new Autoencoder(told).fit(holed, { epochs: 1, warn: false })).rejects.toThrow("Row 4, column 1 is Infinity");
  const same = { ...x, data: x.data.map(() => 7) };
  const constant = await new Autoencoder({}).fit(same, { epochs: 2, warn: false });
  expect((await constant.reconstruct(same)).data.every(Number.isFinite)).toBe(true);
});

describe("a network that starts at the principal components returns their reconstructions:", () => {
  const x = rowsOf(300, 10);
  it.each([
    ["linear", { codings: 3, hidden: [] }],
    ["stacked", { codings: 3, hidden: [] }],
    ["stacked", { codings: 3, hidden: [16, 8] }],
    ["stacked", { codings: 3, hidden: [16], components: 6 }],
    ["tied", { codings: 3, hidden: [16, 8] }],
    ["denoising", { codings: 3, hidden: [12] }],
  ])("%s, %o", async (name, options) => {
    const autoencoder = await started(name, x, options);
    const pca = await new Pca({ components: 3 }).fit(x);
    const [ours, theirs] = [await autoencoder.reconstruct(x), await pca.reconstruct(x)];
    // A number more than four standard deviations from its mean would leave the linear part of SELU. These rows have none.
    expect(largest(ours.data, theirs.data)).toBeLessThan(1e-4);
  });

  it("unless the initial weights are random", async () => {
    const options = { codings: 3, hidden: [16], learningRate: 1e-9 } as const;
    const errorFrom = async (start: "pca" | "random") => {
      const autoencoder = await new Autoencoder({ ...options, start }).fit(x, { epochs: 1, warn: false });
      return (await autoencoder.scoreSamples(x)).data.reduce((sum, error) => sum + error / 300, 0);
    };
    expect(await errorFrom("random")).toBeGreaterThan(5 * (await errorFrom("pca")));
  });

  it("with as many components as fit in a layer that is narrower than the codings", async () => {
    const autoencoder = await started("stacked", x, { codings: 3, hidden: [2] });
    const pca = await new Pca({ components: 2 }).fit(x);
    expect(largest((await autoencoder.reconstruct(x)).data, (await pca.reconstruct(x)).data)).toBeLessThan(1e-4);
  });

  it("those of probabilistic PCA, shrunk by the noise, for a variational autoencoder", async () => {
    const autoencoder = await started("variational", x, { codings: 3, hidden: [16] });
    const principal = await principalOf(x);
    const noise = noiseOf(principal, 3);
    const { data } = await autoencoder.reconstruct(x);
    const wanted = new Float32Array(data.length);
    for (let row = 0; row < 300; row++)
      for (let k = 0; k < 3; k++) {
        const direction = principal.directions.subarray(10 * k, 10 * k + 10);
        const along = direction.reduce((sum, v, i) => sum + v * (x.data[10 * row + i]! - principal.mean[i]!), 0);
        for (let i = 0; i < 10; i++)
          wanted[10 * row + i]! +=
            (k === 0 ? principal.mean[i]! : 0) + (1 - noise / principal.variances[k]!) * along * direction[i]!;
      }
    expect(largest(data, wanted)).toBeLessThan(1e-4);
  });
});

it("with as many active codings as factors, for a variational autoencoder with more codings (seeds 42 and 43)", async () => {
  const x = rowsOf(1000, 20);
  for (const seed of [42, 43]) {
    const autoencoder = await new Autoencoder({ family: "variational", codings: 10, seed }).fit(x, { warn: false });
    const { data } = await autoencoder.transform(x);
    const deviations = Array.from({ length: 10 }, (_, k) =>
      deviation(Array.from({ length: 1000 }, (_row, i) => data[10 * i + k]!)),
    );
    expect(deviations.filter((of) => of > 0.5)).toHaveLength(4);
    expect(deviations.filter((of) => of < 0.1)).toHaveLength(6);
  }
});

describe("numbers of every kind keep the variance that PCA keeps, without any options:", () => {
  const plain = rowsOf(160, 6, 3);
  const made = (change: (x: number, at: number) => number, x = plain) => ({ ...x, data: x.data.map(change) });
  const kinds: Readonly<Record<string, NdArray<"float32">>> = {
    "as they are": plain,
    "times 100 and 500 more": made((x) => 100 * x + 500),
    "a millionth": made((x) => 1e-6 * x),
    "a million times": made((x) => 1e6 * x),
    "with heavy tails": made((x) => x ** 3),
    "with a column that never varies": made((x, at) => (at % 6 === 3 ? 7 : x)),
    "zeros and ones": made((x) => (x > 0.3 ? 1 : 0)),
    counts: made((x) => Math.floor(Math.exp(x + 1))),
    "from 0 to 1": made((x) => 1 / (1 + Math.exp(-x))),
    "from 0 to 255": made((x) => Math.max(0, Math.min(255, Math.round(128 + 40 * x)))),
    "of 50 rows": sliceRows(plain, 0, 50),
    "of one column": rowsOf(160, 1, 1),
    "of 600 columns": rowsOf(80, 600, 3),
  };
  /** Divides columns by their standard deviations. */
  const scaled = ({ shape, data }: NdArray<"float32">, by = data): NdArray<"float32"> => {
    const [count, width] = shape as [number, number];
    const result = new Float32Array(data.length);
    for (let j = 0; j < width; j++) {
      const column = Array.from({ length: count }, (_, row) => by[row * width + j]!);
      const mean = column.reduce((a, b) => a + b, 0) / count;
      const deviation = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / count) || 1;
      for (let row = 0; row < count; row++) result[row * width + j] = (data[row * width + j]! - mean) / deviation;
    }
    return ndarray("float32", shape, result);
  };
  /** Returns the share of the variance that reconstructions keep. */
  const kept = (x: NdArray<"float32">, y: ArrayLike<number>) => {
    const [count, width] = x.shape as [number, number];
    const means = Float64Array.from(
      { length: width },
      (_, j) => x.data.reduce((sum, v, i) => sum + (i % width === j ? v : 0), 0) / count,
    );
    let [lost, all] = [0, 0];
    x.data.forEach((v, i) => {
      lost += (v - y[i]!) ** 2;
      all += (v - means[i % width]!) ** 2;
    });
    return 1 - lost / all;
  };
  // bench/defaults.mjs tests all pairs; here each kind is tested with one family, and each family with one or two kinds.
  const dense = ["linear", "stacked", "tied", "greedy", "denoising", "sparse", "variational"];
  const pairs = Object.keys(kinds).map((kind, i) => [kind, dense[(i + 1) % dense.length]!] as const);
  it.each(pairs)("%s, %s", async (kind, name) => {
    const x = kinds[kind]!;
    const autoencoder = new Autoencoder({ family: families[name]! });
    await autoencoder.fit(x, { warn: false });
    const codings = Math.min(autoencoder.settings.codings, x.shape[1]!, x.shape[0]! - 1);
    const standard = scaled(x);
    const best = kept(standard, (await (await new Pca({ components: codings }).fit(standard)).reconstruct(standard)).data);
    expect(kept(standard, scaled(await autoencoder.reconstruct(x), x.data).data) / best).toBeGreaterThan(
      name === "linear" ? 0.99 : 0.95,
    );
  });
});
