import { describe, expect, it } from "vitest";
import { ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { Autoencoder } from "./autoencoder.ts";
import { GreedyAutoencoder } from "./estimators.ts";

const source = random(5);
const x = ndarray(
  "float32",
  [90, 3],
  Float32Array.from({ length: 270 }, (_, i) => source.normal() * (1 + 9 * (i % 3))),
);
const records = Array.from({ length: 90 }, (_, i) => ({
  size: x.data[3 * i]!,
  city: ["Bonn", "Ulm"][i % 2],
  price: x.data[3 * i + 1]!,
}));

async function* parts(size = 13) {
  for (let start = 0; start < 90; start += size) yield sliceRows(x, start, Math.min(90, start + size));
}

const make = () => new Autoencoder({ codings: 2, hidden: [4] });
const weightsOf = (autoencoder: Autoencoder) => autoencoder.trained.model.getWeights().map(({ data }) => [...data]);
const quiet = { epochs: 3, warn: false } as const;

describe("a function that returns parts trains an autoencoder to the same bits as all examples at once:", () => {
  it("with arrays, from which scales are learned", async () => {
    const whole = await make().fit(x, { ...quiet, validation: x });
    const streamed = await make().fit(() => parts(), { ...quiet, validation: x });
    expect(weightsOf(streamed)).toEqual(weightsOf(whole));
    expect(streamed.calibration).toEqual(whole.calibration);
    expect(streamed.settings.scaling).toBe("standard");
  });

  it("with rows as objects, one by one or in lists", async () => {
    const whole = await make().fit(records, quiet);
    async function* rows() {
      yield records[0]!;
      yield records.slice(1, 50);
      yield records.slice(50);
    }
    const streamed = await make().fit(rows, quiet);
    expect(streamed.table).toEqual(whole.table);
    expect(weightsOf(streamed)).toEqual(weightsOf(whole));
  });

  it("in phases, which need all examples at once", async () => {
    const greedy = () => new GreedyAutoencoder({ codings: 2, hidden: [4] });
    expect(weightsOf(await greedy().fit(() => parts(), quiet))).toEqual(weightsOf(await greedy().fit(x, quiet)));
  });
});

it("reads an endless iterable in epochs of several steps", async () => {
  let read = 0;
  async function* endless() {
    for (let at = 0; ; at = (at + 10) % 90) {
      read += 10;
      yield sliceRows(x, at, at + 10);
    }
  }
  const { history } = await new Autoencoder({ codings: 2, hidden: [4], start: "random" }).fit(endless(), {
    ...quiet,
    batchSize: 10,
    stepsPerEpoch: 600,
  });
  expect(history).toHaveLength(3);
  expect(history[2]!.loss).toBeLessThan(history[0]!.loss);
  expect(read).toBeGreaterThanOrEqual(18_000);
  expect(read).toBeLessThan(40_000);
});

describe("refuses impossible options:", () => {
  it.each<[string, () => Promise<unknown>, string]>([
    [
      "steps of an array",
      () => make().fit(x, { ...quiet, stepsPerEpoch: 2 }),
      "stepsPerEpoch is only for data that come in parts",
    ],
    [
      "steps of phases",
      () => new GreedyAutoencoder().fit(parts(), { ...quiet, stepsPerEpoch: 2 }),
      "Leave out stepsPerEpoch, or use another family.",
    ],
    [
      "a share of a stream",
      () => make().fit(() => parts(), { ...quiet, validationSplit: 0.1 }),
      "read in parts. Give validation instead.",
    ],
    [
      "targets",
      () =>
        make().fit(
          async function* () {
            yield { x, y: [1] };
          } as never,
          quiet,
        ),
      "There are 90 training examples, but 1 targets",
    ],
    [
      "pairs",
      () =>
        make().fit(
          async function* () {
            yield { x, y: sliceRows(x, 0, 90) };
          } as never,
          quiet,
        ),
      "must be examples without targets and weights.",
    ],
    [
      "an array as targets",
      () => make().fit(x, x as never),
      "An autoencoder learns to reconstruct its examples, so fit takes no targets: fit(examples, { epochs: 10 }).",
    ],
  ])("%s", async (_, fit, line) => {
    await expect(fit()).rejects.toThrow(line);
  });
});
