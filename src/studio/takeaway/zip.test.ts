import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { autoencoderFiles, autoencoderFrom } from "../../autoencoders/files.ts";
import { StackedAutoencoder } from "../../autoencoders/index.ts";
import { DataError } from "../../core/errors.ts";
import { garments } from "../../data/garments.ts";
import { folderName, unzipModel, zipModel } from "./zip.ts";

const { examples } = garments({ count: 20 });
const text = (value: string) => new TextEncoder().encode(value);
const files = { "config.json": text('{"format":1}'), "model.safetensors": text("weights ".repeat(50)) };

it("an autoencoder comes out of its archive as it went in", async () => {
  const autoencoder = new StackedAutoencoder({ codings: 3, hidden: [5] });
  await autoencoder.fit(examples, { epochs: 1 });
  const { name, files: found } = unzipModel(zipModel("garments, stacked", autoencoderFiles(autoencoder)), "model.zip");
  expect(name).toBe("garments-stacked");
  const { autoencoder: read } = autoencoderFrom(found, name);
  expect(await read.reconstruct(examples)).toEqual(await autoencoder.reconstruct(examples));
});

describe("a model is found", () => {
  it.each([
    ["not in a folder at all", files, "my"],
    ["in a folder", { model: files }, "model"],
    ["in folders in folders", { home: { models: { best: files } } }, "best"],
    ["with a classifier on it", { model: { ...files, classifier: files } }, "model"],
    [
      "beside what macOS packs",
      { model: files, __MACOSX: { model: { "._config.json": text("x"), "config.json": text("x") } } },
      "model",
    ],
    [
      "with names of Windows",
      { "model\\config.json": files["config.json"], "model\\model.safetensors": files["model.safetensors"] },
      "model",
    ],
  ])("%s", (_what, tree, name) => {
    expect(unzipModel(zipSync(tree), "my.zip")).toEqual({ name, files });
  });

  it.each([
    ["mnist", "mnist"],
    ["../../etc/passwd", "etc-passwd"],
    ["a/b:c", "a-b-c"],
    ["Größen 1.5", "Größen 1.5"],
    ["..", "model"],
    ["", "model"],
  ])("in a folder that any system can have: %s", (name, expected) => {
    expect(folderName(name)).toBe(expected);
  });
});

describe("says in one line", () => {
  const whole = zipModel("m", files);
  const flipped = (at: number) => whole.map((byte, i) => (i === at ? byte ^ 1 : byte));
  /** An archive whose directory says that a file is of 3 GiB. */
  const bomb = () => {
    const bytes = whole.slice();
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 4; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 3 * 2 ** 30, true);
    return bytes;
  };
  it.each([
    ["that a file is no archive", () => text("hello"), "m.zip is no ZIP archive. Give a model folder, packed as .zip."],
    ["that a file is empty", () => new Uint8Array(), "m.zip is no ZIP archive."],
    ["that an archive is cut short", () => whole.slice(0, -30), "m.zip is cut short or broken. Save or download it again."],
    [
      "that a file is broken",
      () => flipped(30 + "m/config.json".length),
      "is broken (its checksum differs). Save or download it again.",
    ],
    ["that there is no model", () => zipSync({ "a.txt": text("a") }), "m.zip holds no model: there is no config.json in it."],
    ["that there are several", () => zipSync({ a: files, b: files }), "m.zip holds 2 models: a/, b/. Pack one of them alone."],
    ["that it would take too much room", bomb, "m.zip would take 6.0 GiB unpacked, more than the 1 GiB"],
  ])("%s", (_what, bytes, line) => {
    expect(() => unzipModel(bytes(), "m.zip")).toThrow(line);
    expect(() => unzipModel(bytes(), "m.zip")).toThrow(DataError);
  });
});
