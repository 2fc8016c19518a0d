import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { CodingsError, DataError } from "../core/errors.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { garments } from "../data/built-in/garments.ts";
import type { FolderFiles } from "../models/index.ts";
import { withoutDigests } from "../models/without-digests.fixture.ts";
import type { TrainingState } from "../training/state.ts";
import { Autoencoder, autoencoderFrom } from "./autoencoder.ts";
import { autoencoderFiles } from "./files.ts";
import { DenoisingAutoencoder, families, StackedAutoencoder, TiedAutoencoder } from "./index.ts";

const folder = temporaryFolder();
const { examples } = garments({ count: 40 });
const bytesOf = (files: Readonly<Record<string, Uint8Array | string>>): Record<string, Uint8Array> =>
  Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, typeof file === "string" ? new TextEncoder().encode(file) : file]),
  );
const trained = async (autoencoder: Autoencoder = new StackedAutoencoder({ codings: 4, hidden: [8] })) => {
  await autoencoder.fit(examples, { epochs: 1, validation: examples });
  return autoencoder;
};

describe("creates an autoencoder from its files", () => {
  it.each([
    new StackedAutoencoder({ codings: 4, hidden: [8] }),
    new TiedAutoencoder({ codings: 4, hidden: [8] }),
    new DenoisingAutoencoder({ codings: 4, hidden: [8] }),
  ])("$family: with the same reconstructions, bit by bit", async (made) => {
    const autoencoder = await trained(made);
    const { autoencoder: read, config, state } = autoencoderFrom(bytesOf(autoencoderFiles(autoencoder)));
    expect(await read.reconstruct(examples)).toEqual(await autoencoder.reconstruct(examples));
    expect(read.calibration).toEqual(autoencoder.calibration);
    expect(read.history).toEqual(autoencoder.history);
    expect(config.family).toBe(autoencoder.family);
    expect(state).toBeUndefined();
  });

  it("with the state of its training", async () => {
    const arrays = { step: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } } as const;
    const state: TrainingState = { arrays, step: 3, epoch: 1, batch: 1, sums: [0.5], seed: 42, history: [] };
    expect(autoencoderFrom(bytesOf(autoencoderFiles(await trained(), { state }))).state).toEqual(state);
  });

  it("equal to those of a saved folder, except for data that a page doesn't have", async () => {
    const autoencoder = await trained();
    await autoencoder.save(folder.path("saved"));
    for (const [name, bytes] of Object.entries(bytesOf(autoencoderFiles(autoencoder)))) {
      const saved = readFileSync(folder.path(`saved/${name}`), "latin1");
      const own = Buffer.from(bytes).toString("latin1");
      const comparable = (text: string) => {
        const config = JSON.parse(text);
        return { ...config, versions: 0, sha256: { ...config.sha256, "config.json": 0 } };
      };
      if (name === "config.json") expect(comparable(saved)).toEqual(comparable(own));
      else expect(own).toBe(saved);
    }
    expect((await Autoencoder.load(folder.path("saved"))).history).toEqual(autoencoder.history);
  });
});

it.each(Object.keys(families))("%s: stores other data of its folder, which aren't options", (name) => {
  const made = new Autoencoder({ family: families[name]!, codings: 2, hidden: [3], loss: "mse" });
  made.buildFor([8, 8]);
  const options = { ...made.settings, data: "garments.csv", batch: 64, codingz: 5 };
  const { autoencoder } = autoencoderFrom(bytesOf(autoencoderFiles(made, { options })));
  expect(autoencoder.settings).toEqual(made.settings);
  expect(autoencoder.likewise().settings).toEqual(made.settings);
  expect(autoencoderFrom(bytesOf(autoencoderFiles(autoencoder))).config.options).toMatchObject(options);
});

describe("reports broken files", () => {
  let files: FolderFiles;
  beforeAll(async () => {
    files = withoutDigests(bytesOf(autoencoderFiles(await trained(new TiedAutoencoder({ codings: 2, hidden: [3] })))));
  });
  const text = (value: string) => new TextEncoder().encode(value);
  const config = (change: (config: Record<string, unknown>) => void) => {
    const value = JSON.parse(new TextDecoder().decode(files["config.json"])) as Record<string, unknown>;
    change(value);
    return { ...files, "config.json": text(JSON.stringify(value)) };
  };

  it("without any files, in a folder and in a page", () => {
    expect(() => autoencoderFrom({})).toThrow(
      "This is not a model folder: it has no config.json. Give all files of a folder that codings has written.",
    );
    expect(() => autoencoderFrom({}, "my model")).toThrow(
      "my model is not a model folder: it has no config.json. Give a folder that codings train DATA --out FOLDER",
    );
  });

  it.each<[string, () => FolderFiles, string]>([
    ["another program's config", () => ({ ...files, "config.json": text('{"model_type":"bert"}') }), "m/config.json: format"],
    [
      "an unknown family",
      () => config((one) => Object.assign(one, { family: "toString" })),
      'm contains a model of the kind "toString"',
    ],
    ["a detector", () => config((one) => Object.assign(one, { family: "anomaly" })), "m contains an anomaly detector"],
    ["no weights", () => ({ "config.json": files["config.json"]! }), "m/model.safetensors can't be read. Save the model again."],
    [
      "invalid weights",
      () => ({ ...files, "model.safetensors": text("hello, I am no weights") }),
      "m/model.safetensors isn't a complete safetensors file.",
    ],
    [
      "an invalid state",
      () => ({ ...files, "checkpoint.safetensors": text("x") }),
      "m/checkpoint.safetensors isn't a complete safetensors file.",
    ],
    [
      "a state without its position",
      () => ({ ...files, "checkpoint.safetensors": files["model.safetensors"]! }),
      "m/checkpoint.safetensors has no state of a training.",
    ],
    [
      "invalid layers",
      () => config((one) => Object.assign(one.architecture as object, { config: { layers: 3 } })),
      "m/config.json describes a model that can't be created. Save the model again.",
    ],
  ])("%s", (_what, broken, line) => {
    expect(() => autoencoderFrom(broken(), "m")).toThrow(line);
  });

  it("with missing values in config.json, or values of another type", () => {
    const paths: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]) => {
      paths.push(path);
      if (typeof value === "object" && value !== null)
        for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    };
    config((one) => walk(one, []));
    for (const path of paths.slice(1))
      for (const other of [undefined, null, "x", -1]) {
        const broken = config((one) => {
          const parent = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, one);
          parent[path.at(-1)!] = other;
        });
        try {
          autoencoderFrom(broken, "m");
        } catch (error) {
          expect(error, `${path.join(".")} = ${JSON.stringify(other)}: ${(error as Error).stack}`).toBeInstanceOf(CodingsError);
          expect((error as Error).message).not.toContain("\n");
        }
      }
  });

  it("with any byte of the weights' header changed", () => {
    const weights = files["model.safetensors"]!;
    fc.assert(
      fc.property(fc.nat(600), fc.nat(255), (at, byte) => {
        const changed = weights.slice();
        changed[at] = byte;
        try {
          autoencoderFrom({ ...files, "model.safetensors": changed }, "m");
        } catch (error) {
          expect(error, (error as Error).stack).toBeInstanceOf(CodingsError);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
    expect(() => autoencoderFrom({ ...files, "model.safetensors": weights.slice(0, -1) }, "m")).toThrow(DataError);
  });
});
