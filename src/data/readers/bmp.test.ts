import { describe, expect, it } from "vitest";
import { bmpSize, decodeBmp } from "./bmp.ts";

/** Makes an image with a number of bits for each pixel. Its lines run from the bottom up, each padded to four bytes. */
function bmp(
  bits: number,
  [width, height]: readonly [number, number],
  pixels: readonly number[],
  { palette = [] as readonly number[], masks = [] as readonly number[] } = {},
): Uint8Array {
  const start = 54 + palette.length + 4 * masks.length;
  const bytes = new Uint8Array(start + pixels.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(10, start, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, bits, true);
  view.setUint32(30, masks.length > 0 ? 3 : 0, true);
  masks.forEach((mask, i) => {
    view.setUint32(54 + 4 * i, mask, true);
  });
  bytes.set(palette, 54 + 4 * masks.length);
  bytes.set(pixels, start);
  return bytes;
}

describe("a BMP image", () => {
  const black = [0, 0, 0];
  const red = [255, 0, 0];
  const white = [255, 255, 255];
  it.each<[string, Uint8Array, readonly number[]]>([
    [
      "24 bits",
      bmp(24, [2, 2], [0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0]),
      [...red, ...black, ...black, ...white],
    ],
    ["32 bits", bmp(32, [1, 2], [0, 0, 255, 0, 255, 255, 255, 0]), [...white, ...red]],
    ["lines from the top", bmp(32, [1, -2], [0, 0, 255, 0, 255, 255, 255, 0]), [...red, ...white]],
    ["16 bits", bmp(16, [2, 1], [0x00, 0x7c, 0xff, 0x7f]), [...red, ...white]],
    ["16 bits with masks", bmp(16, [2, 1], [0x00, 0xf8, 0xe0, 0x07], { masks: [0xf800, 0x7e0, 0x1f] }), [...red, 0, 255, 0]],
    ["a palette of 256", bmp(8, [2, 1], [1, 0, 0, 0], { palette: [0, 0, 0, 0, 0, 0, 255, 0] }), [...red, ...black]],
    ["a palette of 16", bmp(4, [3, 1], [0x10, 0x10, 0, 0], { palette: [0, 0, 0, 0, 0, 0, 255, 0] }), [...red, ...black, ...red]],
    [
      "a palette of 2",
      bmp(1, [3, 1], [0b1010_0000, 0, 0, 0], { palette: [0, 0, 0, 0, 255, 255, 255, 0] }),
      [...white, ...black, ...white],
    ],
  ])("of %s is decoded", (_what, bytes, pixels) => {
    expect([...decodeBmp(bytes).pixels]).toEqual(pixels);
  });

  it("has its size in its header, and is refused if it is cut short or compressed", () => {
    const whole = bmp(24, [5, 3], Array<number>(48).fill(9));
    expect(bmpSize(whole)).toEqual([5, 3]);
    expect(() => decodeBmp(whole.slice(0, 90))).toThrow("the image is cut short");
    const packed = whole.slice();
    packed[30] = 1;
    expect(() => decodeBmp(packed)).toThrow("BMP with 24 bits per pixel and compression method 1 isn't supported");
  });
});
