import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import sharp from "sharp";
import { describe, expect, it, test } from "vitest";
import { DataError, OptionError } from "../../core/errors.ts";
import { mix } from "../../core/random.ts";
import { temporaryFolder } from "../../core/temporary.fixture.ts";
import { openDataset } from "../open.node.ts";
import { split } from "../split.ts";

const folder = temporaryFolder();

async function put(name: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(folder.path(name)), { recursive: true });
  await folder.write(name, bytes);
}

/** Makes an image from the values of its pixels. */
const raw = (width: number, height: number, channels: 1 | 3 | 4, numbers: ArrayLike<number>) =>
  sharp(Uint8Array.from(numbers), { raw: { width, height, channels } });
const flat = (width: number, height: number, colour: string) =>
  sharp({ create: { width, height, channels: 3, background: colour } });

const ramp = Array.from({ length: 12 }, (_, i) => 20 * i);
const coloured = Array.from({ length: 36 }, (_, i) => (i * 37) % 256);
const grey = (numbers: ArrayLike<number>) => raw(4, 3, 1, numbers).toColourspace("b-w");

describe("images of one size", () => {
  it("keep their size and every pixel, in natural order", async () => {
    await put(
      "10.png",
      await grey(ramp.map((value) => value + 1))
        .png()
        .toBuffer(),
    );
    await put("2.png", await grey(ramp).png().toBuffer());
    const { name, examples, labels, rowNames, notes } = await openDataset(folder.path());
    expect([examples.shape, rowNames, labels]).toEqual([[2, 3, 4], ["2.png", "10.png"], undefined]);
    expect([...examples.data]).toEqual([...ramp, ...ramp.map((value) => value + 1)]);
    expect([folder.path().endsWith(name), notes]).toEqual([true, []]);
  });

  it("are in colour if one of them has colours", async () => {
    await put("a.png", await grey(ramp).png().toBuffer());
    await put("b.png", await raw(4, 3, 3, coloured).png().toBuffer());
    const { examples } = await openDataset(folder.path());
    expect(examples.shape).toEqual([2, 3, 4, 3]);
    expect([...examples.data]).toEqual([...ramp.flatMap((value) => [value, value, value]), ...coloured]);
  });

  it("are grey if all pixels are grey, even if they are stored in three channels, or on request", async () => {
    await put(
      "a.png",
      await raw(
        4,
        3,
        3,
        ramp.flatMap((value) => [value, value, value]),
      )
        .png()
        .toBuffer(),
    );
    const auto = await openDataset(folder.path());
    expect([auto.examples.shape, [...auto.examples.data]]).toEqual([[1, 3, 4], ramp]);
    expect((await openDataset(folder.path(), { channels: "rgb" })).examples.shape).toEqual([1, 3, 4, 3]);
    expect([...(await openDataset(folder.path(), { channels: "grey" })).examples.data]).toEqual(ramp);
  });

  it("become bytes if they have 16 bits", async () => {
    await put("a.png", await grey(ramp).toColourspace("grey16").png().toBuffer());
    expect([...(await openDataset(folder.path())).examples.data]).toEqual(ramp);
  });

  test.each(["png", "jpeg", "webp", "gif", "tiff", "avif"] as const)("can be %s", async (kind) => {
    await put(`a.${kind}`, await flat(16, 16, "#3366cc").toFormat(kind).toBuffer());
    const { examples } = await openDataset(folder.path());
    expect(examples.shape).toEqual([1, 16, 16, 3]);
    [0x33, 0x66, 0xcc].forEach((value, channel) => {
      expect(Math.abs(examples.data[3 * 136 + channel]! - value)).toBeLessThanOrEqual(4);
    });
  });
});

describe("images of any size", () => {
  it("become 64 x 64 if their sizes differ, or if they are photographs", async () => {
    await put("a.png", await flat(100, 50, "#ff0000").png().toBuffer());
    await put("b.jpg", await flat(31, 77, "#00ff00").jpeg().toBuffer());
    expect((await openDataset(folder.path())).examples.shape).toEqual([2, 64, 64, 3]);
    await put("c/a.png", await flat(400, 300, "#ff0000").png().toBuffer());
    expect((await openDataset(folder.path("c"))).examples.shape).toEqual([1, 64, 64, 3]);
  });

  it("fill the requested size, and lose what is outside", async () => {
    // Red, green and blue thirds next to each other: a square in the middle contains only the green third.
    const thirds = Array.from({ length: 90 * 30 }, (_, i) => [0, 1, 2].map((k) => (k === Math.floor((i % 90) / 30) ? 255 : 0)));
    await put("a.png", await raw(90, 30, 3, thirds.flat()).png().toBuffer());
    const { examples } = await openDataset(folder.path(), { size: [10, 10] });
    expect(examples.shape).toEqual([1, 10, 10, 3]);
    const middle = [...examples.data].slice(3 * 55, 3 * 55 + 3);
    expect(middle).toEqual([0, 255, 0]);
  });

  it("refuse impossible sizes", async () => {
    await put("a.png", await grey(ramp).png().toBuffer());
    await expect(openDataset(folder.path(), { size: [0, 10] })).rejects.toThrow(
      new OptionError("size must be [height, width] with whole numbers from 1 to 8192, but it is [0, 10]."),
    );
  });

  it("are refused if they don't fit into memory", async () => {
    const image = await grey(ramp).png().toBuffer();
    await mkdir(folder.path("many"));
    for (let i = 0; i < 3000; i++) await writeFile(folder.path(`many/${i}.png`), image);
    await expect(openDataset(folder.path("many"), { size: [8192, 8192], channels: "rgb" })).rejects.toThrow(
      /^3000 images of 8192 x 8192 x 3 take 600 GB, more than half of this machine's memory\. Give a smaller size, or allow more: maxMemory: "604GB"$/,
    );
  });
});

