import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { idx } from "../../core/temporary.fixture.ts";
import { dropped } from "../dropped.fixture.ts";
import { openFiles } from "../open-files.ts";
import { gunzip } from "./gzip.ts";
import { toNpy } from "./npy.ts";

// A smaller limit, so that small files exceed it.
vi.mock(import("./limits.ts"), async (original) => ({ ...(await original()), MOST_BYTES: 5e6 }));

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

  it("shares the page's limit with other files that are dropped with it or are in the same archive", async () => {
    const some = gzipSync(Buffer.concat([Buffer.from("x,y\n"), Buffer.alloc(3e6, "1,2\n")]));
    const inZip = zipSync({ "a.csv.gz": some, "b.csv.gz": some, "c.csv": strToU8("x\n1\n2\n") }, { level: 0 });
    await expect(openFiles([dropped("a.zip", inZip)])).rejects.toThrow("b.csv.gz unpacks to more than");
  });
});

describe("JSON on the page", () => {
  it.each([
    ["a.json", `[{"x": ${"[".repeat(50_000)}${"]".repeat(50_000)}}]`, 70],
    ["a.jsonl", `{"x": 1}\n${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`, 330],
  ])("is refused if it nests too deep: %s", async (name, contents, byte) => {
    await expect(openFiles([dropped(name, contents)])).rejects.toThrow(
      `${name}, byte ${byte}: the JSON nests arrays and objects more than 64 levels deep. Give flatter data.`,
    );
  });
});
