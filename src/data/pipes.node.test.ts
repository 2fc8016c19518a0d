import { spawnSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { familyOf, loadModelFolder } from "../models/folder.node.ts";
import { openDataset } from "./open.node.ts";

const folder = temporaryFolder();
const canPipe = process.platform !== "win32" && spawnSync("mkfifo", ["--version"]).error === undefined;
const pipe = async (name: string): Promise<string> => {
  spawnSync("mkfifo", [folder.path(name)]);
  return folder.path(name);
};

describe.skipIf(!canPipe)("a named pipe that nobody writes to", () => {
  it("is refused without waiting instead of a model's config.json", async () => {
    const path = await pipe("config.json");
    const message = `${path} is a pipe or a device, not a file. Give the path of a regular file.`;
    await expect(familyOf(folder.path())).rejects.toThrow(message);
    await expect(loadModelFolder(folder.path())).rejects.toThrow(message);
  });

  it("is refused by its name among images, or skipped with --skip-bad", async () => {
    const image = await sharp({ create: { width: 4, height: 4, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    await mkdir(folder.path("red"));
    await folder.write("red/1.png", image);
    await folder.write("red/2.png", image);
    const path = await pipe("red/3.png");
    await expect(openDataset(folder.path("red"))).rejects.toThrow(`${path} is a pipe or a device, not an image.`);
    const { examples, notes } = await openDataset(folder.path("red"), { skipBad: true });
    expect(examples.shape[0]).toBe(2);
    expect(notes).toEqual([`3.png in ${folder.path("red")} is a pipe or a device, not an image`]);
  });

  it("is refused among MNIST's files", async () => {
    const path = await pipe("train-images-idx3-ubyte");
    await expect(openDataset(folder.path())).rejects.toThrow(`${path} is a pipe or a device`);
  });
});

it.skipIf(process.platform === "win32")("a device that never ends is refused, although a pipe would be read", async () => {
  await expect(openDataset("/dev/zero")).rejects.toThrow("/dev/zero is a device, not a file. Give a file or a pipe.");
});
