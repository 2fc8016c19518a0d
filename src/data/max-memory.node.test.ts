import { deflateSync, gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { expect, it } from "vitest";
import { crc32 } from "../core/crc32.ts";
import { ndarray } from "../core/ndarray.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { openDataset } from "./open.node.ts";
import { toNpy } from "./readers/npy.ts";
import { workbook } from "./readers/xlsx.fixture.ts";
import { openTableSource } from "./tables/duckdb/source.node.ts";
import { openTable } from "./tables/open.node.ts";

const folder = temporaryFolder();
const ROWS = 3000;

/** 1.5 MB of numbers, which take less than 1 MB if they are compressed. */
const array = toNpy(
  ndarray(
    "float32",
    [500, 750],
    Float32Array.from({ length: 375_000 }, (_, i) => Math.sin(i % 5000)),
  ),
);
/** 230 kB of text with few lines and values. */
const columns = Array.from({ length: 4 }, (_, column) => Array.from({ length: ROWS }, (__, i) => Math.sin(i + column * i)));
const lines = columns[0]!.map((_, i) => columns.map((values) => values[i]!));
const arff = `@relation t\n${columns.map((_, i) => `@attribute x${i} numeric\n`).join("")}@data\n${lines.join("\n")}\n`;
const json = JSON.stringify(Object.fromEntries(columns.map((values, i) => [`x${i}`, values])));

/** Makes a black PNG with one bit for each pixel. */
function png(side: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const pixels = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

it.each<[name: string, file: () => Uint8Array | string, limit: string, enough: string]>([
  ["x.npy", () => array, "has 1.5 MB, but at most 1 MB are read", "2MB"],
  ["x.npy.gz", () => gzipSync(array), "more than 1 MB", "2MB"],
  ["x.npz", () => zipSync({ "x.npy": array }), "at most 1 MB", "2MB"],
  ["t.arff", () => arff, "the limit is 128 kB", "2MB"],
  ["t.arff.gz", () => gzipSync(arff), "more than 128 kB", "2MB"],
  ["t.json", () => json, "the limit is 128 kB", "2MB"],
  ["t.xlsx", () => workbook({ t: lines }), "of XML, but at most 128 kB can be read", "5MB"],
  ["i.png", () => png(400), "more than 50,000 pixels", "4MB"],
])(
  "%s is read with the usual limits, refused with 1 MB, and read with the memory that the message names",
  async (name, made, limit, enough) => {
    const path = await folder.write(name, made());
    const { examples } = await openDataset(path);
    await expect(openDataset(path, { maxMemory: "1MB" })).rejects.toThrow(limit);
    await expect(openDataset(path, { maxMemory: 1e6 })).rejects.toThrow(`allow more: maxMemory: "${enough}"`);
    expect((await openDataset(path, { maxMemory: enough })).examples).toEqual(examples);
  },
);

it("an image of more than 100 million pixels is refused, and read with more memory", async () => {
  const path = await folder.write("large.png", png(10_001));
  await expect(openDataset(path)).rejects.toThrow(
    'more than 100 million pixels, which is too many: scale it down, skip unreadable images: skipBad: true, or allow more: maxMemory: "3GB"',
  );
  expect((await openDataset(path, { maxMemory: "3GB" })).examples.shape).toEqual([1, 64, 64]);
});

it("DuckDB's memory limit follows the option", async () => {
  await using source = await openTableSource(await folder.write("t.csv", "x,y\n1,2\n3,4\n"), { maxMemory: "300MiB" });
  expect(await source.database.rows("SELECT current_setting('memory_limit') AS most")).toEqual([{ most: "300.0 MiB" }]);
});

it.each(["lots", "", 0, -1, "1kB", Number.NaN, null])("the size %j is refused", async (maxMemory) => {
  const line = "maxMemory must be a size of at least 1 MB, such as ";
  const options = { maxMemory } as { maxMemory: string };
  await expect(openDataset("points-3d", options)).rejects.toThrow(line);
  await expect(openTable([{ x: 1 }, { x: 2 }], options)).rejects.toThrow(line);
});
