import { describe, expect, it } from "vitest";
import { AnomalyDetector, detectorFiles, detectorFrom } from "../src/anomalies/index.ts";
import { autoencoderFiles, autoencoderFrom, exportOnnx, StackedAutoencoder } from "../src/autoencoders/index.ts";
import { DataError } from "../src/core/errors.ts";
import { ndarray } from "../src/core/ndarray.ts";
import { batchNormalization, dense } from "../src/layers/index.ts";
import { type FolderFiles, fromSafetensors, modelFiles, modelFromFiles, sequential, toSafetensors } from "../src/models/index.ts";
import { withoutDigests } from "../src/models/without-digests.fixture.ts";
import type { Callback, TrainingState } from "../src/training/index.ts";
import { bytesOf } from "./bytes-of.fixture.ts";

const rows = ndarray(
  "float32",
  [60, 3],
  Float32Array.from({ length: 180 }, (_, i) => Math.sin(i * 1.7) + (i % 3)),
);
/** Writes a model folder of a version without digests, with one changed number in an array. */
const altered = (files: Readonly<Record<string, Uint8Array | string>>, array: string, number: number): FolderFiles => {
  const old = withoutDigests(bytesOf(files));
  const { arrays } = fromSafetensors(old["model.safetensors"]!, "m");
  arrays[array]!.data[1] = number;
  return { ...old, "model.safetensors": toSafetensors(arrays) };
};

const autoencoder = async () => {
  const made = new StackedAutoencoder({ codings: 2, hidden: [4], loss: "mse" });
  await made.fit(rows, { epochs: 1 });
  return made;
};
const detector = () => new AnomalyDetector({ steps: 20, threshold: "0.8" }).fit(rows);
const normalised = () => {
  const model = sequential([dense(4, { inputShape: [3] }), batchNormalization()]);
  model.initialize();
  return model;
};
const config = { family: "sequential", inputDtype: "float32", seed: 1, versions: {}, options: {}, metrics: {} } as const;

describe("a number that isn't finite is refused, with the name of its array", () => {
  it("in the folder of an autoencoder", async () => {
    const files = autoencoderFiles(await autoencoder());
    expect(() => autoencoderFrom(altered(files, "encoder/dense/kernel", Number.NaN), "m")).toThrow(
      'm/model.safetensors: "encoder/dense/kernel" holds NaN (number 2 of 12), which isn\'t a finite number. Train a new model, or use an earlier copy.',
    );
  });

  it.each(["ensemble/kernel_0", "center", "scale", "reference", "rarity", "covarianceFactor", "held"])(
    "in the folder of a detector: %s",
    async (name) => {
      const files = detectorFiles(await detector());
      for (const number of [Number.NaN, Number.POSITIVE_INFINITY])
        expect(() => detectorFrom(altered(files, name, number), "m")).toThrow(
          `m/model.safetensors: "${name}" holds ${number} (number 2 of`,
        );
    },
  );

  it("in a model with batch statistics, when it is read or saved", () => {
    const model = normalised();
    const files = modelFiles({ model, config });
    const path = model.variablePaths.find((name) => name.endsWith("moving_variance"))!;
    expect(() => modelFromFiles(altered(files, path, Number.POSITIVE_INFINITY), "m")).toThrow(`"${path}" holds Infinity`);
    model.variables[model.variablePaths.indexOf(path)]!.value![2] = Number.NaN;
    expect(() => modelFiles({ model, config })).toThrow(
      `The model can't be saved, because its training diverged: "${path}" holds NaN (number 3 of 4).`,
    );
  });

  it("in an autoencoder, when it is saved or exported", async () => {
    const made = await autoencoder();
    const { model } = made.trained;
    const [path] = model.variablePaths as [string];
    const arrays = { [path]: ndarray("float32", [3, 4], new Float32Array(12).fill(Number.NaN)) };
    const state: TrainingState = { arrays, step: 1, epoch: 1, batch: 0, sums: [0], seed: 1, history: [] };
    expect(() => autoencoderFiles(made, { state })).toThrow(
      `The model can't be saved, because its training diverged: "${path}" holds NaN`,
    );
    model.variables[0]!.value![0] = Number.NEGATIVE_INFINITY;
    expect(() => autoencoderFiles(made)).toThrow(
      `The model can't be saved, because its training diverged: "${path}" holds -Infinity`,
    );
    expect(() => exportOnnx(made, "encoder")).toThrow(
      `The model can't be saved, because its training diverged: "${path}" holds -Infinity`,
    );
  });

  it("in a weight or the threshold of a detector, when it is saved", async () => {
    const made = await detector();
    const { measure, calibration, ...rest } = made.learned;
    const wrong = (change: Partial<typeof calibration>) =>
      new AnomalyDetector().adopt({ ...rest, measure, calibration: { ...calibration, ...change } });
    expect(() => detectorFiles(wrong({ threshold: Number.NaN }))).toThrow("The model can't be saved: threshold is NaN");
    measure.ensemble.variables[0]!.value![0] = Number.NaN;
    expect(() => detectorFiles(made)).toThrow(
      'The model can\'t be saved, because its training diverged: "ensemble/kernel_0" holds NaN (number 1 of',
    );
  });

  it("in the preprocessing of a table's column, when it is read", () => {
    const column = { name: "age", kind: "number", scaling: "standard", center: 1, scale: 2, whole: false, missing: 0 } as const;
    const table = { columns: [column, { ...column, name: "size" }], keys: [], leftOut: [] };
    const made = new StackedAutoencoder({ codings: 1, hidden: [2], table });
    made.buildFor([2]);
    const files = withoutDigests(bytesOf(autoencoderFiles(made)));
    const text = new TextDecoder().decode(files["config.json"]);
    const read = (config: string) => autoencoderFrom({ ...files, "config.json": new TextEncoder().encode(config) }, "m");
    expect(read(text).autoencoder.settings.table).toEqual(table);
    for (const wrong of ["null", "0"])
      expect(() => read(text.replace('"scale":2', `"scale":${wrong}`))).toThrow(
        `m/config.json: the saved preprocessing of column "age" has an invalid number (${wrong}).`,
      );
    const broken = new StackedAutoencoder({
      codings: 1,
      hidden: [2],
      table: { ...table, columns: [{ ...column, center: Number.NaN }] },
    });
    broken.buildFor([1]);
    expect(() => autoencoderFiles(broken)).toThrow("The model can't be saved: options.table.columns.0.center is NaN");
  });

  it("in new weights of a model, which keeps its old ones then", () => {
    const model = normalised();
    const before = model.getWeights();
    const weights = model.getWeights();
    weights[3]!.data[0] = Number.NaN;
    weights[0]!.data[0] = 5;
    expect(() => model.setWeights(weights)).toThrow(
      `These weights can't be set: "${model.variablePaths[3]}" holds NaN (number 1 of`,
    );
    expect(model.getWeights()).toEqual(before);
  });
});

