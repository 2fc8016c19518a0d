// Which autoencoder of windows finds faults best? It is trained on the history of four sensors (examples/sensors.mjs), and scores
// later readings with faults. The result is the ROC-AUC of single readings, for all faults and for each kind against normal
// readings. --seeds 3 sets the number of seeds, which draw the noise, the faults and the initial weights.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mean } from "../dist/core/statistics.js";
import { rounded } from "../dist/core/words.js";
import { rocAuc } from "../dist/entries/anomalies.js";
import { asCsv, FAULTS, sensorRows } from "../examples/sensors.mjs";
import { codings } from "./peer.mjs";
import { report, row } from "./report.mjs";

const FOLDER = "out/bench/sequence-families";
const MODELS = ["linear", "stacked", "variational", "convolutional-1d", "recurrent"];
const WINDOWS = ["--window", "48", "--step", "4", "--order-by", "time", "--group-by", "sensor"];

export async function run({ seeds = 3, threads }) {
  mkdirSync(FOLDER, { recursive: true });
  const found = {};
  for (let seed = 1; seed <= Number(seeds); seed++) {
    const fresh = sensorRows({ seed: seed + 100, days: 20, faults: true });
    writeFileSync(`${FOLDER}/history.csv`, asCsv(sensorRows({ seed })));
    writeFileSync(`${FOLDER}/new.csv`, asCsv(fresh));
    for (const model of MODELS) {
      const began = performance.now();
      const options = ["--model", model, "--seed", seed, "--threads", threads, "--out", `${FOLDER}/model`];
      codings("train", `${FOLDER}/history.csv`, ...WINDOWS, ...options);
      const seconds = (performance.now() - began) / 1000;
      codings("score", `${FOLDER}/model`, `${FOLDER}/new.csv`, "-o", `${FOLDER}/scores.json`);
      const scored = JSON.parse(readFileSync(`${FOLDER}/scores.json`, "utf8"));
      const of = (kind) => {
        const kept = scored
          .map(({ score }, i) => ({ score, fault: fresh[i].fault }))
          .filter(({ score, fault }) => score !== null && (kind === "all" || fault === "" || fault === kind));
        return rocAuc(
          kept.map(({ score }) => score),
          kept.map(({ fault }) => (fault === "" ? 0 : 1)),
        );
      };
      const figures = { seconds, ...Object.fromEntries(["all", ...FAULTS].map((kind) => [kind, of(kind)])) };
      console.log(model, seed, figures);
      found[model] = [...(found[model] ?? []), figures];
    }
  }
  const means = (runs) =>
    Object.fromEntries(Object.keys(runs[0]).map((name) => [name, rounded(mean(runs.map((run) => run[name])))]));
  console.table(Object.fromEntries(Object.entries(found).map(([model, runs]) => [model, means(runs)])));
  const rows = Object.entries(found).map(([model, runs]) =>
    row(
      model,
      "ROC-AUC of readings",
      "",
      runs.map(({ all }) => all),
    ),
  );
  report({ benchmark: "sequence-families", rounds: Number(seeds), rows, ratios: {} });
}
