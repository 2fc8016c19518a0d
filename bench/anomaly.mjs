// Compares anomaly detection with PyOD on ADBench's tables (CSV files whose last column marks the outliers). Each engine has its
// defaults, and is fitted and scored on the same rows. Engines take turns, and each round has another seed. --system variants
// compares this project's detector with single options changed.

import { existsSync, readdirSync } from "node:fs";
import { mean } from "../dist/core/statistics.js";
import { Peer, python } from "./peer.mjs";
import { report, row, timesOurs } from "./report.mjs";

/** Lists the tables in a folder. Exits with a message if there are none. */
function tablesIn(folder) {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".csv")) : [];
  if (files.length > 0) return files.map((file) => file.slice(0, -4)).sort();
  console.error(`${folder} has no tables. Give a folder with ADBench's tables as CSV: npm run bench -- anomaly --data FOLDER`);
  process.exit(2);
}

const VARIANTS = {
  "as it is": {},
  "one member": { codings: [4] },
  "no trimming": { trim: 0 },
  "a fifth trimmed": { trim: 0.2 },
  "no noise": { noise: 0 },
  "noise .5": { noise: 0.5 },
  "one hidden layer of 64": { hidden: [64] },
  "100 steps": { steps: 100 },
  "1,000 steps": { steps: 1000 },
  "nearest 1 %": { neighbors: 0.01 },
  "nearest 5 %": { neighbors: 0.05 },
  "a quarter held out": { heldOut: 0.25 },
  "no rows": { rows: false },
};

async function variants(ours, tables, seeds) {
  const lines = [];
  for (const [variant, options] of Object.entries(VARIANTS)) {
    const answers = [];
    for (let seed = 0; seed < seeds; seed++)
      for (const table of tables) answers.push(await ours.ask(`fit ${table} ${seed} ${JSON.stringify(options)}`));
    const meanOf = (name) => mean(answers.map((answer) => answer[name])).toFixed(4);
    const seconds = answers.reduce((sum, answer) => sum + answer.seconds, 0) / seeds;
    const line = {
      variant,
      score: meanOf("auc"),
      "error alone": meanOf("error"),
      "distance alone": meanOf("distance"),
      seconds: seconds.toFixed(1),
    };
    console.log(Object.values(line).join("  "));
    lines.push(line);
  }
  console.table(lines);
}

export async function run({ data = "../shared/data/adbench", rounds, threads, system }) {
  const tables = tablesIn(data);
  const args = ["--data", data, "--threads", String(threads)];
  const ours = new Peer(process.execPath, ["bench/peers/anomaly_codings.mjs", ...args]);
  await ours.answer();
  if (system === "variants") {
    await variants(ours, tables, rounds);
    return ours.close();
  }
  const theirs = new Peer(python, ["bench/peers/anomaly_pyod.py", ...args]);
  await theirs.answer();
  /** For each engine and table, one answer for each seed. */
  const answers = {};
  for (let seed = 0; seed < rounds; seed++) {
    for (const table of tables) {
      const { seconds, auc, error, distance, pca } = await ours.ask(`fit ${table} ${seed}`);
      const parts = { "codings, error alone": error, "codings, distance alone": distance, "codings, pcaScores": pca };
      const round = {
        codings: { seconds, auc },
        ...Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, { auc: value }])),
        ...(await theirs.ask(`fit ${table} ${seed}`)),
      };
      for (const [engine, answer] of Object.entries(round)) {
        answers[engine] ??= {};
        answers[engine][table] ??= [];
        answers[engine][table].push(answer);
      }
      const shown = Object.entries(round).map(([engine, answer]) => `${engine} ${answer.auc.toFixed(3)}`);
      console.log(`${table}, seed ${seed}: ${shown.join(", ")}`);
    }
  }
  for (const peer of [ours, theirs]) peer.close();
  const rows = Object.entries(answers).flatMap(([engine, byTable]) => {
    const overTables = (of) => Array.from({ length: rounds }, (_, seed) => of(tables.map((table) => byTable[table][seed])));
    return [
      ...tables.map((table) =>
        row(
          engine,
          `${table}, AUC`,
          "",
          byTable[table].map(({ auc }) => auc),
        ),
      ),
      row(
        engine,
        "mean AUC",
        "",
        overTables((all) => mean(all.map(({ auc }) => auc))),
      ),
      ...(engine.startsWith("codings,")
        ? []
        : [
            row(
              engine,
              "all tables",
              "s",
              overTables((all) => mean(all.map(({ seconds }) => seconds)) * tables.length),
            ),
          ]),
    ];
  });
  console.table(
    Object.fromEntries(
      [...tables, "mean AUC"].map((table) => [
        table,
        Object.fromEntries(
          Object.entries(answers).map(([engine, byTable]) => [
            engine,
            (table === "mean AUC"
              ? mean(tables.map((name) => mean(byTable[name].map(({ auc }) => auc))))
              : mean(byTable[table].map(({ auc }) => auc))
            ).toFixed(3),
          ]),
        ),
      ]),
    ),
  );
  const time = (engine) => rows.find((r) => r.engine === engine && r.metric === "all tables");
  const ratios = Object.fromEntries(
    ["AutoEncoder", "PCA", "IForest"].map((engine) => [engine, timesOurs(time(engine), time("codings"))]),
  );
  report({
    benchmark: "anomaly",
    rounds,
    rows: rows.filter(({ metric }) => ["mean AUC", "all tables"].includes(metric)),
    ratios,
  });
}
