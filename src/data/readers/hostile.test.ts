import { deflateRawSync, gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { idx } from "../../core/temporary.fixture.ts";
import { dropped } from "../dropped.fixture.ts";
import { openFiles } from "../open-files.ts";
import { gunzip } from "./gzip.ts";
import { inflate } from "./inflate.ts";
import { toNpy } from "./npy.ts";

// A smaller limit, so that small files exceed it.
vi.mock(import("./limits.ts"), async (original) => ({ ...(await original()), MOST_BYTES: 5e6, mostInPage: () => 5e6 }));

const images = idx(
  8,
  [5, 2, 3],
  Uint8Array.from({ length: 30 }, (_, i) => i),
);
const npy = toNpy(ndarray("float32", [4, 2], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
const zeros = new Uint8Array(32e6);

describe("a gzip on the page", () => {
  it("is decompressed only as far as the header of its file states", () => {
    const bomb = gzipSync(Buffer.concat([images, zeros]));
    expect(() => gunzip(bomb, "a.gz")).toThrow(
      "a.gz: the header states 46 bytes in all, but the file is longer. Download it again.",
    );
    // Broken after the part that is decompressed, so the error isn't noticed.
    const broken = gzipSync(Buffer.concat([npy, zeros]));
    broken.fill(0xff, broken.length - 10_000);
    expect(Buffer.compare(gunzip(broken, "a.npy.gz"), npy)).toBe(0);
  });

  it("is refused if its file's header states more than its bytes can hold", () => {
    const bomb = gzipSync(Buffer.concat([idx(8, [60_000, 9000, 9000], []), zeros.subarray(0, 1e6)]));
    expect(() => gunzip(bomb, "a.gz")).toThrow("compressed bytes. Save or download it again.");
  });

  it("is refused at once if its file's header states more than a page can open", () => {
    const honest = gzipSync(Buffer.concat([idx(8, [3000, 100, 100], []), zeros]));
    expect(() => gunzip(honest, "a.gz")).toThrow("a.gz unpacks to 30 MB, but a page can open at most 5 MB.");
    expect(inflate.whole(deflateRawSync(zeros), 1000)).toBeUndefined();
  });

  it("shares the page's limit with other files that are dropped with it or are in the same archive", async () => {
    const some = gzipSync(Buffer.concat([Buffer.from("x,y\n"), Buffer.alloc(3e6, "1,2\n")]));
    const inZip = zipSync({ "a.csv.gz": some, "b.csv.gz": some, "c.csv": strToU8("x\n1\n2\n") }, { level: 0 });
    await expect(openFiles([dropped("a.zip", inZip)])).rejects.toThrow("b.csv.gz unpacks to more than");
  });
});

describe("JSON on the page", () => {
  it("is refused if its rows have too many different names, at the top or together with the rows", async () => {
    const named = (count: number, rows: number) =>
      Array.from({ length: rows }, (_, row) =>
        JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i + row * count}`, i]))),
      ).join("\n");
    await expect(openFiles([dropped("a.jsonl", named(101, 100))])).rejects.toThrow(
      "a.jsonl has 10100 columns, but at most 10000 can be read.",
    );
    await expect(openFiles([dropped("a.jsonl", named(1, 9000))])).rejects.toThrow("more than 50000000 cells");
  });

  it.each([
    ["a.json", `[{"x": ${"[".repeat(50_000)}${"]".repeat(50_000)}}]`, 70],
    ["a.jsonl", `{"x": 1}\n${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`, 330],
  ])("is refused if it nests too deep: %s", async (name, contents, byte) => {
    await expect(openFiles([dropped(name, contents)])).rejects.toThrow(
      `${name}, byte ${byte}: the JSON nests arrays and objects more than 64 levels deep. Give flatter data.`,
    );
  });
});
