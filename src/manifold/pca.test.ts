import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { garments } from "../data/built-in/garments.ts";
import { generate3dData } from "../data/built-in/points-3d.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { wasmRuntime } from "../runtime/wasm.ts";
import { Pca } from "./pca.ts";

const sklearn = JSON.parse(readFileSync("test/fixtures/pca.json", "utf8"));
const examples = ndarray("float32", sklearn.shape, Float32Array.from(sklearn.x));
const few = sliceRows(examples, 0, 5);
const attributes = ["mean", "components", "explainedVariance", "explainedVarianceRatio", "singularValues"] as const;

/** Returns the largest difference relative to the largest of the expected numbers. */
function difference({ data }: NdArray, wanted: ArrayLike<number>): number {
  expect(data.length).toBe(wanted.length);
  let [most, largest] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    most = Math.max(most, Math.abs(Number(data[i]) - wanted[i]!));
    largest = Math.max(largest, Math.abs(wanted[i]!));
  }
  return most / largest;
}

const mean = ({ data }: NdArray<"float32">): number => data.reduce((sum, x) => sum + x, 0) / data.length;

/** Returns two columns that vary little compared with their mean, in as many rows as three blocks have. */
function farFromZero(offset: number): NdArray<"float32"> {
  const source = random(5);
  const data = Float32Array.from({ length: 2 * 5000 }, (_, i) => (i % 2 === 0 ? offset + source.normal() : source.normal() / 2));
  return ndarray("float32", [5000, 2], data);
}

describe("PCA agrees with scikit-learn's to 1e-5, signs included", async () => {
  const pca = await new Pca({ components: 4 }).fit(examples);
  const whitening = await new Pca({ components: 4, whiten: true }).fit(examples);

  it.each(attributes)("in %s", (name) => {
    expect(difference(pca[name], sklearn[name])).toBeLessThan(1e-5);
  });

  it("in the variance of the noise", () => {
    expect(pca.noiseVariance / sklearn.noiseVariance).toBeCloseTo(1, 5);
  });

  it("in transform and inverseTransform", async () => {
    const transformed = await pca.transform(few);
    expect(transformed.shape).toEqual([5, 4]);
    expect(difference(transformed, sklearn.transformed)).toBeLessThan(1e-5);
    expect(difference(await pca.inverseTransform(transformed), sklearn.inverse)).toBeLessThan(1e-5);
  });

  it("with whitening, in both directions", async () => {
    const whitened = await whitening.transform(few);
    expect(difference(whitened, sklearn.whitened)).toBeLessThan(1e-5);
    expect(difference(await whitening.inverseTransform(whitened), sklearn.whitenedInverse)).toBeLessThan(1e-5);
  });

  it("on pixels, which are scaled to 0 … 1, also with fewer examples than features", async () => {
    const { x, ...wanted } = sklearn.pixels;
    const ofPixels = await new Pca().fit(ndarray("uint8", [6, 3, 3], Uint8Array.from(x)));
    expect([ofPixels.components.shape, ofPixels.noiseVariance]).toEqual([[6, 9], 0]);
    expect(difference(ofPixels.mean, wanted.mean)).toBeLessThan(1e-5);
    expect(difference(ofPixels.explainedVariance, wanted.explainedVariance)).toBeLessThan(1e-5);
    expect(difference(sliceRows(ofPixels.components, 0, 5), wanted.components)).toBeLessThan(1e-5);
  });
});

describe("learning batch by batch", () => {
  it("gives the same as learning from all examples at once, to 1e-5, for batches of any sizes", async () => {
    const [atOnce, inBatches] = [await new Pca({ components: 4 }).fit(examples), new Pca({ components: 4 })];
    const ends = [1, 8, 9, 120, 200];
    for (const [i, end] of ends.entries()) await inBatches.partialFit(sliceRows(examples, ends[i - 1] ?? 0, end));
    for (const name of attributes) expect(difference(inBatches[name], atOnce[name].data), name).toBeLessThan(1e-5);
  });

  it("continues after results were read", async () => {
    const pca = await new Pca().partialFit(sliceRows(examples, 0, 100));
    expect(pca.components.shape).toEqual([12, 12]);
    await pca.partialFit(sliceRows(examples, 100, 200));
    expect(difference(pca.singularValues, (await new Pca().fit(examples)).singularValues.data)).toBeLessThan(1e-5);
  });

  it("starts again with fit", async () => {
    const pca = await new Pca().partialFit(sliceRows(examples, 0, 100));
    await pca.fit(few);
    expect(pca.mean).toEqual((await new Pca().fit(few)).mean);
  });

  it("adds nothing from a batch that it rejects", async () => {
    const pca = new Pca();
    await expect(pca.partialFit(ndarray("float32", [2, 1], Float32Array.of(1, Number.NaN)))).rejects.toThrow(DataError);
    expect((await pca.partialFit(examples)).mean).toEqual((await new Pca().fit(examples)).mean);
  });
});

