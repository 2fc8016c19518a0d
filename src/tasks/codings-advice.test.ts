import { describe, expect, it } from "vitest";
import { type AutoencoderOptions, StackedAutoencoder } from "../autoencoders/index.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { adviseCodings, type CodingsAdviceProgress } from "./codings-advice.ts";

/** Returns rows [count, 12] of three latent factors, slightly nonlinear, with a little noise. */
function threeFactors(count: number, noise = 0.05) {
  const source = random(5);
  const mix = Array.from({ length: 36 }, () => source.normal());
  const data = new Float32Array(count * 12);
  for (let row = 0; row < count; row++) {
    const factors = Array.from({ length: 3 }, () => source.normal());
    for (let column = 0; column < 12; column++) {
      const sum = factors.reduce((all, factor, i) => all + factor * mix[3 * column + i]!, 0);
      data[12 * row + column] = sum + 0.2 * Math.tanh(sum) + noise * source.normal();
    }
  }
  return ndarray("float32", [count, 12], data);
}

const all = threeFactors(700);
const rows = { train: sliceRows(all, 0, 600), validation: sliceRows(all, 600) };
const make = (codings: number, seed: number, options: AutoencoderOptions = {}) =>
  new StackedAutoencoder({ codings, hidden: [24], loss: "mse", optimizer: "adam", learningRate: 0.003, seed, ...options });
const quick = { seeds: 1, steps: 100, sizes: [1, 2] };

describe("rows with three factors", () => {
  it("every seed chooses three or four codings, and fewer lose variance, as with PCA", async () => {
    const { chosen, bySeed, sizes, budget, stopped } = await adviseCodings(make, rows, { steps: 1000 });
    expect([3, 4]).toContain(chosen);
    expect(bySeed.map(({ seed }) => seed)).toEqual([42, 43, 44]);
    for (const one of bySeed) expect([3, 4]).toContain(one.chosen);
    expect(sizes.map(({ codings }) => codings)).toEqual([1, 2, 3, 4, 6, 8, 11]);
    const [one, , three] = sizes;
    expect(one!.pca).toBeGreaterThan(0.2);
    expect(three!.pca).toBeLessThan(0.03);
    for (const trial of three!.trials) {
      expect(trial.error).toBeLessThan(0.05);
      expect(trial.trustworthiness).toBeGreaterThan(one!.trials[0]!.trustworthiness);
    }
    expect(budget).toMatchObject({ rows: 600, heldOut: 100 });
    expect(stopped).toBeUndefined();
  }, 60_000);
});

it("the same seed gives the same advice", async () => {
  const [one, two] = [await adviseCodings(make, rows, quick), await adviseCodings(make, rows, quick)];
  const figures = ({ sizes }: typeof one) => sizes.map(({ trials }) => trials.map(({ loss, error }) => [loss, error]));
  expect(figures(one)).toEqual(figures(two));
  const other = await adviseCodings(make, rows, { ...quick, seed: 7 });
  expect(figures(other)).not.toEqual(figures(one));
});

it("a stop keeps the trainings that are done, and uses only the seeds that finished all sizes", async () => {
  const stop = new AbortController();
  const told: CodingsAdviceProgress[] = [];
  const advice = await adviseCodings(make, rows, {
    ...quick,
    seeds: 3,
    signal: stop.signal,
    onProgress: (progress) => {
      told.push(progress);
      if (progress.done === 3) stop.abort();
    },
  });
  expect(advice.stopped).toBe("interrupted");
  expect(advice.sizes.map(({ trials }) => trials.length)).toEqual([2, 1]);
  expect(advice.bySeed.map(({ seed }) => seed)).toEqual([42]);
  expect(told.at(-1)).toMatchObject({ done: 3, of: 6, codings: 2, seed: 43 });
});

it("there is no advice if no training ends in time", async () => {
  const advice = await adviseCodings(make, rows, { ...quick, steps: 100_000, seconds: 0.01 });
  expect(advice).toMatchObject({ stopped: "time", bySeed: [], sizes: [] });
  expect(advice.chosen).toBeUndefined();
});

it("missing values are filled for PCA and neighbours, and left out of the errors", async () => {
  const holes = ndarray(
    "float32",
    all.shape,
    Float32Array.from(all.data, (x, i) => (i % 17 === 0 ? Number.NaN : x)),
  );
  const { sizes } = await adviseCodings(
    (codings, seed) => make(codings, seed, { noise: { kind: "missing", amount: 0.1 } }),
    {
      train: sliceRows(all, 0, 600),
      validation: sliceRows(holes, 600),
    },
    quick,
  );
  for (const { trials, pca } of sizes)
    for (const number of [pca!, trials[0]!.error, trials[0]!.trustworthiness]) expect(number).toBeGreaterThan(0);
});

it.each([
  [
    "one feature",
    sliceColumn(),
    {},
    DataError,
    "There must be fewer codings than features, but there is only one feature, so there is no size to choose.",
  ],
  [
    "few rows",
    { train: sliceRows(all, 0, 19), validation: sliceRows(all, 0, 9) },
    {},
    DataError,
    "To choose the number of codings takes at least 20 rows for training and 5 held out, but there are 19 and 9. Give the number of codings.",
  ],
  [
    "sizes that don't rise",
    rows,
    { sizes: [2, 2] },
    OptionError,
    "sizes must be whole numbers from 1 to 11 in rising order, but they are 2, 2.",
  ],
  ["no seeds", rows, { seeds: 0 }, OptionError, "seeds must be a whole number of at least 1, but it is 0."],
])("%s: one line", async (_, data, options, kind, message) => {
  const failing = adviseCodings(make, data, options);
  await expect(failing).rejects.toThrow(kind);
  await expect(failing).rejects.toThrow(message);
});

function sliceColumn() {
  const one = ndarray("float32", [700, 1], all.data.slice(0, 700));
  return { train: sliceRows(one, 0, 600), validation: sliceRows(one, 600) };
}
