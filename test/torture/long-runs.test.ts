import { isDeepStrictEqual } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { Autoencoder } from "../../src/autoencoders/autoencoder.ts";
import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import { random } from "../../src/core/random.ts";
import { dense } from "../../src/layers/index.ts";
import { sequential } from "../../src/models/sequential.ts";
import { adam } from "../../src/training/optimizers/index.ts";
import { isLong, report, timeout, times } from "./torture.fixture.ts";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** Returns the process's memory in MB, without garbage and without the room that JavaScript's heap keeps for later. */
async function memory(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    collect();
    await new Promise((done) => setTimeout(done, 20));
  }
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  return (rss - heapTotal + heapUsed) / 1e6;
}

/**
 * Does something `count` times, and again as often, and returns the memory in MB after each half. In the first half, allocators
 * take memory that they use again in the second one.
 */
async function memoryWhile(count: number, work: (i: number) => Promise<unknown>): Promise<[number, number]> {
  for (let i = 0; i < count; i++) await work(i);
  const before = await memory();
  for (let i = 0; i < count; i++) await work(count + i);
  return [before, await memory()];
}

const growth = ([before, after]: [number, number]) => after / before - 1;
const shown = ([before, after]: [number, number]) => `${before.toFixed(0)} MB, then ${after.toFixed(0)} MB`;

const source = random(1);
const rows = (count: number, width = 20): NdArray<"float32"> =>
  ndarray(
    "float32",
    [count, width],
    Float32Array.from({ length: count * width }, () => source.normal()),
  );
const examples = rows(256);
const trained = (seed: number, epochs = 2) =>
  new Autoencoder({ hidden: [32], codings: 4, seed }).fit(examples, { epochs, warn: false });
const tiny = () => sequential([dense(1)], { inputShape: [1] }).compile({ loss: "mse", optimizer: adam({ learningRate: 1e-4 }) });

it(
  "eight trainings at the same time give the same weights and codings, bit by bit, as one after the other",
  async () => {
    const epochs = times(2, 30);
    const results = async (seed: number) => {
      const autoencoder = await trained(seed, epochs);
      return [...autoencoder.trained.model.getWeights(), await autoencoder.transform(examples)];
    };
    const seeds = Array.from({ length: 8 }, (_, i) => i);
    const together = await Promise.all(seeds.map(results));
    const alone: unknown[] = [];
    for (const seed of seeds) alone.push(await results(seed));
    const same = seeds.filter((seed) => isDeepStrictEqual(together[seed], alone[seed]));
    report(`${seeds.length} trainings at the same time: ${same.length} the same as alone`);
    expect(together).toEqual(alone);
  },
  timeout,
);

describe("memory stays the same", () => {
  it(
    "while a model predicts one row at a time",
    async () => {
      const autoencoder = await trained(1);
      const count = times(2000, 100_000) / 2;
      const one = ndarray("float32", [1, 20], examples.data.slice(0, 20));
      const first = await autoencoder.transform(one);
      const used = await memoryWhile(count, () => autoencoder.transform(one));
      expect(await autoencoder.transform(one)).toEqual(first);
      report(`${2 * count} predictions: ${shown(used)}`);
      expect(growth(used)).toBeLessThan(0.05);
    },
    timeout,
  );

  it(
    "while a model takes many steps",
    async () => {
      const steps = times(10_000, 1_000_000);
      const model = tiny();
      const x = rows(500, 1);
      const used = await memoryWhile(1, () => model.fit(x, x, { epochs: steps / 1000, batchSize: 1, warn: false }));
      report(`${2 * 500 * model.history.length} steps of training: ${shown(used)}, loss ${model.history.at(-1)!.loss}`);
      expect(growth(used)).toBeLessThan(0.05);
      if (isLong) expect(model.history.at(-1)!.loss).toBeLessThan(1e-6);
    },
    timeout,
  );

  it(
    "while models are trained, used and disposed of",
    async () => {
      const count = times(15, 50);
      const used = await memoryWhile(count, async (i) => {
        const autoencoder = await trained(i);
        await autoencoder.transform(examples);
        await autoencoder.scoreSamples(examples);
        await autoencoder.dispose();
      });
      report(`${2 * count} models trained, used and disposed of: ${shown(used)}`);
      expect(growth(used)).toBeLessThan(0.05);
    },
    timeout,
  );

  it(
    "while models are trained and used, and nobody disposes of them",
    async () => {
      const count = times(15, 100);
      const used = await memoryWhile(count, async (i) => (await trained(i)).transform(examples));
      report(`${2 * count} models trained and used, not disposed of: ${shown(used)}`);
      expect(growth(used)).toBeLessThan(0.05);
    },
    timeout,
  );
});
