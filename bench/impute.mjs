// How close are filled values to the true values? A share of the values of a table is hidden (--seeds 3). The result is the root
// mean square error of the filled values on the scale of the features, where the standard deviation of a column is 1. --data
// FOLDER has CSV files of numbers, whose last column is ignored.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { mean } from "../dist/core/statistics.js";
import { readNpy, writeNpy } from "../dist/entries/data.node.js";
import { impute, ndarray, nodeRuntime, openTable, random, StackedAutoencoder, split } from "../dist/index.js";
import { sizesForTable } from "../dist/recipes/table-epochs.js";
import { earlyStopping } from "../dist/training/index.js";
import { python } from "./peer.mjs";
import { report, row } from "./report.mjs";

const HIDDEN = 0.15;
const VALIDATION = 0.1;
const FOLDER = "out/bench/impute";
const ROUNDS = [1, 2, 3, 5, 10];

export async function run({ data = "../shared/data/adbench", seeds = 3, threads }) {
  mkdirSync(FOLDER, { recursive: true });
  const runtime = await nodeRuntime({ threads });
  const found = {};
  for (const file of readdirSync(data).filter((name) => name.endsWith(".csv")))
    for (let seed = 0; seed < seeds; seed++) {
      const { errors } = await fillTable(join(data, file), seed, runtime);
      console.log(
        `${basename(file, ".csv")} ${seed}`,
        Object.entries(errors)
          .map(([name, error]) => `${name} ${error.toFixed(3)}`)
          .join(", "),
      );
      for (const [name, error] of Object.entries(errors)) found[name] = [...(found[name] ?? []), error];
    }
  const rows = Object.entries(found).map(([name, errors]) => row(name, "root mean square error", "", errors));
  console.table(Object.fromEntries(Object.entries(found).map(([name, errors]) => [name, { mean: mean(errors).toFixed(3) }])));
  report({ benchmark: "impute", rounds: Number(seeds), rows, ratios: {} });
}

async function fillTable(path, seed, runtime) {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  const source = random(seed, 15);
  const holed = lines.map((line, i) => {
    const cells = line.split(",").slice(0, -1);
    return (i === 0 ? cells : cells.map((cell) => (source.uniform() < HIDDEN ? "" : cell))).join(",");
  });
  const holedPath = join(FOLDER, "holed.csv");
  writeFileSync(holedPath, `${holed.join("\n")}\n`);
  const dataset = await openTable(holedPath, { validation: VALIDATION, seed });
  const preprocessing = dataset.table;
  const { examples } = await openTable(holedPath, { preprocessing });
  const { examples: truth } = await openTable(path, { preprocessing });
  const error = (filled) => {
    let [sum, count] = [0, 0];
    examples.data.forEach((x, i) => {
      if (!Number.isNaN(x)) return;
      sum += (filled.data[i] - truth.data[i]) ** 2;
      count++;
    });
    return Math.sqrt(sum / count);
  };
  const errors = {
    "column means": error(
      ndarray(
        "float32",
        examples.shape,
        examples.data.map((x) => (Number.isNaN(x) ? 0 : x)),
      ),
    ),
  };
  const [from, to] = ["holed", "filled"].map((name) => join(FOLDER, `${name}.npy`));
  await writeNpy(from, examples);
  if (spawnSync(python, ["bench/peers/impute_knn.py", from, to], { stdio: "inherit" }).status === 0)
    errors.KNNImputer = error(await readNpy(to));
  const { train, validation } = split(dataset, VALIDATION);
  const recipe = await sizesForTable(train.examples, train.examples.shape[0], { runtime });
  for (const [name, noise] of [
    ["without noise", undefined],
    ["masking:0.2", { kind: "masking", amount: 0.2 }],
    ["codings", { kind: "missing", amount: 0.2 }],
  ]) {
    const autoencoder = new StackedAutoencoder({
      table: preprocessing,
      codings: recipe.codings,
      hidden: recipe.hidden,
      seed,
      ...(noise && { noise }),
    });
    await autoencoder.fit(train.examples, {
      runtime,
      epochs: 200,
      batchSize: recipe.batchSize,
      validation: validation.examples,
      callbacks: [earlyStopping({ patience: 10 })],
    });
    for (const rounds of name === "codings" ? ROUNDS : [2])
      errors[rounds === 2 ? name : `${name}, ${rounds} rounds`] = error(await impute(autoencoder, examples, { rounds, runtime }));
  }
  return { errors };
}
