import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OptionError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { reconstructionsFigure } from "./reconstructions.ts";
import { MARGIN, SIZE } from "./theme.ts";
import { writeFigure } from "./write.node.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codings-figures-"));
});
afterAll(() => rm(folder, { recursive: true }));

const blank = ndarray("uint8", [3, 28, 28], new Uint8Array(3 * 784));
const figure = (title: string) => reconstructionsFigure({ originals: blank, reconstructions: blank, title });

/** Reads the pixels of a PNG file by drawing an SVG that contains only this file. */
async function pixelsOf(path: string, width: number, height: number) {
  const href = `data:image/png;base64,${(await readFile(path)).toString("base64")}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="${href}"/></svg>`;
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().pixels;
}

/** Counts the dark pixels in the lines of pixels that contain the title. */
async function darkTitlePixels(title: string) {
  const { width, height } = figure(title);
  const path = join(folder, "titled.png");
  await writeFigure(figure(title), path);
  const pixels = await pixelsOf(path, 2 * width, 2 * height);
  const rows = pixels.subarray(0, 2 * (MARGIN + SIZE.title) * 2 * width * 4);
  return rows.filter((red, i) => i % 4 === 0 && red < 100).length;
}

test("text is drawn without any system font", async () => {
  expect(await darkTitlePixels("Reconstructions")).toBeGreaterThan(500);
});

test("a title may contain characters that XML reserves", async () => {
  expect(await darkTitlePixels("Noise & <dropout>")).toBeGreaterThan(500);
});

test("a PNG has two pixels for each CSS pixel", async () => {
  const path = join(folder, "figure.png");
  const { width, height } = figure("Size");
  await writeFigure(figure("Size"), path);
  const header = await readFile(path);
  expect(header.subarray(1, 4).toString()).toBe("PNG");
  expect([header.readUInt32BE(16), header.readUInt32BE(20)]).toEqual([2 * width, 2 * height]);
});

test("an SVG is written unchanged, whether its extension is in lower or upper case", async () => {
  const path = join(folder, "figure.SVG");
  await writeFigure(figure("Text"), path);
  expect(await readFile(path, "utf8")).toBe(figure("Text").svg);
});

test("another extension is refused with a message that names both, and nothing is written", async () => {
  const before = await readdir(folder);
  const path = join(folder, "figure.jpg");
  const refused = writeFigure(figure("Other"), path);
  await expect(refused).rejects.toThrow(OptionError);
  await expect(refused).rejects.toThrow(
    `Can't write a figure to ${path}, because its extension is neither .svg nor .png. Use one of these two.`,
  );
  expect(await readdir(folder)).toEqual(before);
});
