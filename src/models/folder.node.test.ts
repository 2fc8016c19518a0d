import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { images } from "../../test/keras/keras.fixture.ts";
import { OptionError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { fromOnnx } from "../graph/index.ts";
import { batchNormalization, dense, flatten, reshape } from "../layers/index.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import { loadModelFolder, readFolder, saveModelFolder } from "./folder.node.ts";
import { expectModelPlace } from "./replace-folder.node.ts";
import { type Sequential, sequential } from "./sequential.ts";
import { withoutDigests } from "./without-digests.fixture.ts";

let folder = "";
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "codings-model-")), "model");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

const make = () => {
  const encoder = sequential([flatten(), dense(6, { activation: "selu" }), batchNormalization(), dense(3)], { name: "encoder" });
  const decoder = sequential([dense(784, { activation: "sigmoid" }), reshape([28, 28])], { name: "decoder" });
  const model = sequential([encoder, decoder], { name: "autoencoder" });
  model.buildFor([28, 28]);
  model.initialize();
  return model;
};
const config = { family: "stacked", inputDtype: "uint8", seed: 1, versions: {}, options: {}, metrics: {} } as const;
const pictures = ndarray("uint8", [20, 28, 28], images(20).data);

it("a loaded model and its ONNX file predict the same bits as the saved one", async () => {
  const model = make();
  await saveModelFolder(folder, { model, config });
  const { data } = await model.predict(pictures);
  const loaded = (await loadModelFolder(folder)).model as Sequential;
  expect((await loaded.predict(pictures)).data).toEqual(data);
  const onnx = new Uint8Array(readFileSync(join(folder, "autoencoder.onnx")));
  const program = await (await nativeRuntime()).compile(onnx);
  expect((await program.run({ examples: pictures })).reconstructions!.data).toEqual(data);
  expect(Object.keys(fromOnnx(onnx).constants)).toContain("encoder/dense/kernel");
});

it.each([
  ["a config that isn't JSON", "config.json", "{", /config\.json: the file/],
  [
    "a config of an unknown layer",
    "config.json",
    (text: string) => text.replaceAll('"Dense"', '"Dens"'),
    /Unknown layer "Dens"\. Did you mean "Dense"\?/,
  ],
  [
    "weights cut short",
    "model.safetensors",
    (text: string) => text.slice(0, 3000),
    /is cut short|isn't a complete safetensors file/,
  ],
])("%s gives a clear error in a folder without digests", async (_what, file, change, message) => {
  await saveModelFolder(folder, { model: make(), config });
  const old = withoutDigests({ "config.json": readFileSync(join(folder, "config.json")) });
  writeFileSync(join(folder, "config.json"), old["config.json"]!);
  const path = join(folder, file);
  writeFileSync(path, typeof change === "string" ? change : change(readFileSync(path, "latin1")), "latin1");
  await expect(loadModelFolder(folder)).rejects.toThrow(message);
});

it("a folder of a newer version says so, whatever else is different in it", async () => {
  await saveModelFolder(folder, { model: make(), config });
  const path = join(folder, "config.json");
  writeFileSync(path, readFileSync(path, "utf8").replace('"format": 1', '"format": 2'));
  await expect(loadModelFolder(folder)).rejects.toThrow(
    `${path}: the folder has format 2, but this version of codings reads format 1. A newer version wrote it: update codings.`,
  );
});

it.each(["config.json", "model.safetensors", "history.csv"])(
  "a folder in the place of %s is refused in one line",
  async (name) => {
    await saveModelFolder(folder, { model: make(), config });
    rmSync(join(folder, name), { force: true });
    mkdirSync(join(folder, name));
    await expect(loadModelFolder(folder)).rejects.toThrow(`${join(folder, name)} can't be read (EISDIR). Save the model again.`);
  },
);

it("a folder is read once if its files are complete but the model has another kind", async () => {
  await saveModelFolder(folder, { model: make(), config });
  let calls = 0;
  const reading = readFolder(folder, ["config.json", "model.safetensors"], () => {
    calls++;
    throw new OptionError("This isn't a detector.");
  });
  await expect(reading).rejects.toThrow("This isn't a detector.");
  expect(calls).toBe(1);
});

it("a model is never written to an empty path, which would be the current folder", async () => {
  // Only checked, because writing would replace everything in the current folder if it were allowed.
  await expect(expectModelPlace("")).rejects.toThrow("The model folder's path is empty");
});

it("a model has the lecture's 163,814 parameters in its summary", () => {
  const hidden = (units: number) => dense(units, { activation: "selu" });
  const encoder = sequential([flatten({ inputShape: [28, 28] }), hidden(100), hidden(30)]);
  const decoder = sequential([
    dense(100, { activation: "selu", inputShape: [30] }),
    dense(784, { activation: "sigmoid" }),
    reshape([28, 28]),
  ]);
  const model = sequential([encoder, decoder]);
  expect(model.summary()).toContain("Total params: 163,814");
  expect(model.variablePaths).toContain("sequential_1/dense_1/kernel");
});

it("parts share their weights with the whole", async () => {
  const model = make().compile({ loss: "binaryCrossentropy", optimizer: "adam" });
  const encoder = model.layers[0] as ReturnType<typeof sequential>;
  const before = await encoder.predict(pictures);
  await model.fit(pictures, pictures);
  expect((await encoder.predict(pictures)).data).not.toEqual(before.data);
});

it("a mismatch of shapes names the layer", () => {
  expect(() => sequential([flatten({ inputShape: [4, 4] }), dense(3), reshape([2, 2])])).toThrow(
    /^Layer "reshape" makes \[2, 2\] from 4 numbers, but gets \[batch, 3\]. Let the layer before it return 4 numbers\. Before it, "dense" returns/,
  );
});
