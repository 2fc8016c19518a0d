// Does the stacked autoencoder learn equally well here and in Keras? Trains ten epochs on MNIST with three seeds. Each engine has
// its own initial weights and shuffling.

import { execFileSync } from "node:child_process";
import { mean } from "../dist/core/statistics.js";
import { openDataset, StackedAutoencoder, split } from "../dist/index.js";
import { report, row } from "./report.mjs";
import { FOLDER, writeStackedData } from "./stacked-data.mjs";

const SEEDS = 3;
const EPOCHS = 10;

export async function run() {
  await writeStackedData();
  const { train, validation } = split(await openDataset("mnist"), 5000);
  const ours = [];
  for (let seed = 0; seed < SEEDS; seed++) {
    const autoencoder = new StackedAutoencoder({ seed });
    const { history } = await autoencoder.fit(train.examples, { epochs: EPOCHS, validation: validation.examples });
    ours.push(history.at(-1).valLoss);
    console.log(`codings, seed ${seed}: ${ours.at(-1).toFixed(5)}`);
  }
  const args = ["bench/python/keras_seeds.py", "--data", FOLDER, "--epochs", String(EPOCHS), "--seeds", String(SEEDS)];
  const printed = execFileSync(".venv/bin/python", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const { validation_losses: theirs } = JSON.parse(printed.slice(printed.indexOf("{")));
  console.log(
    `mean: codings ${mean(ours).toFixed(5)}, keras ${mean(theirs).toFixed(5)}, difference ${(mean(ours) - mean(theirs)).toFixed(5)}`,
  );
  const rows = [row("codings", "validation loss", "", ours), row("keras", "validation loss", "", theirs)];
  report({ benchmark: "seeds", rounds: SEEDS, rows, ratios: {} });
}
