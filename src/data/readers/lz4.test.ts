import { expect, test } from "vitest";
import { unpackLz4 } from "./lz4.ts";

const text = `${"abc".repeat(36)}${String.fromCharCode(...Array.from({ length: 40 }, (_, i) => i))}${"abc".repeat(5)}`;
// Compressed by the C library, with linked blocks and without the size.
const frame = new Uint8Array(
  Buffer.from("BCJNGGBAgjkAAAA/YWJjAwBW9hkAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnkQBQYmNhYmMAAAAA", "base64"),
);

test("decompresses the repeats and literals of a frame", () => {
  expect(new TextDecoder("latin1").decode(unpackLz4(frame))).toBe(text);
});

test("copies a block that isn't compressed", () => {
  const plain = Uint8Array.of(4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, 3, 0, 0, 0x80, 7, 8, 9, 0, 0, 0, 0);
  expect([...unpackLz4(plain)]).toEqual([7, 8, 9]);
});

test("throws an error for a frame that is cut or changed anywhere, and never hangs", () => {
  for (let end = 0; end < frame.length; end++) expect(() => unpackLz4(frame.slice(0, end))).toThrow(RangeError);
  const back = frame.slice();
  back.set([0xff, 0xff], 15);
  expect(() => unpackLz4(back)).toThrow("broken");
});
