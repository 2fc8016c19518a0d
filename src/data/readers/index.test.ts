import { zipSync } from "fflate";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { idx } from "../../core/temporary.fixture.ts";
import { parquetOfColumns } from "../tables/typed-columns.ts";
import { arrowFile } from "./arrow.fixture.ts";
import { readerOf, readers } from "./index.ts";
import { toNpy } from "./npy.ts";
import { workbook } from "./xlsx.fixture.ts";

const text = (of: string) => new TextEncoder().encode(of);
const floats = ndarray("float32", [2, 2], Float32Array.of(1, 2, 3, 4));

/** A file of each format, with a name that doesn't reveal the format. */
const files: Readonly<Record<string, () => Promise<Uint8Array> | Uint8Array>> = {
  idx: () => idx(8, [2, 2], [1, 2, 3, 4]),
  image: async () =>
    new Uint8Array(
      await sharp({ create: { width: 2, height: 2, channels: 3, background: "#fff" } })
        .png()
        .toBuffer(),
    ),
  npy: () => toNpy(floats),
  xlsx: () => workbook({ Sheet1: [["x"], [1], [2]] }),
  zip: () => zipSync({ "x.npy": toNpy(floats) }),
  parquet: () => parquetOfColumns([{ name: "x", type: "DOUBLE", data: [1, 2] }]),
  arrow: () => arrowFile({ x: [1, 2] }),
  json: () => text('[{"x": 1}, {"x": 2}]'),
  arff: () => text("@relation r\n@attribute x numeric\n@data\n1\n2\n"),
  csv: () => text("x\n1\n2\n"),
};

describe("the readers", () => {
  it("are all tested here", () => {
    expect(readers.map(({ name }) => name)).toEqual(Object.keys(files));
  });

  it.each(Object.entries(files))("recognise a file by its bytes: %s", async (name, make) => {
    expect(readerOf(await make(), "file")?.name).toBe(name);
  });

  it.each(["npy", "idx"])("read an array: %s", async (name) => {
    const bytes = await files[name]!();
    const reader = readerOf(bytes, "file")!;
    expect(reader.holds === "array" && Array.from((await reader.read(bytes, "file")).data, Number)).toEqual([1, 2, 3, 4]);
  });

  it.each(["xlsx", "parquet", "arrow", "json", "arff", "csv"])("read a table: %s", async (name) => {
    const bytes = await files[name]!();
    const reader = readerOf(bytes, "file")!;
    expect(reader.holds === "table" && (await reader.read(bytes, "file")).columns).toEqual([
      { name: "x", type: name === "parquet" || name === "arrow" ? "DOUBLE" : "BIGINT", values: [1, 2] },
    ]);
  });

  it("read the files of a zip", async () => {
    const bytes = await files.zip!();
    const reader = readerOf(bytes, "file")!;
    expect(reader.holds === "files" && (await reader.read(bytes, "file")).map((entry) => entry.name)).toEqual(["x.npy"]);
  });

  it("don't recognise other files", () => {
    expect(readerOf(Uint8Array.of(0, 1, 2, 3), "file")).toBeUndefined();
    expect(readerOf(Uint8Array.of(), "file.csv")).toBeUndefined();
    expect(readerOf(text("%PDF-1.7\n\xff\xfe").fill(0xff, 9), "file")).toBeUndefined();
  });
});
