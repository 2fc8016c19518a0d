import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { split } from "../../data/split.ts";
import type { EpochLog } from "../../training/index.ts";
import { builtInSets } from "../data/sets.ts";
import { codeOf } from "./code.ts";
import { choicesOf, type LayerChoices } from "./layers.ts";
import { autoencoderOf, type ExampleKind } from "./recipe.ts";
import { defaultsOf, lectureFamilies, type Settings } from "./settings.ts";

const some = { count: 48, epochs: 2, batchSize: 16, data: "garments", seed: 7 };
/** The source file of each entry point that the code imports. */
const sources: Readonly<Record<string, string>> = {
  codings: resolve("src/index.ts"),
  "codings/layers": resolve("src/layers/index.ts"),
  "codings/training": resolve("src/training/index.ts"),
};
const small: Partial<Settings> = { ...some, codings: 4, hidden: [6] };
const shape = [28, 28];
const edited = (settings: Settings, change: (layers: LayerChoices) => LayerChoices = (layers) => layers): Settings => ({
  ...settings,
  layers: change(choicesOf(autoencoderOf({ ...settings, layers: undefined }, { shape }).trained)),
});
const withMore = ({ encoder, decoder }: LayerChoices): LayerChoices => ({
  encoder: [{ kind: "GaussianNoise", config: { stddev: 0.1 } }, ...encoder],
  decoder: [{ kind: "BatchNormalization", config: { momentum: 0.9, epsilon: 0.001 } }, ...decoder],
});

/** Settings for examples of a file whose numbers aren't pixels. */
const numbers: Settings = {
  ...defaultsOf("stacked", "points-3d"),
  loss: "",
  optimizer: "adam",
  learningRate: 0.002,
  epochs: 3,
  count: 30,
};

/** Settings of many kinds: each family with its defaults, with other options, and with edited layers. */
const runs: Readonly<Record<string, Settings>> = {
  ...Object.fromEntries(lectureFamilies.map((family) => [family, { ...defaultsOf(family, "garments"), ...small }])),
  points: { ...defaultsOf("linear", "points-3d"), epochs: 3, count: 30 },
  otherOptions: {
    ...defaultsOf("denoising", "garments"),
    ...small,
    optimizer: "nadam",
    learningRate: 0.002,
    noise: "dropout:0.4",
    loss: "mse",
    seed: 42,
  },
  sparseByWeight: { ...defaultsOf("sparse", "garments"), ...small, sparsity: "l1:0.001" },
  greedyFineTuned: { ...defaultsOf("greedy", "garments"), ...small, fineTune: true },
  stackedEdited: edited({ ...defaultsOf("stacked", "garments"), ...small, optimizer: "adam", learningRate: 0.003 }, withMore),
  tiedEdited: edited({ ...defaultsOf("tied", "garments"), ...small }),
  convolutionalEdited: edited({ ...defaultsOf("convolutional", "garments"), ...some, codings: 4, hidden: [2] }),
  greedyEdited: edited({ ...defaultsOf("greedy", "garments"), ...small }),
  variationalEdited: edited({ ...defaultsOf("variational", "garments"), ...small }),
  numbers,
  numbersAtOtherRate: { ...numbers, learningRate: 0.01 },
  numbersUnscaled: { ...numbers, loss: "mse" },
  numbersEdited: {
    ...numbers,
    layers: choicesOf(autoencoderOf(numbers, { shape: [3], values: "numbers" }).trained),
  },
};
const kindOf = (settings: Settings): ExampleKind =>
  settings.data === "points-3d" ? { shape: [3], values: settings.family === "linear" ? "lecture" : "numbers" } : { shape };

describe("the TypeScript code of a run", () => {
  let folder: string;
  const file = (name: string) => join(folder, `${name}.ts`);
  beforeAll(async () => {
    await mkdir("out", { recursive: true });
    folder = await mkdtemp(resolve("out/code-"));
    await mkdir(join(folder, "run"));
    for (const [name, settings] of Object.entries(runs)) {
      const code = codeOf(settings, kindOf(settings));
      await writeFile(file(name), code);
      const runnable = code.replace(/"(codings[^"]*)";/g, (_, entry: string) => `${JSON.stringify(sources[entry])};`);
      await writeFile(file(`run/${name}`), `${runnable}export { codings, history };\n`);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("passes the type check", async () => {
    const table = { columns: [], keys: ["id"], leftOut: [{ name: "note", why: "as told" }] };
    await writeFile(file("table"), codeOf({ ...runs.stacked!, data: "file" }, { shape: [4], table }, "orders.csv"));
    const config = {
      extends: resolve("tsconfig.json"),
      compilerOptions: {
        rootDir: resolve("."),
        paths: Object.fromEntries(Object.entries(sources).map(([entry, source]) => [entry, [source]])),
      },
      include: ["*.ts"],
      exclude: [],
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const check = promisify(execFile)(process.execPath, ["node_modules/@typescript/native/bin/tsc", "-p", folder]);
    expect((await check.catch(({ stdout }: { stdout: string }) => ({ stdout }))).stdout).toBe("");
  });

  for (const [name, settings] of Object.entries(runs))
    it(`trains to the same losses as the page: ${name}`, async () => {
      const { train, validation } = split(
        await builtInSets(() => "")[settings.data]!(settings.count, settings.seed),
        settings.validation,
      );
      const autoencoder = autoencoderOf(settings, kindOf(settings));
      if (name === "numbersUnscaled") expect(autoencoder.scalers).toBeUndefined();
      else if (name.startsWith("numbers")) expect(autoencoder.scalers).toBeDefined();
      const { history } = await autoencoder.fit(train.examples, {
        epochs: settings.epochs,
        batchSize: settings.batchSize,
        validation: validation.examples,
      });
      const ran = (await import(/* @vite-ignore */ file(`run/${name}`))) as { history: readonly EpochLog[] };
      const losses = (logs: readonly EpochLog[]) => logs.map(({ loss, valLoss }) => [loss, valLoss]);
      expect(losses(ran.history)).toEqual(losses(history));
    });
});