it("rotates images as their EXIF data require", async () => {
  // Orientation 6: the camera was held so that the top of the scene is at the right side of the stored picture.
  const stored = raw(8, 16, 3, Array.from({ length: 128 }, (_, i) => (i % 8 < 4 ? [255, 0, 0] : [0, 0, 255])).flat());
  await put("a.jpg", await stored.jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).withMetadata({ orientation: 6 }).toBuffer());
  const { examples } = await openDataset(folder.path());
  expect(examples.shape).toEqual([1, 8, 16, 3]);
  const pixel = (row: number, column: number) => [...examples.data.slice(3 * (16 * row + column)).subarray(0, 3)];
  const [top, bottom] = [pixel(1, 3), pixel(6, 12)];
  expect([top[0]! > 200, top[2]! < 50, bottom[0]! < 50, bottom[2]! > 200]).toEqual([true, true, true, true]);
});

it("puts transparent images on a white background", async () => {
  await put("a.png", await raw(2, 1, 4, [10, 20, 30, 0, 10, 20, 30, 255]).png().toBuffer());
  expect([...(await openDataset(folder.path())).examples.data]).toEqual([255, 255, 255, 10, 20, 30]);
});

describe("sub-folders", () => {
  const fill = async (...names: string[]) => {
    for (const [i, name] of names.entries()) await put(name, await flat(4, 4, `rgb(${i}, 9, 9)`).png().toBuffer());
  };

  it("are classes, with the images of their own sub-folders", async () => {
    await fill("dog/1.png", "cat/b/deep.png", "cat 10/1.png", "cat/2.png");
    const { classes, labels, rowNames } = await openDataset(folder.path());
    expect(classes).toEqual(["cat", "cat 10", "dog"]);
    expect(rowNames).toEqual(["cat/2.png", "cat/b/deep.png", "cat 10/1.png", "dog/1.png"]);
    expect([...labels!.data]).toEqual([0, 0, 1, 2]);
  });

  it("leave images next to them without a class", async () => {
    await fill("b/1.png", "a/1.png", "top.png");
    const { labels, rowNames } = await openDataset(folder.path());
    expect([rowNames, [...labels!.data]]).toEqual([
      ["a/1.png", "b/1.png", "top.png"],
      [0, 1, -1],
    ]);
  });

  it("are no classes if there is only one", async () => {
    await fill("images/1.png", "images/2.png");
    expect((await openDataset(folder.path())).labels).toBeUndefined();
  });

  it("are the parts of the dataset if they are called train and test", async () => {
    await fill("train/a/1.png", "train/b/1.png", "test/a/1.png");
    expect((await openDataset(folder.path())).rowNames).toEqual(["a/1.png", "b/1.png"]);
    expect((await openDataset(folder.path(), { part: "test" })).rowNames).toEqual(["a/1.png"]);
  });

  it("are shuffled with their names and labels, in the same way for the same seed", async () => {
    const of = (name: string) => Array.from({ length: 20 }, (_, i) => `${name}/${i}.png`);
    await fill(...of("a"), ...of("b"));
    const [sorted, one, again, other] = await Promise.all([
      openDataset(folder.path()),
      openDataset(folder.path(), { shuffle: true, seed: 1 }),
      openDataset(folder.path(), { shuffle: true, seed: 1 }),
      openDataset(folder.path(), { shuffle: true, seed: 2 }),
    ]);
    expect(again).toEqual(one);
    expect(other!.rowNames).not.toEqual(one!.rowNames);
    expect(one!.rowNames!.toSorted()).toEqual(sorted!.rowNames!.toSorted());
    one!.rowNames!.forEach((name, row) => {
      const at = sorted!.rowNames!.indexOf(name);
      expect([one!.examples.data[48 * row], one!.labels!.data[row]]).toEqual([
        sorted!.examples.data[48 * at],
        sorted!.labels!.data[at],
      ]);
    });
    const held = split(one!, 8).validation;
    expect([held.rowNames!.length, new Set(held.labels!.data).size]).toEqual([8, 2]);
  });
});

