import { describe, expect, it } from "vitest";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { fromFeatures } from "../data/tables/schema/features.ts";
import { impute } from "./impute.ts";

const ROWS = 1500;
const number = (name: string, missing = 0.15) =>
  ({ kind: "number", name, missing, scaling: "standard", center: 0, scale: 1, whole: false }) as const;
const table: TablePreprocessing = {
  columns: [
    number("a"),
    number("b"),
    number("sum"),
    number("product"),
    { kind: "category", name: "sign", missing: 0.15, values: ["plus", "minus"], open: true, entropy: Math.LN2 },
  ],
  keys: [],
  leftOut: [],
};
const WIDTH = 7;
const SUM = 2;
const SIGN = 4;

/**
 * Returns rows of two numbers, their sum, a nonlinear function of them, and the first one's sign; and the same rows with missing
 * values.
 */
function correlated(seed: number): { whole: NdArray<"float32">; holed: NdArray<"float32"> } {
  const source = random(seed);
  const whole = new Float32Array(ROWS * WIDTH);
  for (let row = 0; row < ROWS; row++) {
    const [a, b] = [source.normal(), source.normal()];
    whole.set([a, b, (a + b) / Math.SQRT2, (a * b + b) / Math.SQRT2, a > 0 ? 1 : 0, a > 0 ? 0 : 1, 0], row * WIDTH);
  }
  const holed = whole.slice();
  for (let row = 0; row < ROWS; row++)
    for (const [at, size] of [0, 1, 2, 3].map((i) => [i, 1]).concat([[SIGN, 3]]) as [number, number][])
      if (source.uniform() < 0.15) holed.fill(Number.NaN, row * WIDTH + at, row * WIDTH + at + size);
  return { whole: ndarray("float32", [ROWS, WIDTH], whole), holed: ndarray("float32", [ROWS, WIDTH], holed) };
}

const trained = async (noise: boolean, holed: NdArray<"float32">) => {
  const autoencoder = new StackedAutoencoder({
    table,
    hidden: [24],
    codings: 4,
    ...(noise && { noise: { kind: "missing", amount: 0.2 } }),
  });
  await autoencoder.fit(holed, { epochs: 120, batchSize: 32 });
  return autoencoder;
};

/** Computes the root mean squared error of the filled numbers. */
function rmse(filled: NdArray<"float32">, { whole, holed }: ReturnType<typeof correlated>): number {
  let [sum, count] = [0, 0];
  holed.data.forEach((x, i) => {
    if (!Number.isNaN(x) || i % WIDTH >= SIGN) return;
    sum += (filled.data[i]! - whole.data[i]!) ** 2;
    count++;
  });
  return Math.sqrt(sum / count);
}

describe("filling a seeded table", async () => {
  const data = correlated(5);
  const { whole, holed } = data;
  const plain = await trained(false, holed);
  const forIt = await trained(true, holed);
  const filled = await impute(forIt, holed);

  it("has a smaller error than the means, and an even smaller one with a model that was trained with missing values", async () => {
    const means = rmse(
      ndarray(
        "float32",
        holed.shape,
        holed.data.map((x) => (Number.isNaN(x) ? 0 : x)),
      ),
      data,
    );
    const byPlain = rmse(await impute(plain, holed), data);
    expect(byPlain).toBeLessThan(means);
    expect(rmse(filled, data)).toBeLessThan(0.9 * byPlain);
  });

  it("has a smaller error after the second round than after the first", async () => {
    expect(rmse(filled, data)).toBeLessThan(rmse(await impute(forIt, holed, { rounds: 1 }), data));
  });

  it("reconstructs a column that is a linear function of the others", () => {
    const errors = Array.from({ length: ROWS }, (_, row) => row * WIDTH)
      .filter((at) => Number.isNaN(holed.data[at + SUM]) && !holed.data.slice(at, at + SUM).some(Number.isNaN))
      .map((at) => Math.abs(filled.data[at + SUM]! - whole.data[at + SUM]!))
      .toSorted((a, b) => a - b);
    expect(errors.length).toBeGreaterThan(100);
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.15);
  });

  it("finds a category that follows from a number", () => {
    const told = Array.from({ length: ROWS }, (_, row) => row * WIDTH)
      .filter((at) => Number.isNaN(holed.data[at + SIGN]) && Math.abs(holed.data[at]!) > 0.3)
      .map(
        (at) =>
          fromFeatures(table.columns[4]!, filled.data.slice(at + SIGN, at + WIDTH)) === (holed.data[at]! > 0 ? "plus" : "minus"),
      );
    expect(told.length).toBeGreaterThan(100);
    expect(told.filter(Boolean).length / told.length).toBeGreaterThan(0.95);
  });

  it("keeps every value that isn't missing, bit by bit", () => {
    expect(filled.data.every((x, i) => Number.isNaN(holed.data[i]) || Object.is(x, holed.data[i]))).toBe(true);
    expect(filled.data.some(Number.isNaN)).toBe(false);
  });
});

it("a model with the noise missing has an indicator for each column, even if the table has no missing values", () => {
  const complete = { ...table, columns: table.columns.map((column) => ({ ...column, missing: 0 })) };
  const indicatorsWith = (amount: number) => {
    const { encoder } = new StackedAutoencoder({
      table: complete,
      ...(amount > 0 && { noise: { kind: "missing", amount } }),
    }).buildFor([WIDTH]);
    return encoder.layers.find(({ kind }) => kind === "MissingValues")!.config().indicators;
  };
  expect(indicatorsWith(0.2)).toEqual([0, 1, 2, 3, SIGN]);
  expect(indicatorsWith(0)).toEqual([]);
});

it("fills missing pixels of images with a model that was trained with missing values", async () => {
  const source = random(1);
  const rows = Float32Array.from({ length: 1000 * 9 }, () => 0);
  for (let row = 0; row < 1000; row++) rows.fill(source.uniform(), row * 9, (row + 1) * 9);
  const images = ndarray("float32", [1000, 3, 3], rows);
  const autoencoder = new StackedAutoencoder({
    hidden: [12],
    codings: 3,
    loss: "mse",
    optimizer: "adam",
    learningRate: 0.005,
    noise: { kind: "missing", amount: 0.3 },
  });
  await autoencoder.fit(images, { epochs: 100 });
  const holed = ndarray(
    "float32",
    [1000, 3, 3],
    rows.map((x) => (source.uniform() < 0.3 ? Number.NaN : x)),
  );
  const filled = await impute(autoencoder, holed);
  const holes = [...holed.data.keys()].filter((i) => Number.isNaN(holed.data[i]));
  const error = (value: (i: number) => number) => Math.hypot(...holes.map((i) => value(i) - rows[i]!)) / Math.sqrt(holes.length);
  expect(error((i) => filled.data[i]!)).toBeLessThan(error(() => 0.5) / 2);
});

it("refuses models and options that don't fit", async () => {
  const examples = ndarray("float32", [2, 3], new Float32Array(6).fill(Number.NaN));
  await expect(impute(new StackedAutoencoder({ loss: "mse" }), examples)).rejects.toThrow(/noise: "missing:0\.2"\.$/);
  await expect(impute(new StackedAutoencoder({ table }), examples, { rounds: 0 })).rejects.toThrow(
    "rounds must be a whole number of at least 1, but it is 0.",
  );
});
