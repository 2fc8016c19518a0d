import { gzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { DataError } from "../../core/errors.ts";
import { idx, temporaryFolder } from "../../core/temporary.fixture.ts";
import { parseIdx } from "./idx.ts";
import { readIdx } from "./read.node.ts";

const images = idx(8, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);

describe("IDX arrays", () => {
  test("of uint8 are a view on the file's own memory", () => {
    const { dtype, shape, data } = parseIdx(images, "a");
    expect({ dtype, shape, data: [...data] }).toEqual({ dtype: "uint8", shape: [2, 2, 2], data: [1, 2, 3, 4, 5, 6, 7, 8] });
    expect(data.buffer).toBe(images.buffer);
  });

  test.each([
    ["int8", 9, [0xff], "float32", -1],
    ["int16", 11, [0xff, 0xfe], "float32", -2],
    ["int32", 12, [0xff, 0xff, 0xff, 0xfd], "int32", -3],
    ["float32", 13, [0x3f, 0xc0, 0, 0], "float32", 1.5],
    ["float64", 14, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], "float32", 1.5],
  ])("of %s are read big-endian", (_name, type, bytes, dtype, value) => {
    const array = parseIdx(idx(type, [1], bytes), "a");
    expect([array.dtype, array.data[0]]).toEqual([dtype, value]);
  });

  test.each<[string, Uint8Array, string]>([
    ["an empty file", new Uint8Array(), "f is empty. Download it again."],
    [
      "a PNG",
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
      "f is not an IDX file but a PNG image. Give a .npy or IDX file (also as .gz), or a folder with MNIST's files.",
    ],
    [
      "a zip",
      Uint8Array.of(0x50, 0x4b, 3, 4),
      "f is not an IDX file but a zip archive. Give a .npy or IDX file (also as .gz), or a folder with MNIST's files.",
    ],
    [
      "a page",
      new TextEncoder().encode("<!doctype html>"),
      "f is not an IDX file but an HTML page. Give a .npy or IDX file (also as .gz), or a folder with MNIST's files.",
    ],
    [
      "something else",
      Uint8Array.of(1, 2, 3, 4),
      "f is not an IDX file: it begins with 01 02 03 04, not with 00 00, an element type and the number of axes. Give a .npy or IDX file (also as .gz), or a folder with MNIST's files.",
    ],
    [
      "255 axes",
      idx(8, Array(255).fill(1), [1]),
      "f is not an IDX file: it begins with 00 00 08 ff, not with 00 00, an element type and the number of axes. Give a .npy or IDX file (also as .gz), or a folder with MNIST's files.",
    ],
    ["half a header", images.subarray(0, 9), "f: the header ends after 9 of 16 bytes. Download it again."],
    [
      "no examples",
      idx(8, [0, 28, 28], []),
      "f: the header states that there are no examples (0 x 28 x 28). Create the file again.",
    ],
    [
      "missing images",
      idx(8, [60000, 2, 2], Array(9).fill(1)),
      "f: the header states 60000 images of 2 x 2, but the file ends after 2. Download it again.",
    ],
    [
      "sizes that don't fit into memory",
      idx(8, [4294967295, 4294967295, 4294967295], [1]),
      "f: the header states 4294967295 images of 4294967295 x 4294967295, but the file ends after 0. Download it again.",
    ],
    [
      "too many bytes",
      idx(8, [1, 2, 2], Array(7).fill(1)),
      "f: the header states 1 images of 2 x 2, but the file has 3 more bytes. Download it again.",
    ],
    ["missing labels", idx(8, [5], [1, 2]), "f: the header states 5 labels, but the file ends after 2. Download it again."],
  ])("are refused in one line: %s", (_name, bytes, message) => {
    expect(() => parseIdx(bytes, "f")).toThrow(new DataError(message));
  });
});

describe("an IDX file", () => {
  const folder = temporaryFolder();

  it("may be compressed with gzip under any name", async () => {
    const path = await folder.write("images", gzipSync(images));
    expect([...(await readIdx(path)).data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("is in memory only once", async () => {
    const path = await folder.write("images", images);
    const { data } = await readIdx(path);
    expect([data.byteOffset, data.buffer.byteLength]).toEqual([16, images.length]);
  });

  it("is refused if its gzip is cut short", async () => {
    const path = await folder.write("images.gz", gzipSync(images).subarray(0, 20));
    await expect(readIdx(path)).rejects.toThrow(new DataError(`${path}: the gzip is cut short or broken. Download it again.`));
  });

  it("is refused if it doesn't exist", async () => {
    const path = folder.path("none");
    await expect(readIdx(path)).rejects.toThrow(new DataError(`${path} doesn't exist. Check the path.`));
  });

  it("is refused if it is a folder", async () => {
    await expect(readIdx(folder.path())).rejects.toThrow(
      new DataError(`${folder.path()} is a folder, not a file. Give the path of a file.`),
    );
  });
});
