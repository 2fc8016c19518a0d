import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { DataError } from "../core/errors.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { openDataset } from "./open.node.ts";
import { arrowFile } from "./readers/arrow.fixture.ts";
import { workbook } from "./readers/xlsx.fixture.ts";
import { openTable } from "./tables/open.node.ts";

const folder = temporaryFolder();

/** Makes a PNG file whose header states this size, whatever its contents. */
async function pngOf(width: number, height: number): Promise<Uint8Array> {
  const small = await sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  const { crc32 } = await import("../core/crc32.ts");
  small.writeUInt32BE(width, 16);
  small.writeUInt32BE(height, 20);
  small.writeUInt32BE(crc32(small.subarray(12, 29)), 29);
  return small;
}

describe("refuses an image by its header", () => {
  it("if it has too many pixels", async () => {
    const path = await folder.write("a.png", await pngOf(50_000, 50_000));
    const refused = `${path} has more than 100 million pixels, which is too many: scale it down, skip unreadable images: skipBad: true, or allow more: maxMemory: "50GB"`;
    await expect(openDataset(path)).rejects.toThrow(refused);
    await expect(openDataset(path, { size: [8, 8], channels: "grey" })).rejects.toThrow(refused);
  });

  it("if its format isn't that of its name", async () => {
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
    const path = await folder.write("a.png", drawing);
    const refused = `${path} is not an image in a supported format (PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF)`;
    await expect(openDataset(path)).rejects.toThrow(refused);
    await expect(openDataset(path, { size: [8, 8], channels: "grey" })).rejects.toThrow(refused);
  });
});

describe("refuses an animation or a document with too many frames or pages", () => {
  const image = sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } });
  const refused = "has more than 10000 frames or pages, which is too many: save the first one as PNG";

  it("a WebP", async () => {
    const one = (await image.clone().webp({ lossless: true }).toBuffer()).subarray(12);
    const header = Buffer.from("RIFF....WEBPVP8X\n\0\0\0\x02\0\0\0\x07\0\0\x07\0\0ANIM\x06\0\0\0\0\0\0\0\0\0", "latin1");
    const frame = Buffer.concat([Buffer.from("ANMF........\0\0\x07\0\0\x07\0\0\x0a\0\0\0", "latin1"), one]);
    frame.fill(0, 8, 14);
    frame.writeUInt32LE(frame.length - 8, 4);
    const whole = Buffer.concat([header, ...Array.from({ length: 10_001 }, () => frame)]);
    whole.writeUInt32LE(whole.length - 8, 4);
    await expect(openDataset(await folder.write("a.webp", whole))).rejects.toThrow(refused);
  });

  it("a TIFF whose pages are in a circle", async () => {
    const tiff = await image.clone().tiff({ compression: "none" }).toBuffer();
    const at = tiff.readUInt32LE(4);
    tiff.writeUInt32LE(at, at + 2 + 12 * tiff.readUInt16LE(at));
    await expect(openDataset(await folder.write("a.tiff", tiff))).rejects.toThrow(refused);
  });
});

it("refuses a workbook with a cell far from the others before it is read", async () => {
  const cell = (place: string) => ({ xml: `><v>1</v></c><c r="${place}"><v>1</v>` });
  const refused = async (place: string) =>
    expect(openTable(await folder.write("a.xlsx", workbook({ A: [["x"], [1], [cell(place)], [4]] })))).rejects;
  await (await refused("ZZZZZZ3")).toThrow('a.xlsx: the place "ZZZZZZ3" is outside of a sheet');
  await (await refused("B1000000000")).toThrow('a.xlsx: the place "B1000000000" is outside of a sheet');
  await (await refused("&#90;ZZZ3")).toThrow('a.xlsx: the place "&#90;ZZZ3" is outside of a sheet');
  await (await refused("XFD1048576")).toThrow(
    "a.xlsx: a sheet has 1048576 rows and 16384 columns with 5 cells, which is too many.",
  );
});

it("refuses a text that takes many times its size in memory, from a small file", async () => {
  const arff = `@relation r\n@attribute x numeric\n@data\n${"1\n".repeat(10_100_000)}`;
  await expect(openTable(await folder.write("a.arff.gz", gzipSync(arff)))).rejects.toThrow(
    "a.arff.gz has 10100003 lines or objects, which is more than fits into memory.",
  );
});

it("reads a gzip of Arrow to its end", async () => {
  const values = Array.from({ length: 20_000 }, (_, i) => (i * 7) % 1001);
  const path = await folder.write("a.arrow.gz", gzipSync(arrowFile({ x: values, y: values.toReversed() })));
  expect((await openTable(path)).examples.shape).toEqual([20_000, 2]);
});

