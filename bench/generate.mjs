// How similar are generated rows to real ones? --data FOLDER has CSV files of numbers, whose last column is ignored. For each,
// `codings train` trains a variational autoencoder (--seeds 2) and 2,000 rows are generated. Means, standard deviations and
// correlations of their columns are compared with those of the table.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { deviation, mean, median } from "../dist/core/statistics.js";
import { fromFeatures } from "../dist/entries/data.node.js";
import { Autoencoder, openTable } from "../dist/index.js";
import { report, row } from "./report.mjs";

const ROWS = 2000;
const FOLDER = "out/bench/generate";

export async function run({ data = "../shared/data/adbench", seeds = 2 }) {
  const found = {};
  for (const file of readdirSync(data).filter((name) => name.endsWith(".csv")))
    for (let seed = 0; seed < seeds; seed++) {
      const measured = await likeness(join(data, file), `${seed}`);
      console.log(basename(file, ".csv"), seed, JSON.stringify(measured));
      for (const [name, values] of Object.entries(measured)) found[name] = [...(found[name] ?? []), values];
    }
  const rows = Object.entries(found).map(([name, values]) => row("codings", name, "", values));
  report({ benchmark: "generate", rounds: Number(seeds), rows, ratios: {} });
}

async function likeness(path, seed) {
  const label = readFileSync(path, "utf8").split("\n", 1)[0].trim().split(",").at(-1);
  const out = join(FOLDER, "model");
  const words = ["train", path, "--label", label, "--model", "variational", "--seed", seed, "--out", out, "--quiet"];
  const { status } = spawnSync(process.execPath, ["dist/cli/main.js", ...words], { stdio: "inherit" });
  if (status !== 0) throw new Error(`codings ${words.join(" ")} ended with ${status}.`);
  const autoencoder = await Autoencoder.load(out);
  const { table } = autoencoder.settings;
  const [real, made] = [await openTable(path, { preprocessing: table }), { examples: await autoencoder.generate(ROWS) }].map(
    ({ examples }) => columnsOf(table, examples),
  );
  const off = real.map((column, i) => Math.abs(made[i].mean - column.mean) / column.deviation);
  const spread = real.map((column, i) => made[i].deviation / column.deviation);
  const outside = real.map(({ values }, i) => shareOutside(made[i].values, values));
  const pairs = real.flatMap((_, i) => Array.from({ length: i }, (_, j) => [i, j]));
  const apart = pairs.map(([i, j]) => Math.abs(correlation(made[i], made[j]) - correlation(real[i], real[j])));
  return {
    "error of the means, in deviations": mean(off),
    "error of the means, worst column": Math.max(...off),
    "deviation, generated / real": median(spread),
    "deviation, generated / real, smallest": Math.min(...spread),
    "error of the correlations": mean(apart),
    "share outside the real range": mean(outside),
  };
}

/** Returns the values of each column in its own unit, with their mean and standard deviation. */
function columnsOf({ columns }, { shape: [rows, width], data }) {
  return columns.map((column, at) => {
    const values = Float64Array.from({ length: rows }, (_, i) => fromFeatures(column, [data[i * width + at]]));
    const middle = mean(values);
    return { values, mean: middle, deviation: deviation(values, middle) };
  });
}

function shareOutside(made, real) {
  const [low, high] = [Math.min(...real), Math.max(...real)];
  return mean(made.map((x) => (x < low || x > high ? 1 : 0)));
}

const correlation = (a, b) => mean(a.values.map((x, i) => (x - a.mean) * (b.values[i] - b.mean))) / (a.deviation * b.deviation);
