import { expect, it } from "vitest";
import { autoencoderFiles, autoencoderFrom, StackedAutoencoder } from "../../autoencoders/index.ts";
import { garments } from "../../data/built-in/garments.ts";
import { openFiles } from "../../data/open-files.ts";
import { folderName, zipModel } from "./zip.ts";

const { examples } = garments({ count: 20 });

it("archives an autoencoder that reconstructs the same when it is opened again", async () => {
  const autoencoder = new StackedAutoencoder({ codings: 3, hidden: [5] });
  await autoencoder.fit(examples, { epochs: 1 });
  const bytes = zipModel("garments, stacked", autoencoderFiles(autoencoder));
  const opened = await openFiles([{ path: "model.zip", size: bytes.length, bytes: async () => bytes }]);
  if (opened.kind !== "model") throw new Error("The archive wasn't recognized as a model.");
  const { autoencoder: read } = autoencoderFrom(opened.files);
  expect(await read.reconstruct(examples)).toEqual(await autoencoder.reconstruct(examples));
});

it.each([
  ["mnist", "mnist"],
  ["../../etc/passwd", "etc-passwd"],
  ["a/b:c", "a-b-c"],
  ["Größen 1.5", "Größen 1.5"],
  ["..", "model"],
  ["", "model"],
])("makes a folder name that is valid on every operating system: %s", (name, expected) => {
  expect(folderName(name)).toBe(expected);
});
