import { createGzip, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { idx } from "../../core/temporary.fixture.ts";
import { gunzip } from "./gzip.node.ts";
import { parseIdx } from "./idx.ts";
import { parseNpy, toNpy } from "./npy.ts";

const images = idx(8, [100, 28, 28], new Uint8Array(78_400).fill(7));
const npy = toNpy(
  ndarray(
    "uint8",
    [4, 5],
    Uint8Array.from({ length: 20 }, (_, i) => i),
  ),
);

/** Decompresses a gzip, and counts the decompressed bytes. */
async function counted(packed: Uint8Array, options = {}) {
  let unpacked = 0;
  const onBytes = (bytes: number) => {
    unpacked = bytes;
  };
  const outcome = await gunzip(packed, "f.gz", { ...options, onBytes }).catch((error: Error) => error);
  return { outcome, unpacked };
}

/** Makes a gzip of some bytes followed by 64 MB of zeros. */
async function withZeros(first: Uint8Array): Promise<Uint8Array> {
  const stream = createGzip();
  stream.write(first);
  for (let i = 0; i < 64; i++) stream.write(new Uint8Array(1e6));
  stream.end();
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

describe("decompressing a gzip only as far as its file's header states", () => {
  it("refuses an IDX file that is longer than its header states", async () => {
    const { outcome, unpacked } = await counted(await withZeros(images));
    expect(outcome).toMatchObject({
      name: "DataError",
      message: "f.gz: the header states 78416 bytes in all, but the file is longer. Download it again.",
    });
    expect(unpacked).toBeLessThan(78_416 + 2 * 65_536);
    expect((await counted(gzipSync(Buffer.concat([images, Buffer.of(0)])))).outcome).toMatchObject({ name: "DataError" });
  });

  it("accepts a .npy file that is longer, and doesn't decompress the rest", async () => {
    const { outcome, unpacked } = await counted(await withZeros(npy));
    expect(parseNpy(outcome as Uint8Array, "f").shape).toEqual([4, 5]);
    expect((outcome as Uint8Array).length).toBe(npy.length);
    expect(unpacked).toBeLessThan(2 * 65_536);
  });

  it("refuses a file at once if its header states more than the compressed bytes can hold", async () => {
    const { outcome, unpacked } = await counted(gzipSync(idx(8, [50_000, 1000, 1000], [1, 2, 3])));
    expect(outcome).toMatchObject({
      message:
        "f.gz: the header states 50000 x 1000 x 1000 numbers, which don't fit into 36 compressed bytes. Save or download it again.",
    });
    expect(unpacked).toBeLessThan(100);
  });

  it("decompresses only the beginning of a file that is neither text nor an array nor an archive", async () => {
    const { outcome, unpacked } = await counted(await withZeros(Uint8Array.of(1, 2, 3, 4)));
    expect(unpacked).toBeLessThan(3 * 65_536);
    expect(() => parseIdx(outcome as Uint8Array, "f.gz")).toThrow("f.gz is not an IDX file: it begins with 01 02 03 04");
  });

  it("decompresses text and archives up to a limit", async () => {
    const text = gzipSync("1\n".repeat(2e6));
    expect((await counted(text)).outcome).toHaveLength(4e6);
    const { outcome, unpacked } = await counted(text, { most: 1e6 });
    expect(outcome).toMatchObject({ name: "DataError", message: expect.stringContaining("f.gz unpacks to more than") });
    expect(unpacked).toBeLessThan(1e6 + 2 * 65_536);
  });

  it("returns the original bytes, also of a gzip with several members", async () => {
    const [a, b] = [images.subarray(0, 70_000), images.subarray(70_000)];
    for (const packed of [gzipSync(images), Buffer.concat([gzipSync(a), gzipSync(b)])])
      expect(Buffer.compare((await counted(packed)).outcome as Uint8Array, images)).toBe(0);
    const cut = gzipSync(images).subarray(0, 60);
    expect((await counted(cut)).outcome).toMatchObject({ message: "f.gz: the gzip is cut short or broken. Download it again." });
  });
});
