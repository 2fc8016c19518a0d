import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { idx } from "../../core/temporary.fixture.ts";
import { dropped } from "../dropped.fixture.ts";
import { openFiles } from "../open-files.ts";
import { gunzip } from "./gzip.ts";
import { toNpy } from "./npy.ts";

// As if a page had room for less, so that little is enough to fill it.
vi.mock(import("./limits.ts"), async (original) => ({ ...(await original()), MOST_BYTES: 5e6 }));

const images = idx(
  8,
  [5, 2, 3],
  Uint8Array.from({ length: 30 }, (_, i) => i),
);
const npy = toNpy(ndarray("float32", [4, 2], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
const zeros = new Uint8Array(32e6);

describe("a gzip on the page", () => {
  it("is unpacked no further than the header in it promises", () => {
    const bomb = gzipSync(Buffer.concat([images, zeros]));
    expect(() => gunzip(bomb, "a.gz")).toThrow(
      "a.gz: the header promises 46 bytes in all, and the file goes on after them. Download it again.",
    );
    // Broken behind what is looked at: it isn't read.
    const broken = gzipSync(Buffer.concat([npy, zeros]));
    broken.fill(0xff, broken.length - 10_000);
    expect(Buffer.compare(gunzip(broken, "a.npy.gz"), npy)).toBe(0);
  });

  it("that promises more than its bytes can hold is refused", () => {
    const bomb = gzipSync(Buffer.concat([idx(8, [60_000, 9000, 9000], []), zeros.subarray(0, 1e6)]));
    expect(() => gunzip(bomb, "a.gz")).toThrow("packed bytes can't hold. Save or download it again.");
  });

  it("shares the page's room with the others that are dropped with it, or lie in an archive", async () => {
    const some = gzipSync(Buffer.concat([Buffer.from("x,y\n"), Buffer.alloc(3e6, "1,2\n")]));
    const inZip = zipSync({ "a.csv.gz": some, "b.csv.gz": some, "c.csv": strToU8("x\n1\n2\n") }, { level: 0 });
    await expect(openFiles([dropped("a.zip", inZip)])).rejects.toThrow("b.csv.gz unpacks to more than");
  });
});

describe("JSON on the page", () => {
  it.each([
    ["a.json", `[{"x": ${"[".repeat(50_000)}${"]".repeat(50_000)}}]`, 70],
    ["a.jsonl", `{"x": 1}\n${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`, 330],
  ])("that nests too deep is refused: %s", async (name, contents, byte) => {
    await expect(openFiles([dropped(name, contents)])).rejects.toThrow(
      `${name}, byte ${byte}: the JSON nests arrays and objects more than 64 levels deep. Give flatter data.`,
    );
  });
});
