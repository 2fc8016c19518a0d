import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { idx, temporaryFolder } from "../core/temporary.fixture.ts";
import { garments } from "./built-in/garments.ts";
import { generate3dData } from "./built-in/points-3d.ts";
import { datasets, openDataset } from "./open.node.ts";
import { toNpy } from "./readers/npy.ts";

const folder = temporaryFolder();
const images = idx(8, [2, 1, 2], [1, 2, 3, 4]);
const labels = idx(8, [2], [7, 8]);
const SAMPLE = "../shared/data/fashion-mnist-sample";

describe("opening a dataset by name", () => {
  it("draws the requested number of garments with the requested seed, and other garments for the test part", async () => {
    const opened = await openDataset("garments", { count: 5, seed: 3 });
    expect(opened).toEqual(garments({ count: 5, seed: 3 }));
    expect((await openDataset("garments", { part: "test", count: 5, seed: 3 })).examples.data).not.toEqual(opened.examples.data);
  });

  it("returns the lecture's 60 points, or the requested number with the requested seed, and others for the test part", async () => {
    expect(await openDataset("points-3d")).toEqual(generate3dData());
    expect(await openDataset("points-3d", { count: 5, seed: 3 })).toEqual(generate3dData({ m: 5, seed: 3 }));
    expect((await openDataset("points-3d", { part: "test" })).examples.data).not.toEqual(generate3dData().examples.data);
  });

  it("suggests the nearest name", async () => {
    await expect(openDataset("mnits")).rejects.toThrow(
      new DataError('There is no dataset or file "mnits". Did you mean "mnist"?'),
    );
  });

  it("lists the names if none is similar", async () => {
    await expect(openDataset("out/none.npy")).rejects.toThrow(
      new DataError(
        'There is no dataset or file "out/none.npy". Check the path, or use one of mnist, fashion-mnist, garments, points-3d.',
      ),
    );
  });

  it("has a description, source, licence and size for every named dataset", () => {
    for (const { title, description, source, licence, size } of Object.values(datasets))
      expect([title, description, source, licence, size].every(Boolean)).toBe(true);
  });
});

