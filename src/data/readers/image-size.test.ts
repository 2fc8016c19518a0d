import sharp from "sharp";
import { expect, it } from "vitest";
import { imageSize } from "./image-size.ts";

const picture = sharp({ create: { width: 37, height: 21, channels: 3, background: "#a03050" } });

it.each(["png", "jpeg", "gif", "webp", "avif"] as const)("reads the size of %s from its header", async (format) => {
  expect(imageSize(await picture.clone().toFormat(format).toBuffer())).toEqual([37, 21]);
});

it("reads the size of lossless and transparent WebP", async () => {
  expect(imageSize(await picture.clone().webp({ lossless: true }).toBuffer())).toEqual([37, 21]);
  expect(imageSize(await picture.clone().ensureAlpha(0.5).webp().toBuffer())).toEqual([37, 21]);
});

it("returns a size or undefined for a file that is cut anywhere", async () => {
  for (const format of ["png", "jpeg", "gif", "webp", "avif"] as const) {
    const whole = await picture.clone().toFormat(format).toBuffer();
    for (let length = 0; length < whole.length; length++) expect(() => imageSize(whole.subarray(0, length))).not.toThrow();
  }
  expect(imageSize(new TextEncoder().encode("no picture at all"))).toBeUndefined();
});