describe("the header of a safetensors file is checked", () => {
  const array = ndarray("float32", [2, 2], Float32Array.of(1, 2, 3, 4));
  const withHeader = (header: unknown, bytes = 32) => {
    const json = new TextEncoder().encode(JSON.stringify(header).padEnd(160));
    const file = new Uint8Array(8 + json.length + bytes);
    new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
    file.set(json, 8);
    return file;
  };
  const entry = (shape: unknown, offsets: unknown, dtype = "F32") => ({ dtype, shape, data_offsets: offsets });
  const a = entry([2, 2], [0, 16]);

  it("two adjacent arrays are read", () => {
    expect(fromSafetensors(toSafetensors({ a: array, b: array }), "m").arrays).toEqual({ a: array, b: array });
    expect(Object.keys(fromSafetensors(withHeader({ a, b: entry([4], [16, 32]) }), "m").arrays)).toEqual(["a", "b"]);
  });

  it.each([
    ["a negative size", { a: entry([-2, -4], [0, 32]) }, '"a" (F32 [-2,-4])'],
    ["a size that isn't whole", { a: entry([1.6, 5], [0, 32]) }, '"a" (F32 [1.6,5])'],
    ["a size that is a text", { a: entry(["8"], [0, 32]) }, '"a" (F32 [8])'],
    ["another element type", { a: entry([4], [0, 32], "F64") }, '"a" (F64 [4])'],
    ["an end beyond the file", { a: entry([2, 8], [0, 64]) }, '"a" (F32 [2,8])'],
    ["three offsets", { a: entry([8], [0, 32, 64]) }, '"a" (F32 [8])'],
    ["overlapping arrays", { a, b: entry([2, 2], [8, 24]) }, "its arrays overlap or don't fill the file"],
    ["bytes of no array", { a }, "its arrays overlap or don't fill the file"],
    ["a gap", { a, b: entry([2], [24, 32]) }, "its arrays overlap or don't fill the file"],
    ["metadata that isn't text", { __metadata__: { at: 1 }, a, b: entry([4], [16, 32]) }, "its metadata must be texts by name"],
    ["an array that is null", { a: null }, '"a" (undefined [undefined])'],
  ])("%s", (_what, header, line) => {
    expect(() => fromSafetensors(withHeader(header), "m")).toThrow(`m: ${line}`);
    expect(() => fromSafetensors(withHeader(header), "m")).toThrow(DataError);
  });

  it("a checkpoint with arrays of other shapes is refused", async () => {
    const made = await autoencoder();
    let state: TrainingState | undefined;
    const keep: Callback = {
      onEpochEnd(_log, run) {
        state = run.state();
      },
    };
    await made.fit(rows, { epochs: 1, callbacks: [keep] });
    const path = "encoder/dense/kernel";
    const turned = { ...state!.arrays[path]!, shape: [4, 3] };
    const from = { ...state!, arrays: { ...state!.arrays, [path]: turned } };
    await expect(made.fit(rows, { epochs: 2, from })).rejects.toThrow(
      `The checkpoint's "${path}" is [4, 3], but the model's is [3, 4]. Use a checkpoint of the same model.`,
    );
  });

  it("the position of a training in a checkpoint is checked", async () => {
    const made = await autoencoder();
    const files = withoutDigests(bytesOf(autoencoderFiles(made)));
    const state = { step: 1, epoch: 1, batch: 0, sums: [0], seed: 1, history: [] };
    const read = (training: unknown) =>
      autoencoderFrom({ ...files, "checkpoint.safetensors": toSafetensors({}, { training: JSON.stringify(training) }) }, "m");
    expect(read(state).state).toMatchObject(state);
    for (const wrong of [
      null,
      [],
      { ...state, step: -1 },
      { ...state, epoch: 1.5 },
      { ...state, sums: "x" },
      { ...state, history: {} },
    ])
      expect(() => read(wrong)).toThrow("m/checkpoint.safetensors has no state of a training. Save the model again.");
  });
});
