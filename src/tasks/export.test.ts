import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { exportOnnx, StackedAutoencoder } from "../autoencoders/index.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { exportModel } from "./export.node.ts";

const folder = temporaryFolder();
const model = new StackedAutoencoder({ codings: 2, hidden: [4] });
model.buildFor([3]);

it("writes the autoencoder to a file, or the given part", async () => {
  const file = folder.path("model.onnx");
  expect(await exportModel(model, file)).toEqual({ parts: ["autoencoder"], files: [file] });
  expect(Buffer.from(exportOnnx(model, "autoencoder")).equals(readFileSync(file))).toBe(true);
  await exportModel(model, file, { part: "encoder" });
  expect(Buffer.from(exportOnnx(model, "encoder")).equals(readFileSync(file))).toBe(true);
});

it("writes all parts of a model folder to a folder that it creates", async () => {
  await model.save(folder.path("model"));
  const { parts, files } = await exportModel(folder.path("model"), folder.path("onnx/parts"));
  expect(parts).toEqual(["encoder", "decoder", "autoencoder", "scorer"]);
  expect(readdirSync(folder.path("onnx/parts")).toSorted()).toEqual(parts.map((part) => `${part}.onnx`).toSorted());
  expect(files.every((file) => existsSync(file))).toBe(true);
});

it("suggests the nearest part for an unknown one", async () => {
  await expect(exportModel(model, folder.path("x.onnx"), { part: "encodr" as "encoder" })).rejects.toThrow(
    'Did you mean "encoder"?',
  );
});
