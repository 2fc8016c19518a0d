// Compares the time of PCA on wide matrices with scikit-learn's, which chooses its solver or uses the randomized one. Both fit the same
// matrices in turn.
import { mkdirSync, writeFileSync } from "node:fs";
import { toNpy } from "../dist/entries/data.node.js";
import { ndarray, nodeRuntime, Pca, random } from "../dist/index.js";
import { Peer, python } from "./peer.mjs";
import { report, row, timesOurs } from "./report.mjs";

const FOLDER = "out/bench/pca";
/** Numbers of rows, features and components. */
const SHAPES = [
  [3000, 1555, 30],
  [2000, 10_000, 30],
  [400, 4096, 100],
  [20_000, 784, 30],
];
/** Directions in which the rows vary beside noise. */
const FACTORS = 40;

export async function run({ rounds, threads }) {
  mkdirSync(FOLDER, { recursive: true });
  const runtime = await nodeRuntime({ threads });
  const peer = new Peer(python, ["bench/peers/pca_sklearn.py", "--threads", String(threads)]);
  await peer.answer();
  const rows = [];
  const ratios = {};
  for (const [count, width, components] of SHAPES) {
    const examples = matrix(count, width);
    const file = `${FOLDER}/${count}-${width}.npy`;
    writeFileSync(file, toNpy(examples));
    const seconds = {};
    const add = (engine, time) => {
      seconds[engine] ??= [];
      seconds[engine].push(time);
    };
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      const pca = await new Pca({ components }).fit(examples, { runtime });
      add("codings", (performance.now() - began) / 1000);
      const kept = { codings: pca.explainedVariance.data.reduce((a, b) => a + b, 0) };
      for (const solver of ["auto", "randomized"]) {
        const answer = await peer.ask(`${file} ${components} ${solver}`);
        add(`scikit-learn, ${solver}`, answer.seconds);
        kept[solver] = answer.variance;
      }
      if (round === 0) console.log(`${count} x ${width}, variance of ${components} components:`, kept);
    }
    const what = `${count} x ${width}, ${components} components`;
    for (const [engine, times] of Object.entries(seconds)) {
      rows.push(row(engine, what, "s", times));
      if (engine !== "codings") ratios[`${engine}: ${what}`] = timesOurs({ values: times }, { values: seconds.codings });
    }
  }
  peer.close();
  report({ benchmark: "pca", rounds, rows, ratios });
}

/** Makes rows that vary in some directions more than in others, with noise. */
function matrix(count, width) {
  const source = random(count, width);
  const directions = Float32Array.from(
    { length: FACTORS * width },
    (_, i) => source.normal() * (1 - (0.9 * (i % width)) / width),
  );
  const data = Float32Array.from({ length: count * width }, () => source.normal());
  for (let i = 0; i < count; i++)
    for (let factor = 0; factor < FACTORS; factor++) {
      const size = source.normal();
      for (let j = 0; j < width; j++) data[i * width + j] += size * directions[factor * width + j];
    }
  return ndarray("float32", [count, width], data);
}
