// Do images and series train well with default options? Compares the reconstruction error of held-out examples with that of
// scikit-learn's PCA with as many codings. `npm run bench -- pictures` uses crops of scikit-learn's two photographs. `npm run
// bench -- series` uses windows of about hourly readings from the folder in SERIES (CSV files with a time and a number), or else
// generated sums of cycles. --system chooses the family, and --rows the number of images (200, 2,000 or 20,000).
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { ndarray, random, train } from "../dist/index.js";
import { python } from "./peer.mjs";
import { report, row } from "./report.mjs";

const FOLDER = "out/bench/against-pca";
/** Maximum number of codings for which PCA's error is computed. */
const MOST_CODINGS = 1024;
const HELD_OUT = 200;

/** Number of training images, their size in pixels, and their number of colour channels. */
const PICTURES = [
  [200, 32, 1],
  [200, 64, 3],
  [200, 256, 3],
  [2000, 32, 1],
  [2000, 64, 3],
  [20_000, 32, 1],
];
const [WINDOW, STEP, STRETCH] = [48, 4, 200];

/** Cuts crops at random places, in turn from each photograph: uint8 [count, size, size, channels]. */
async function crops(count, size, channels) {
  const folder = spawnSync(python, ["-c", "import sklearn.datasets as d; print(d.__path__[0])"], {
    encoding: "utf8",
  }).stdout.trim();
  const photographs = await Promise.all(
    ["china.jpg", "flower.jpg"].map((name) => {
      const opened = sharp(`${folder}/images/${name}`);
      return (channels === 1 ? opened.greyscale() : opened).raw().toBuffer({ resolveWithObject: true });
    }),
  );
  const source = random(1, size, channels);
  const data = new Uint8Array(count * size * size * channels);
  for (let i = 0; i < count; i++) {
    const { data: pixels, info } = photographs[i % 2];
    const [left, top] = [info.width, info.height].map((side) => Math.floor(source.uniform() * (side - size + 1)));
    for (let y = 0; y < size; y++) {
      const from = ((top + y) * info.width + left) * channels;
      data.set(pixels.subarray(from, from + size * channels), (i * size + y) * size * channels);
    }
  }
  return ndarray("uint8", channels === 1 ? [count, size, size] : [count, size, size, channels], data);
}

/** Computes PCA's error of held-out examples for each number of components. */
function pcaErrors({ dtype, shape: [, ...shape], data }, learned) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/rows.bin`, data);
  const width = shape.reduce((product, length) => product * length, 1);
  const told = [`${FOLDER}/rows.bin`, width, learned, MOST_CODINGS, ...(dtype === "uint8" ? ["--bytes"] : [])].map(String);
  const { stdout, stderr, status } = spawnSync(python, ["bench/python/pca_error.py", ...told], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0)
    throw new Error(
      `PCA needs the Python environment of the benchmarks. Run: bash bench/python/setup.sh. ${stderr.trim().split("\n").at(-1)}`,
    );
  return JSON.parse(stdout);
}

const part = ({ dtype, shape: [, ...shape], data }, from, to) => {
  const width = shape.reduce((product, length) => product * length, 1);
  return ndarray(dtype, [to - from, ...shape], data.slice(from * width, to * width));
};

/** Compares the error of each family on the last examples with PCA's. */
async function compare(what, x, learned, families, results) {
  const held = part(x, learned, x.shape[0]);
  const errors = pcaErrors(x, learned);
  const unit = x.dtype === "uint8" ? 255 : 1;
  for (const family of families) {
    const began = performance.now();
    const { autoencoder, history } = await train(part(x, 0, learned), { family, onNote: () => undefined });
    const seconds = (performance.now() - began) / 1000;
    const reconstructed = await autoencoder.reconstruct(held);
    const error = held.data.reduce((sum, value, i) => sum + (value / unit - reconstructed.data[i]) ** 2, 0) / held.data.length;
    const codings = (await autoencoder.transform(part(held, 0, 1))).data.length;
    const ratio = error / errors[Math.min(codings, errors.length) - 1];
    results.push(row("codings", `${what}, ${family}`, "of PCA's error", [ratio]));
    console.log(
      `${what.padEnd(34)} ${family.padEnd(16)} ${String(codings).padStart(4)} codings  error ${error.toExponential(2)}, ${ratio.toFixed(3)} of PCA's  ${history.length} epochs, ${seconds.toFixed(0)} s`,
    );
  }
}

export async function pictures({ rows, system }) {
  const results = [];
  for (const [learned, size, channels] of PICTURES.filter(([count]) => !rows || count === Number(rows)))
    await compare(
      `${learned} ${channels === 1 ? "grey" : "colour"} images of ${size} x ${size}`,
      await crops(learned + HELD_OUT, size, channels),
      learned,
      system ? [system] : ["stacked", "convolutional", "denoising", "variational"],
      results,
    );
  report({ benchmark: "pictures", rounds: 1, rows: results, ratios: {} });
}

/**
 * Returns the series, standardised and in the order of time: from files with a time and a number, or generated from cycles and
 * noise.
 */
function seriesByName(folder) {
  if (folder)
    return readdirSync(folder)
      .filter((name) => name.endsWith(".csv"))
      .map((name) => [
        name,
        readFileSync(`${folder}/${name}`, "utf8")
          .trim()
          .split("\n")
          .slice(1)
          .map((line) => Number(line.split(",")[1])),
      ]);
  return [1, 2, 3].map((seed) => {
    const source = random(seed);
    const cycles = Array.from({ length: seed + 1 }, () => [6 + 60 * source.uniform(), source.uniform(), source.normal()]);
    const at = (t) =>
      cycles.reduce(
        (sum, [period, phase, size]) => sum + size * Math.sin(2 * Math.PI * (t / period + phase)),
        0.2 * source.normal(),
      );
    return [`${seed + 1} cycles`, Array.from({ length: 6000 }, (_, t) => at(t))];
  });
}

export async function series({ system }) {
  const results = [];
  for (const [name, numbers] of seriesByName(process.env.SERIES)) {
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const deviation = Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length);
    // Every tenth stretch is held out. Windows that overlap with one aren't used for training.
    const starts = Array.from({ length: Math.floor((numbers.length - WINDOW) / STEP) + 1 }, (_, i) => i * STEP);
    const isHeld = (at) => Math.floor(at / STRETCH) % 10 === 9;
    const learned = starts.filter((start) => !isHeld(start) && !isHeld(start + WINDOW - 1));
    const all = [...learned, ...starts.filter(isHeld)];
    const data = Float32Array.from(
      all.flatMap((start) => numbers.slice(start, start + WINDOW).map((x) => (x - mean) / deviation)),
    );
    const families = system ? [system] : ["stacked", "convolutional-1d", "recurrent"];
    await compare(name, ndarray("float32", [all.length, WINDOW, 1], data), learned.length, families, results);
  }
  report({ benchmark: "series", rounds: 1, rows: results, ratios: {} });
}
