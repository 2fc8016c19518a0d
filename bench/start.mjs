// Measures how long short commands take from the start of the process to its end, and the import of the library. An empty Node process
// is measured beside them, and the peers' imports if Python is there.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { random } from "../dist/core/random.js";
import { python } from "./peer.mjs";
import { report, row } from "./report.mjs";

const FOLDER = "out/bench/start";
const ROWS = 1000;

export async function run({ rounds }) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const table = `${FOLDER}/rows.csv`;
  writeFileSync(table, rowsOf());
  const cli = (...args) => [process.execPath, "dist/cli/main.js", ...args];
  const train = (out, ...args) => cli("train", table, ...args, "--out", `${FOLDER}/${out}`);
  const score = (model) => cli("score", `${FOLDER}/${model}`, table, "-o", `${FOLDER}/scores.csv`);
  const works = {
    "an empty Node process": [process.execPath, "-e", "0"],
    "codings --help": cli("--help"),
    'import "codings"': [process.execPath, "--input-type=module", "-e", 'await import("codings")'],
    [`train, ${ROWS} rows`]: train("autoencoder"),
    [`train --model anomaly, ${ROWS} rows`]: train("detector", "--model", "anomaly"),
    [`score, ${ROWS} rows`]: score("autoencoder"),
    [`score by a detector, ${ROWS} rows`]: score("detector"),
    ...(existsSync(python) && {
      "Python: import sklearn.decomposition": [python, "-c", "import sklearn.decomposition"],
      "Python: import torch": [python, "-c", "import torch"],
    }),
  };
  const seconds = Object.fromEntries(Object.keys(works).map((work) => [work, []]));
  for (let round = 0; round < rounds; round++)
    for (const [work, [program, ...args]] of Object.entries(works)) {
      const began = performance.now();
      const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(`${work}: ${stderr}`);
      seconds[work].push((performance.now() - began) / 1000);
    }
  const rows = Object.entries(seconds).map(([work, times]) =>
    row(work.startsWith("Python") ? "python" : "codings", work, "s", times),
  );
  report({ benchmark: "start", rounds, rows, ratios: {} });
}

/** Makes a table with numbers that depend on each other, a category and times. */
function rowsOf() {
  const { normal, uniform } = random(1);
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const [a, b] = [normal(), normal()];
    const numbers = [a, b, a + b + 0.1 * normal(), a - b].map((value) => value.toFixed(3));
    return [...numbers, "xyz"[Math.floor(3 * uniform())], `2024-01-${String(1 + (i % 28)).padStart(2, "0")}`].join();
  });
  return `a,b,sum,difference,kind,day\n${lines.join("\n")}\n`;
}