describe("a share of the variance instead of a number of components", () => {
  /** Returns two rows for each axis, at the same distance on both sides, with squares of 32, 16, 8 and 8. */
  const lengths = [4, Math.sqrt(8), 2, 2];
  const known = ndarray(
    "float32",
    [8, 4],
    Float32Array.from({ length: 32 }, (_, i) => {
      const [row, column] = [Math.floor(i / 4), i % 4];
      return Math.floor(row / 2) === column ? lengths[column]! * (-1) ** row : 0;
    }),
  );

  it.each([
    [0.01, 1],
    [0.49, 1],
    [0.51, 2],
    [0.74, 2],
    [0.76, 3],
    [0.88, 4],
    [0.999999, 4],
  ])("%f keeps %i of the axes that explain 1/2, 1/4, 1/8 and 1/8", async (components, kept) => {
    const pca = await new Pca({ components }).fit(known);
    expect(pca.components.shape).toEqual([kept, 4]);
    expect(difference(pca.explainedVarianceRatio, [1 / 2, 1 / 4, 1 / 8, 1 / 8].slice(0, kept))).toBeLessThan(1e-6);
    expect(pca.noiseVariance).toBeCloseTo([32 / 3, 8, 8, 0][kept - 1]! / 7, 5);
  });

  it("a share that is reached exactly counts as reached", async () => {
    const twice = ndarray("float32", [4, 2], Float32Array.of(2, 0, -2, 0, 0, 2, 0, -2));
    expect((await new Pca({ components: 0.5 }).fit(twice)).components.shape).toEqual([1, 2]);
  });

  it("is reached by one component if there is no variance", async () => {
    expect((await new Pca({ components: 0.9 }).fit(ndarray("float32", [3, 2], new Float32Array(6)))).components.shape).toEqual([
      1, 2,
    ]);
  });

  it("is decided on all batches, not only on the first ones", async () => {
    const pca = await new Pca({ components: 0.7 }).partialFit(sliceRows(known, 0, 2));
    expect(pca.components.shape).toEqual([1, 4]);
    await pca.partialFit(sliceRows(known, 2, 8));
    expect(pca.components.shape).toEqual([2, 4]);
  });

  it("keeps as many components as scikit-learn's ratios require", async () => {
    const ratios: number[] = sklearn.explainedVarianceRatio;
    const share = ratios[0]! + ratios[1]! / 2;
    const pca = await new Pca({ components: share }).fit(examples);
    expect(difference(pca.explainedVarianceRatio, ratios.slice(0, 2))).toBeLessThan(1e-5);
  });
});

it("a mean of 10,000 doesn't reduce the precision of the variance, over several blocks of rows", async () => {
  const [near, far] = [await new Pca().fit(farFromZero(0)), await new Pca().fit(farFromZero(10_000))];
  expect(difference(far.explainedVariance, near.explainedVariance.data)).toBeLessThan(1e-4);
});

it("numbers of nearly 1e16 can be squared", async () => {
  const pca = await new Pca().fit(
    ndarray(
      "float32",
      [4096, 1],
      Float32Array.from({ length: 4096 }, (_, i) => (i % 2 ? 9e15 : -9e15)),
    ),
  );
  expect(difference(pca.explainedVariance, [(81e30 * 4096) / 4095])).toBeLessThan(1e-5);
});

it("the lecture's 60 points have the distance from their best plane that the lecture reports", async () => {
  const { examples: points } = generate3dData();
  const all = await new Pca().fit(points);
  const dividedBy60 = [...all.singularValues.data].map((value) => value ** 2 / 60);
  expect(dividedBy60.map((variance) => variance.toFixed(4))).toEqual(["0.7653", "0.1329", "0.0102"]);
  const plane = await new Pca({ components: 2 }).fit(points);
  expect(mean(await plane.scoreSamples(points)).toFixed(6)).toBe("0.003390");
});

describe("a reconstruction", async () => {
  const images = garments({ count: 2100 }).examples as NdArray<"uint8">;
  const runtime = await nodeRuntime();
  const pca = await new Pca({ components: 10 }).fit(images, { runtime });
  const reconstructed = await pca.reconstruct(images, { runtime });

  it("has the shape of the examples, for every block of them", async () => {
    expect(reconstructed.shape).toEqual([2100, 28, 28]);
    expect((await pca.inverseTransform(await pca.transform(images))).shape).toEqual([2100, 28, 28]);
    expect(difference(await pca.inverseTransform(await pca.transform(images)), reconstructed.data)).toBeLessThan(1e-5);
  });

  it("is scored by its mean squared error, row by row", async () => {
    const scores = await pca.scoreSamples(images);
    const last = sliceRows(images, 2099, 2100).data.reduce(
      (sum: number, x, i) => sum + (x / 255 - reconstructed.data[2099 * 784 + i]!) ** 2 / 784,
      0,
    );
    expect(scores.shape).toEqual([2100]);
    expect(scores.data[2099]! / last).toBeCloseTo(1, 4);
  });

  it("is empty for no rows", async () => {
    expect((await pca.transform(sliceRows(images, 0, 0))).shape).toEqual([0, 10]);
  });

  it("is the same after fitTransform as after fit and transform", async () => {
    const [once, twice] = [new Pca({ components: 2 }), await new Pca({ components: 2 }).fit(few)];
    expect(await once.fitTransform(few)).toEqual(await twice.transform(few));
  });

  it("is the same with WebAssembly, to 1e-5", async () => {
    const wasm = await new Pca({ components: 4 }).fit(examples, { runtime: await wasmRuntime({ threads: 1 }) });
    expect(difference(wasm.components, sklearn.components)).toBeLessThan(1e-5);
  });
});

