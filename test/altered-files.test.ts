import { expect, it } from "vitest";
import { AnomalyDetector, detectorFiles, detectorFrom } from "../src/anomalies/index.ts";
import { autoencoderFiles, autoencoderFrom, StackedAutoencoder } from "../src/autoencoders/index.ts";
import { DataError } from "../src/core/errors.ts";
import { ndarray } from "../src/core/ndarray.ts";
import { random } from "../src/core/random.ts";
import type { FolderFiles } from "../src/models/index.ts";
import type { Callback, TrainingState } from "../src/training/index.ts";
import { weightsOf } from "../src/training/weights.ts";
import { bytesOf } from "./bytes-of.fixture.ts";

const examples = ndarray(
  "uint8",
  [24, 4, 4],
  Uint8Array.from({ length: 384 }, (_, i) => (i * 89) % 256),
);
const rows = ndarray(
  "float32",
  [60, 3],
  Float32Array.from({ length: 180 }, (_, i) => Math.sin(i * 1.7) + (i % 3)),
);

const trained = async () => {
  const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [3] });
  let state: TrainingState | undefined;
  const keep: Callback = {
    onEpochEnd(_log, run) {
      state = run.state();
    },
  };
  await autoencoder.fit(examples, { epochs: 2, validation: examples, callbacks: [keep] });
  return { autoencoder, state: state! };
};
const detector = () => new AnomalyDetector({ steps: 20, threshold: "0.8" }).fit(rows);

/** Returns the bytes with a flipped bit, a cut end, moved bytes or overwritten bytes. */
function mutated(bytes: Uint8Array, seed: number): Uint8Array {
  const source = random(seed, 15);
  const below = (most: number) => Math.floor(source.uniform() * most);
  const changed = bytes.slice();
  const at = below(bytes.length);
  const kind = seed % 4;
  if (kind === 0) changed[at]! ^= 1 << below(8);
  if (kind === 1) return bytes.slice(0, at);
  if (kind === 2) changed.copyWithin(at, below(bytes.length), bytes.length);
  if (kind === 3) for (let i = at; i < Math.min(bytes.length, at + 8); i++) changed[i] = below(256);
  return changed;
}

/** Returns everything that determines the results of a model, for each kind of model. */
const readers = {
  autoencoder(files: FolderFiles) {
    const { autoencoder, config, state } = autoencoderFrom(files, "m");
    const { calibration, history, settings, trained, inputDtype } = autoencoder;
    return { weights: trained.model.getWeights(), calibration, history, settings, inputDtype, state, seed: config.seed };
  },
  detector(files: FolderFiles) {
    const { settings, learned } = detectorFrom(files, "m");
    const { scaling, ensemble, reference, neighbors } = learned.measure;
    const { usuals, calibration, history } = learned;
    return { weights: weightsOf(ensemble), scaling, reference, neighbors, usuals, calibration, history, settings };
  },
} as const;

const serialize = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    ArrayBuffer.isView(part) ? Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString("base64") : part,
  );

/** Counts the outcomes of reading altered files: refusals in one line, and others. */
function outcomes(files: FolderFiles, read: (files: FolderFiles) => unknown): { refused: number; wrong: string[] } {
  const expected = serialize(read(files));
  let refused = 0;
  const wrong: string[] = [];
  for (const name of Object.keys(files))
    for (let seed = 0; seed < MUTATIONS; seed++) {
      try {
        const found = serialize(read({ ...files, [name]: mutated(files[name]!, seed) }));
        if (found !== expected) wrong.push(`${name}, mutation ${seed} isn't noticed`);
      } catch (error) {
        const { message } = error as Error;
        if (error instanceof DataError && !message.includes("\n")) refused++;
        else wrong.push(`${name}, mutation ${seed}: ${message.split("\n")[0]}`);
      }
    }
  return { refused, wrong };
}

const MUTATIONS = 200;

it("an autoencoder's folder with an altered file is refused in one line, or has the same results", async () => {
  const { autoencoder, state } = await trained();
  const { refused, wrong } = outcomes(bytesOf(autoencoderFiles(autoencoder, { state })), readers.autoencoder);
  expect(wrong).toEqual([]);
  // Every change of config.json, model.safetensors, checkpoint.safetensors and history.csv is refused, except for spaces in JSON
  // and mutations that change nothing.
  expect(refused).toBeGreaterThan(3.5 * MUTATIONS);
});

it("a detector's folder with an altered file is refused in one line, or has the same results", async () => {
  const { refused, wrong } = outcomes(bytesOf(detectorFiles(await detector())), readers.detector);
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(2.5 * MUTATIONS);
});
