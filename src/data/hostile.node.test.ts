import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { openDataset } from "./open.node.ts";
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
    const refused = `${path} has more than 100 million pixels, which is too many: scale it down. Repair or remove it, or skip unreadable images: --skip-bad (skipBad: true).`;
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