it("examples that are all the same have no variance, and no share of it", async () => {
  const pca = await new Pca({ whiten: true }).fit(ndarray("float32", [3, 2], Float32Array.of(1, 2, 1, 2, 1, 2)));
  expect([...pca.explainedVariance.data, ...pca.explainedVarianceRatio.data]).toEqual([0, 0, 0, 0]);
  expect([...(await pca.transform(ndarray("float32", [1, 2], Float32Array.of(1, 2)))).data]).toEqual([0, 0]);
});

describe("a mistake gives a clear error", () => {
  const rows = (count: number, width: number, ...numbers: number[]) =>
    ndarray(
      "float32",
      [count, width],
      Float32Array.from({ length: count * width }, (_, i) => numbers[i] ?? i % 5),
    );
  const fit = (array: NdArray, components?: number) => new Pca({ components }).fit(array);

  it.each<[string, () => Promise<unknown>, Error]>([
    ["no examples", () => fit(rows(0, 3)), new DataError("PCA needs examples to learn from, but it got none.")],
    ["one example", () => fit(rows(1, 3)), new DataError("PCA needs at least two examples, but it got 1.")],
    [
      "more components than features",
      () => fit(rows(5, 3), 4),
      new OptionError(
        "5 examples of 3 features have at most 3 components, but 4 are requested. Give more examples, or fewer components.",
      ),
    ],
    [
      "more components than examples",
      () => fit(rows(2, 3), 3),
      new OptionError(
        "2 examples of 3 features have at most 2 components, but 3 are requested. Give more examples, or fewer components.",
      ),
    ],
    [
      "NaN",
      () => fit(rows(3, 2, 0, 1, 2, Number.NaN)),
      new DataError("Row 1, column 1 is NaN (counted from 0). Remove or fill such rows."),
    ],
    [
      "an infinite number",
      () => fit(rows(3, 2, 0, 1, 2, 3, Number.NEGATIVE_INFINITY)),
      new DataError("Row 2, column 0 is -Infinity (counted from 0). Remove or fill such rows."),
    ],
    [
      "NaN in a row to transform",
      async () => (await new Pca().fit(rows(3, 2, 0, 1, 2, 3, 5, 4))).transform(rows(3, 2, 0, 1, Number.NaN, 3)),
      new DataError("Row 1, column 0 is NaN (counted from 0). Remove or fill such rows."),
    ],
    [
      "an infinite number in a row to score",
      async () => (await new Pca().fit(rows(3, 2, 0, 1, 2, 3, 5, 4))).scoreSamples(rows(3, 2, 0, 1, 2, Number.POSITIVE_INFINITY)),
      new DataError("Row 1, column 1 is Infinity (counted from 0). Remove or fill such rows."),
    ],
    [
      "a number that is too large",
      () => fit(rows(3, 2, 0, 2 ** 60)),
      new DataError("Row 0, column 1 is 1152921504606847000, too large to be squared. Divide that column."),
    ],
    [
      "more features than the maximum",
      () => new Pca().partialFit(rows(2, 8193)),
      new ShapeError(
        "PCA supports 8192 features, or more for up to 8192 examples in one fit, but these examples have 8193. Make them smaller.",
      ),
    ],
    [
      "another number of features in the next batch",
      async () => (await fit(rows(5, 3))).partialFit(rows(5, 2)),
      new ShapeError("This PCA has 3 features, but these rows have 2. Give rows of 3."),
    ],
    [
      "another number of features in transform",
      async () => (await fit(rows(5, 3))).transform(rows(5, 2)),
      new ShapeError("This PCA has 3 features, but these rows have 2. Give rows of 3."),
    ],
    [
      "another number of components in inverseTransform",
      async () => (await fit(rows(5, 3), 2)).inverseTransform(rows(5, 3)),
      new ShapeError("This PCA has 2 components, but these rows have 3. Give rows of 2."),
    ],
    ["transform before fit", () => new Pca().transform(few), new OptionError("This PCA isn't fitted yet. Call fit first.")],
    ...[1.5, 0, -0.5, Number.NaN].map((components): [string, () => Promise<unknown>, Error] => [
      `${components} components`,
      async () => new Pca({ components }),
      new OptionError(
        `components must be a whole number of at least 1, or a share of the variance between 0 and 1, but it is ${components}.`,
      ),
    ]),
  ])("%s", async (_what, act, error) => {
    const caught = (await act().catch((e: unknown) => e)) as Error;
    expect([caught.constructor, caught.message]).toEqual([error.constructor, error.message]);
  });
});
