import { describe, expect, it } from "vitest";
import { TrainingError } from "../core/errors.ts";
import { ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { dense } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { sgd } from "../training/optimizers/index.ts";
import { exponentialDecay } from "../training/schedules/index.ts";
import { Autoencoder } from "./autoencoder.ts";
import type { AutoencoderFitOptions } from "./options.ts";

/** Rows of two factors in 12 columns, with means of about 0 and standard deviations of about 1. */
function factors(count = 400) {
  const source = random(5);
  const data = Array.from({ length: count }, () => {
    const [a, b] = [source.normal(), source.normal()];
    return Array.from({ length: 12 }, (_, j) => Math.cos(j) * a + Math.sin(j) * b + 0.1 * source.normal());
  });
  return ndarray("float32", [count, 12], Float32Array.from(data.flat()));
}

const SGD = { codings: 2, hidden: [16], optimizer: "sgd", seed: 3 } as const;
const QUIET = { epochs: 3, warn: false, validationSplit: 0.1 } as const;

const errorOf = (options: object, fit: AutoencoderFitOptions = {}): Promise<unknown> =>
  new Autoencoder(options).fit(factors(), { ...QUIET, ...fit }).then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a trial before training", () => {
  it("stops a run before its first step if its learning rate makes the loss diverge, and suggests a rate that works", async () => {
    const seen: string[] = [];
    const callbacks = [{ onProgress: () => void seen.push("progress"), onEpochEnd: () => void seen.push("epoch") }];
    const error = await errorOf({ ...SGD, learningRate: 50 }, { callbacks });
    expect(error).toBeInstanceOf(TrainingError);
    const { message } = error as TrainingError;
    expect(message).toMatch(
      /^The learning rate 50 makes the loss diverge: it is \S+ at step 1 and .+ at step \d+\. Use learningRate: \S+, or leave out learningRate\.$/,
    );
    expect(seen).toEqual([]);
    const learningRate = Number(message.match(/Use learningRate: ([\d.e-]+),/)![1]);
    const { history } = await new Autoencoder({ ...SGD, learningRate }).fit(factors(), QUIET);
    expect(history.at(-1)!.valLoss).toBeLessThan(history[0]!.loss);
  });

  it("leaves the initial weights unchanged", async () => {
    const autoencoder = new Autoencoder({ ...SGD, learningRate: 50 });
    await expect(autoencoder.fit(factors(), QUIET)).rejects.toThrow("diverge");
    const fresh = new Autoencoder({ ...SGD, learningRate: 0.01 });
    await fresh.fit(factors(), { ...QUIET, signal: AbortSignal.abort() });
    const weights = ({ trained }: Autoencoder) => trained.model.getWeights().map(({ data }) => [...data]);
    expect(weights(autoencoder)).toEqual(weights(fresh));
  });

  it("changes no bit of a run without problems", async () => {
    const losses = async (options: object, trial?: false) =>
      (await new Autoencoder(options).fit(factors(), { ...QUIET, ...(trial === false && { trial }) })).history.map(
        ({ loss, valLoss }) => [loss, valLoss],
      );
    const rated = { ...SGD, learningRate: 0.05, noise: { kind: "gaussian", amount: 0.1 } };
    expect(await losses(rated)).toEqual(await losses(rated, false));
  });

  it("names the learning rate of an optimizer and of a schedule", async () => {
    const ofOptimizer = await errorOf({ ...SGD, optimizer: sgd({ learningRate: 50 }) });
    expect(String(ofOptimizer)).toContain("or leave out optimizer.");
    const decay = exponentialDecay({ initialLearningRate: 50, decaySteps: 1000, decayRate: 0.5 });
    expect(String(await errorOf({ ...SGD, optimizer: sgd({ learningRate: decay }) }))).toContain("The learning rate 50 makes");
  });

  it("doesn't stop a run that begins at the optimum, where the first steps can only make the loss worse", async () => {
    // Without noise, two codings reconstruct two factors except for rounding.
    const source = random(7);
    const data = Array.from({ length: 300 }, () => {
      const [a, b] = [source.normal(), source.normal()];
      return Array.from({ length: 12 }, (_, j) => Math.cos(j) * a + Math.sin(j) * b);
    });
    const rows = ndarray("float32", [300, 12], Float32Array.from(data.flat()));
    const { history } = await new Autoencoder({ family: "linear", codings: 2, optimizer: "adam", start: "pca" }).fit(rows, QUIET);
    expect(history).toHaveLength(3);
  });

  it("uses the first examples of data that come in parts", async () => {
    const rows = factors();
    async function* parts() {
      for (let at = 0; at < 400; at += 50) yield sliceRows(rows, at, at + 50);
    }
    const options = { ...QUIET, validationSplit: undefined };
    const fit = (learningRate: number) => new Autoencoder({ ...SGD, learningRate }).fit(() => parts(), options);
    await expect(fit(50)).rejects.toThrow("The learning rate 50 makes the loss diverge");
    expect((await fit(0.01)).history).toHaveLength(3);
  });

  it("is only made by a model's fit if an option requests it", async () => {
    const model = () => sequential([dense(1)]).compile({ loss: "mse", optimizer: sgd({ learningRate: 50 }) });
    const [x, y] = [factors(), ndarray("float32", [400, 1], new Float32Array(400).fill(1))];
    await expect(model().fit(x, y, { warn: false })).rejects.toThrow("no longer a number at step");
    await expect(model().fit(x, y, { warn: false, trial: "optimizer" })).rejects.toThrow(
      "The learning rate 50 makes the loss diverge",
    );
    await expect(model().fit(x, y, { trial: "rate" as "optimizer" })).rejects.toThrow('but it is "rate"');
  });

  it("isn't made if trial is false", async () => {
    expect(String(await errorOf({ ...SGD, learningRate: 50 }, { trial: false }))).toContain("no longer a number at step");
  });
});
