import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { autoencoderFiles, autoencoderFrom, StackedAutoencoder } from "../src/autoencoders/index.ts";
import { CodingsError } from "../src/core/errors.ts";
import { ndarray } from "../src/core/ndarray.ts";
import { random } from "../src/core/random.ts";
import { idx } from "../src/core/temporary.fixture.ts";
import { dropped } from "../src/data/dropped.fixture.ts";
import { openDataset } from "../src/data/open.node.ts";
import { openFiles } from "../src/data/open-files.ts";
import { toNpy } from "../src/data/readers/npy.ts";
import { parquetOfColumns } from "../src/data/tables/typed-columns.ts";
import { bytesOf } from "./bytes-of.fixture.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codings-mutations-"));
});
afterAll(() => rm(folder, { recursive: true }));

const pixels = Uint8Array.from({ length: 5 * 6 * 7 }, (_, i) => (i * 31) % 256);
const images = idx(8, [5, 6, 7], pixels);
const npy = toNpy(
  ndarray(
    "float32",
    [6, 4],
    Float32Array.from({ length: 24 }, (_, i) => i / 3),
  ),
);
const archives = JSON.parse(await readFile("test/fixtures/npz.json", "utf8")) as Record<string, string>;
const rows = Array.from({ length: 30 }, (_, i) => ({ x: (i * 7) % 11, c: "pqr"[i % 3]!, day: `2024-01-${10 + (i % 20)}` }));
const columns = [
  { name: "x", type: "DOUBLE" as const, data: rows.map(({ x }) => x) },
  { name: "c", type: "STRING" as const, data: rows.map(({ c }) => c) },
];
const picture = sharp(Buffer.from(pixels.subarray(0, 192)), { raw: { width: 8, height: 8, channels: 3 } });

/** A small correct file of each kind. */
const whole: readonly (readonly [name: string, bytes: () => Promise<Uint8Array> | Uint8Array, isOfPage: boolean])[] = [
  ["images-idx3-ubyte", () => images, true],
  ["images-idx3-ubyte.gz", () => gzipSync(images), true],
  ["a.npy", () => npy, true],
  ["a.npy.gz", () => gzipSync(npy), true],
  ["stored.npz", () => Buffer.from(archives.stored!, "base64"), true],
  ["deflated.npz", () => Buffer.from(archives.deflated!, "base64"), true],
  ["rows.json", () => Buffer.from(JSON.stringify(rows)), true],
  ["rows.jsonl", () => Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n")), true],
  ["rows.csv", () => Buffer.from(`x,c,day\n${rows.map(({ x, c, day }) => `${x},${c},${day}`).join("\n")}\n`), true],
  ["rows.parquet", () => parquetOfColumns(columns), true],
  ["a.png", () => picture.clone().png().toBuffer(), false],
  ["a.jpg", () => picture.clone().jpeg().toBuffer(), false],
];

/** Returns the bytes with some of them changed, removed, inserted or repeated, depending on the number of the mutation. */
function mutated(bytes: Uint8Array, number: number): Uint8Array {
  const draw = random(7, number);
  const upTo = (most: number) => (most > 0 ? draw.integer(most) : 0);
  const result = Array.from(bytes);
  for (let times = 1 + upTo(4); times > 0; times--) {
    const at = upTo(result.length);
    const byte = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x5b, 0x7b, upTo(256)][upTo(9)]!;
    const kind = upTo(5);
    if (kind === 0) result.length = at;
    else if (kind === 1) result.splice(at, 0, ...Array.from({ length: upTo(9) }, () => byte));
    else if (kind === 2) result.splice(at, 1 + upTo(8));
    else if (kind === 3) result.splice(at, 0, ...result.slice(at, at + upTo(30)));
    else if (result.length > 0) result[at] = byte;
  }
  return Uint8Array.from(result);
}

/** Returns the error of reading a file, or undefined if it is read or refused in one line of this package. */
async function unexpected(read: () => unknown): Promise<unknown> {
  try {
    await read();
    return undefined;
  } catch (error) {
    return error instanceof CodingsError && !error.message.includes("\n") ? undefined : error;
  }
}

const COUNT = 40;

describe.each(whole)("a broken %s", (name, bytes, isOfPage) => {
  it("is read, or refused in one line", async () => {
    const good = await bytes();
    await writeFile(join(folder, name), good);
    expect((await openDataset(join(folder, name))).examples.shape[0]).toBeGreaterThan(0);
    for (let number = 0; number < COUNT; number++) {
      const bad = mutated(good, number);
      await writeFile(join(folder, name), bad);
      expect(await unexpected(() => openDataset(join(folder, name))), `mutation ${number}`).toBeUndefined();
      if (isOfPage)
        expect(await unexpected(() => openFiles([dropped(name, bad)])), `mutation ${number} in the page`).toBeUndefined();
    }
  }, 300_000);
});

it("a broken model folder is read, or refused in one line", async () => {
  const autoencoder = new StackedAutoencoder({ hidden: [3], codings: 2 });
  autoencoder.buildFor([4]);
  const encoded = bytesOf(autoencoderFiles(autoencoder));
  for (const file of ["config.json", "model.safetensors"])
    for (let number = 0; number < 300; number++) {
      const broken = { ...encoded, [file]: mutated(encoded[file]!, number) };
      expect(await unexpected(() => autoencoderFrom(broken)), `${file}, mutation ${number}`).toBeUndefined();
    }
});
