// Compares how well methods find faults in series: real ones with labels, and generated ones with planted faults of each kind. Each
// method learns from the very series that it scores, without labels. The results are the mean areas under the ROC curve by reading,
// and the mean VUS-PR with buffers of up to a fault's median length.
//
// --data FOLDER (or CODINGS_SERIES=FOLDER) has the real series: NAME.csv, whose first column has times, and windows.json, an object
// with the first and last time of each fault in NAME. NAB has this form: copy its labels/combined_windows.json to data/windows.json.
// --seeds 4 sets the number of planted series of each kind. --system codings leaves out the other methods. --system families
// compares this project's autoencoders of windows.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mean } from "../dist/core/statistics.js";
import { rocAuc, vusPr } from "../dist/entries/anomalies.js";
import { asCsv } from "../examples/sensors.mjs";
import { codings, Peer, python } from "./peer.mjs";
import { KINDS, plantedSeries } from "./planted-faults.mjs";
import { report, row } from "./report.mjs";

const FOLDER = "out/bench/sequences";
/** The options with which this project learns from a series. */
const OURS = ["--model", "anomaly", "--order-by", "timestamp"];
/** The planted series of each kind, one for each seed in turn. */
const PLANTED = [{ channels: 1 }, { channels: 3, missing: 0.03 }, { channels: 8, trend: true }, { channels: 20 }];

export async function run({ data = process.env.CODINGS_SERIES ?? "../shared/series", seeds, threads, system }) {
  if (system === "families") return (await import("./sequence-families.mjs")).run({ seeds, threads });
  const rounds = Number(seeds ?? PLANTED.length);
  mkdirSync(FOLDER, { recursive: true });
  const peers =
    system === "codings" ? undefined : new Peer(python, ["bench/peers/series_peers.py", "--threads", String(threads)]);
  await peers?.answer();
  /** The figures of each series, by method and group: "real", or the kind of planted faults. */
  const found = {};
  for (const { name, group, file, labels, seed } of [...labelled(data), ...planted(rounds)]) {
    const answers = { codings: ours(file, seed, threads), ...(await peers?.ask(`score ${file} ${seed}`)) };
    for (const [method, { seconds, scores }] of Object.entries(answers)) {
      const figures = { seconds, rocAuc: rocAuc(scores, labels), vusPr: vusPr(scores, labels) };
      found[method] ??= {};
      found[method][group] ??= [];
      found[method][group].push(figures);
      console.log(`${name}, ${method}: ${cell([figures])}, ${seconds.toFixed(1)} s`);
    }
  }
  peers?.close();
  print(found, rounds);
}

/** Prints a table with the means of each group of series, and reports those of all real series and of all planted faults. */
function print(found, rounds) {
  const table = {};
  const rows = [];
  for (const [method, groups] of Object.entries(found)) {
    const { real = [], ...kinds } = groups;
    const parts = { real, planted: Object.values(kinds).flat() };
    const known = Object.entries(parts).filter(([, figures]) => figures.length > 0);
    const seconds = known.flatMap(([, figures]) => figures.map((one) => one.seconds));
    const columns = Object.entries({ ...groups, ...Object.fromEntries(known) });
    table[method] = Object.fromEntries(columns.map(([group, figures]) => [group, cell(figures)]));
    table[method]["seconds a series"] = mean(seconds).toFixed(1);
    for (const [group, figures] of known)
      for (const metric of ["rocAuc", "vusPr"]) {
        const values = figures.map((one) => one[metric]);
        rows.push(row(method, `${metric}, ${group}`, "", values));
      }
    rows.push(row(method, "a series", "s", seconds));
  }
  console.log("mean ROC-AUC / mean VUS-PR");
  console.table(table);
  report({ benchmark: "sequences", rounds, rows, ratios: {} });
}

const cell = (figures) => ["rocAuc", "vusPr"].map((metric) => mean(figures.map((one) => one[metric])).toFixed(3)).join(" / ");

/** Reads the real series of a folder; none if there is no such folder. */
function labelled(folder) {
  if (!existsSync(`${folder}/windows.json`)) {
    console.log(
      `${folder} has no windows.json, so only planted faults are compared. Give a folder of series with --data FOLDER.`,
    );
    return [];
  }
  const milliseconds = (time) => Date.parse(`${time.replace(" ", "T").slice(0, 19)}Z`);
  return Object.entries(JSON.parse(readFileSync(`${folder}/windows.json`, "utf8"))).flatMap(([key, faults]) => {
    if (faults.length === 0) return [];
    const name = key.replace(/\.csv$/, "");
    const file = `${folder}/${name}.csv`;
    const times = readFileSync(file, "utf8").trim().split(/\r?\n/).slice(1);
    const labels = times.map((line) => {
      const time = milliseconds(line.split(",")[0]);
      return faults.some(([first, last]) => time >= milliseconds(first) && time <= milliseconds(last)) ? 1 : 0;
    });
    return [{ name, group: "real", file, labels, seed: 1 }];
  });
}

/** Writes the planted series. */
function planted(seeds) {
  return KINDS.flatMap((kind) =>
    Array.from({ length: seeds }, (_, i) => {
      const name = `${kind}-${i + 1}`;
      const file = `${FOLDER}/${name}.csv`;
      const { rows, labels } = plantedSeries({ kind, seed: i + 1, ...PLANTED[i % PLANTED.length] });
      writeFileSync(file, `${asCsv(rows)}\n`);
      return { name, group: kind, file, labels, seed: i + 1 };
    }),
  );
}

/** Trains and scores on the command line. Readings in no window have no score, and count as the least strange ones. */
function ours(file, seed, threads) {
  const began = performance.now();
  const model = `${FOLDER}/model`;
  codings("train", file, ...OURS, "--seed", seed, "--threads", threads, "--out", model);
  codings("score", model, file, "-o", `${FOLDER}/scores.json`);
  const seconds = (performance.now() - began) / 1000;
  const scores = JSON.parse(readFileSync(`${FOLDER}/scores.json`, "utf8")).map(({ score }) => score);
  const least = Math.min(...scores.filter((score) => score !== null));
  return { seconds, scores: scores.map((score) => score ?? least) };
}