it("names of a file can't break a message's line or write to the terminal", () => {
  expect(new DataError('The column "a\n\x1b[31mb" is empty.').message).toBe('The column "a [31mb" is empty.');
});

describe("refuses JSON that nests too deep before it is parsed", () => {
  const objects = `${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}`;
  const arrays = `[{"x": 1, "y": ${"[".repeat(5000)}${"]".repeat(5000)}}]`;

  it.each([
    ["objects.json", objects, 321],
    ["objects.txt", objects, 321],
    ["packed.json.gz", gzipSync(objects), 321],
    ["arrays.json", arrays, 78],
    ["lines.jsonl", `{"x": "[[[[\\"[["}\n{"x": ${"[".repeat(200_000)}`, 88],
  ])("in %s", async (name, contents, byte) => {
    const path = await folder.write(name, contents);
    await expect(openTable(path)).rejects.toThrow(
      `${name}, byte ${byte}: the JSON nests arrays and objects more than 64 levels deep. Give flatter data.`,
    );
  });

  it("and JSON with too many names, at any depth", async () => {
    const row = (from: number) => Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`name${from + i}`, i]));
    const lines = Array.from({ length: 101 }, (_, i) => JSON.stringify({ x: i, inside: row(500 * i) })).join("\n");
    await expect(openTable(await folder.write("a.jsonl", lines))).rejects.toThrow(
      "a.jsonl has objects with more than 50000 different names",
    );
  });

  it("but not if it nests exactly as deep as allowed", async () => {
    const deep = `${"[".repeat(60)}${"]".repeat(60)}`;
    const path = await folder.write(
      "a.jsonl",
      Array.from({ length: 20 }, (_, i) => `{"x": ${(i * 7) % 11}, "y": ${deep}}`).join("\n"),
    );
    expect((await openTable(path)).examples.shape).toEqual([20, 1]);
  });
});

describe("a text file's first line", () => {
  it("is refused if it is longer than 2 MB, and isn't read further", async () => {
    const refused = "line 1 is longer than 2 MB. Check that its quotes are closed and that the file has line breaks.";
    const line = "1,".repeat(2e6);
    await expect(openTable(await folder.write("a.csv", line))).rejects.toThrow(`a.csv, ${refused}`);
    await expect(openTable(await folder.write("b.csv.gz", gzipSync(line)))).rejects.toThrow(`b.csv.gz, ${refused}`);
  });

  it("is refused if a later line is much longer than that, as in a small gzip", async () => {
    const path = await folder.write("a.csv.gz", gzipSync(`x,y\n1,2\n${"3,".repeat(3e6)}`));
    await expect(openTable(path)).rejects.toThrow("a.csv.gz has a line that is longer than 2 MB.");
  });

  it("is refused if it has too many columns, and the message has their number", async () => {
    await expect(openTable(await folder.write("a.csv", `${"x,".repeat(20_000)}x\n`))).rejects.toThrow(
      "a.csv, line 1 has 20001 columns, but at most 10000 can be read.",
    );
  });

  it("is checked in each file of a pattern", async () => {
    await folder.write("part-1.csv", "x,y\n1,2\n3,4\n");
    await folder.write("part-2.csv", `${"x,".repeat(20_000)}x\n`);
    await expect(openTable(folder.path("part-*.csv"))).rejects.toThrow("part-2.csv, line 1 has 20001 columns");
  });

  it("is read to its end if it is longer than 64 kB, so that no column seems to occur twice", async () => {
    const first = "n".repeat(500);
    const names = [first, "p".repeat(2441), ...Array.from({ length: 40 }, (_, i) => `${"n".repeat(2000)}${10 + i}`)];
    const header = names.join(",");
    // The first 64 kB end within a column's name, and the part before the cut equals the name of the first column.
    expect(header.slice(0, 65_536).endsWith(`,${first}`)).toBe(true);
    const lines = Array.from({ length: 12 }, (_, i) => names.map((_, at) => (i * (at + 1)) % 7).join(","));
    const path = await folder.write("a.csv", `${header}\n${lines.join("\n")}\n`);
    expect((await openTable(path)).examples.shape[0]).toBe(12);
  }, 120_000);
});

it("refuses an array without numbers", async () => {
  const { toNpy } = await import("./readers/npy.ts");
  const path = await folder.write("a.npy", toNpy({ dtype: "float32", shape: [5, 0], data: new Float32Array() }));
  await expect(openDataset(path)).rejects.toThrow(
    "has the shape [5, 0], so it contains no numbers. Give rows with at least one value.",
  );
});