describe("what isn't an image", () => {
  it("is skipped: hidden files silently, others with their number", async () => {
    await put("a.png", await grey(ramp).png().toBuffer());
    for (const name of [".DS_Store", ".hidden/b.png", "._a.png", "notes.txt", "sub/list.TXT", "README"]) await put(name, "text");
    const { rowNames, notes } = await openDataset(folder.path());
    expect(rowNames).toEqual(["a.png"]);
    expect(notes).toEqual([`2 .txt, 1 without an ending in ${folder.path()} were skipped: not in a supported image format`]);
  });

  it("is reported in one line if the folder has no images", async () => {
    await put("a.txt", "text");
    await put("b.ico", "BM");
    await expect(openDataset(folder.path())).rejects.toThrow(
      new DataError(
        `${folder.path()} contains 1 .txt, 1 .ico, but no images. Give a folder with images (PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF) or with MNIST's files.`,
      ),
    );
  });
});

describe("an image that can't be read", () => {
  const noisy = Array.from({ length: 64 * 64 * 3 }, (_, i) => mix(i) % 256);
  const photo = () => raw(64, 64, 3, noisy);
  const bad: Readonly<Record<string, () => Promise<Uint8Array | string>>> = {
    "is an empty file": async () => "",
    "is not an image in a supported format \\(PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF\\)": async () => "this is a text",
    "is broken or cut short": async () => (await photo().jpeg().toBuffer()).subarray(0, 2000),
    "is broken or cut short \\(": async () => (await photo().png().toBuffer()).subarray(0, 6000),
    "is broken or cut short.*": async () => (await photo().png().toBuffer()).fill(77, 3000, 3100),
  };

  test.each(Object.entries(bad))("%s: stops at the first by name, in one line", async (reason, contents) => {
    await put("a.png", await photo().png().toBuffer());
    for (const name of ["b.png", "c.png"]) await put(name, await contents());
    const path = folder.path("b.png");
    const line = new RegExp(
      `^${path} ${reason}.*\\. Repair or remove it, or skip unreadable images: --skip-bad \\(skipBad: true\\)\\.$`,
    );
    await expect(openDataset(folder.path())).rejects.toThrow(line);
    await expect(openDataset(folder.path(), { size: [8, 8], channels: "rgb" })).rejects.toThrow(line);
  });

  it("is skipped on request with its name and label, and a note reports it", async () => {
    const names = ["a/1.png", "a/2.png", "b/1.png", "b/2.png"];
    for (const [i, name] of names.entries()) await put(name, await flat(8, 8, `rgb(${i}, ${i}, 99)`).png().toBuffer());
    await put("a/2.png", "");
    for (const options of [{}, { size: [8, 8], channels: "rgb" }] as const) {
      const { examples, rowNames, labels, notes } = await openDataset(folder.path(), { skipBad: true, ...options });
      expect([examples.shape, rowNames, [...labels!.data]]).toEqual([
        [3, 8, 8, 3],
        ["a/1.png", "b/1.png", "b/2.png"],
        [0, 1, 1],
      ]);
      expect([0, 1, 2].map((row) => examples.data[row * 192])).toEqual([0, 2, 3]);
      expect(notes).toEqual(["1 of 4 images can't be read and was skipped: a/2.png is an empty file"]);
    }
  });

  it("isn't skipped if there is no other image", async () => {
    await put("a.png", "");
    await expect(openDataset(folder.path(), { skipBad: true })).rejects.toThrow(
      new DataError(`None of the 1 images in ${folder.path()} can be read: a.png is an empty file.`),
    );
  });

  it.skipIf(process.platform === "win32")("is reported if it is a link to nothing", async () => {
    await symlink(folder.path("none.png"), folder.path("a.png"));
    await expect(openDataset(folder.path())).rejects.toThrow(/a\.png doesn't exist\. Check the path\. Repair or remove it/);
  });
});

it("reads a single image, even if its ending is that of another format", async () => {
  await put("a.jpg", await grey(ramp).png().toBuffer());
  const { name, examples, rowNames } = await openDataset(folder.path("a.jpg"));
  expect([name, examples.shape, rowNames]).toEqual(["a.jpg", [1, 3, 4], ["a.jpg"]]);
});

it("reports how many images it has read", async () => {
  for (let i = 0; i < 5; i++) await put(`${i}.png`, await grey(ramp).png().toBuffer());
  const told: (readonly [number, number])[] = [];
  await openDataset(folder.path(), { onImages: (done, of, perSecond) => perSecond > 0 && told.push([done, of]) });
  expect(told.at(-1)).toEqual([5, 5]);
});

it("reads a thousand small images within seconds, the same each time", async () => {
  await mkdir(folder.path("many"));
  const grey = (value: number) => raw(8, 8, 1, new Uint8Array(64).fill(value)).png().toBuffer();
  const files = await Promise.all(Array.from({ length: 251 }, (_, value) => grey(value)));
  for (let i = 0; i < 1000; i++) await writeFile(folder.path(`many/${i}.png`), files[i % 251]!);
  const began = performance.now();
  const one = await openDataset(folder.path("many"));
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(one.examples.shape).toEqual([1000, 8, 8]);
  expect(Array.from({ length: 1000 }, (_, i) => one.examples.data[64 * i])).toEqual(
    Array.from({ length: 1000 }, (_, i) => i % 251),
  );
  expect(await openDataset(folder.path("many"))).toEqual(one);
});