describe("opening a path", () => {
  it("finds the labels next to the images, compressed or not", async () => {
    const path = await folder.write("train-images-idx3-ubyte", images);
    await folder.write("train-labels-idx1-ubyte.gz", gzipSync(labels));
    const dataset = await openDataset(path);
    expect([dataset.name, dataset.examples.shape, [...dataset.labels!.data]]).toEqual([
      "train-images-idx3-ubyte",
      [2, 1, 2],
      [7, 8],
    ]);
  });

  it("opens an IDX file without labels", async () => {
    const dataset = await openDataset(await folder.write("photos", images));
    expect(dataset.labels).toBeUndefined();
  });

  it("refuses labels if their number differs from that of the images", async () => {
    const path = await folder.write("train-images-idx3-ubyte", images);
    await folder.write("train-labels-idx1-ubyte", idx(8, [3], [1, 2, 3]));
    await expect(openDataset(path)).rejects.toThrow(
      new DataError("train-images-idx3-ubyte has 2 examples, but 3 labels. Give one label for each example."),
    );
  });

  it("refuses labels that aren't one whole number for each example", async () => {
    const path = await folder.write("train-images-idx3-ubyte", images);
    const beside = await folder.write("train-labels-idx1-ubyte", idx(8, [1, 2], [1, 2]));
    await expect(openDataset(path)).rejects.toThrow(
      new DataError(
        `${beside} holds uint8 [1, 2], but labels are one whole number for each example. Replace the file, or remove it.`,
      ),
    );
  });

  it("opens the requested part of a folder", async () => {
    await folder.write("train-images-idx3-ubyte", images);
    await folder.write("t10k-images-idx3-ubyte.gz", gzipSync(idx(8, [1, 1, 2], [9, 9])));
    expect((await openDataset(folder.path())).examples.shape).toEqual([2, 1, 2]);
    expect((await openDataset(folder.path(), { part: "test" })).examples.shape).toEqual([1, 1, 2]);
  });

  it("reports an empty folder", async () => {
    await expect(openDataset(folder.path())).rejects.toThrow(
      new DataError(
        `${folder.path()} contains no files. Give a folder with images (PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF) or with MNIST's files.`,
      ),
    );
  });

  it("recognises a .npy file by its content", async () => {
    const array = ndarray("float32", [2, 2], Float32Array.of(1, 2, 3, 4));
    expect((await openDataset(await folder.write("a.bin", toNpy(array)))).examples).toEqual(array);
  });

  it("opens a .npy file of whole numbers, and reports those that are too large for float32", async () => {
    const path = await folder.write("a.npy", toNpy(ndarray("int32", [2, 1], Int32Array.of(1, 2 ** 24 + 1))));
    const { examples, notes } = await openDataset(path);
    expect(examples).toEqual(ndarray("float32", [2, 1], Float32Array.of(1, 2 ** 24)));
    expect(notes!.join()).toContain(
      "has whole numbers above 2^24, and float32 keeps only seven of their digits. The largest is 16777217 in row 1, column 0",
    );
    const large = await folder.write("b.npy", toNpy(ndarray("int64", [1, 1], BigInt64Array.of(-(2n ** 60n)))));
    expect((await openDataset(large)).notes!.join()).toContain("The largest is -1152921504606846976 in row 0, column 0");
  });

  const gaps = ndarray("float32", [4, 2], Float32Array.of(1, Number.NaN, 2, 5, 3, 7, 5, 9));

  it("opens rows of numbers as a table if some are missing", async () => {
    const path = await folder.write("a.npy", toNpy(gaps));
    const { table, examples } = await openDataset(path);
    expect(table!.columns.map(({ name, missing }) => [name, missing])).toEqual([
      ["column1", 0],
      ["column2", 0.25],
    ]);
    expect(Number.isNaN(examples.data[1])).toBe(true);
    const plain = await folder.write("b.npy", toNpy(ndarray("float32", [2, 2], Float32Array.of(1, 2, 3, 4))));
    expect((await openDataset(plain)).table).toBeUndefined();
    expect((await openDataset(plain, { asTable: true })).table!.columns.length).toBe(2);
  });

  it("opens the rows of an archive as a table if values are missing, and keeps its labels", async () => {
    const labels = ndarray("int32", [4], Int32Array.of(0, 1, 1, 0));
    const path = await folder.write("a.npz", zipSync({ "x.npy": toNpy(gaps), "y.npy": toNpy(labels) }));
    for (const given of [path, `${path}:x`]) {
      const { table, keys } = await openDataset(given);
      expect(table!.columns.map(({ name }) => name)).toEqual(["column1", "column2"]);
      if (given === path) expect(keys).toEqual({ y: [0, 1, 1, 0] });
    }
    expect((await openDataset(path, { table: { label: "y" } })).labels!.data).toEqual(labels.data);
  });

  it("refuses numbers that aren't finite in images, and in rows that aren't read as a table", async () => {
    const path = await folder.write("a.npy", toNpy(ndarray("float32", [1, 1, 2], Float32Array.of(1, Number.NaN))));
    await expect(openDataset(path)).rejects.toThrow(
      new DataError("a.npy: row 0, element [0, 1] is NaN (counted from 0). Remove or fill such rows."),
    );
    await expect(openDataset(await folder.write("b.npy", toNpy(gaps)), { asTable: false })).rejects.toThrow(
      new DataError(
        "b.npy: row 0, column 1 is NaN (counted from 0). Remove or fill such rows. As a table (a CSV file, or rows as objects) they may have missing values.",
      ),
    );
  });

  it("takes the first examples, but no more than there are", async () => {
    const path = await folder.write("photos", images);
    expect([...(await openDataset(path, { count: 1 })).examples.data]).toEqual([1, 2]);
    await expect(openDataset(path, { count: 3 })).rejects.toThrow(
      new OptionError("photos has 2 examples, but 3 were requested. Give a number from 1 to 2."),
    );
  });
});

describe.skipIf(!existsSync(SAMPLE))(`the real Fashion-MNIST sample (needs ${SAMPLE})`, () => {
  it("opens as 750 and 150 labelled images", async () => {
    const [train, test] = [await openDataset(SAMPLE), await openDataset(SAMPLE, { part: "test" })];
    expect([train.examples.shape, train.labels!.shape]).toEqual([[750, 28, 28], [750]]);
    expect([test.examples.shape, test.labels!.shape]).toEqual([[150, 28, 28], [150]]);
  });
});
