// The form of every benchmark's result, and how it is printed.

import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { median } from "../dist/core/statistics.js";

/** Makes a row of the result: one engine and one metric, with its values of all rounds. */
export const row = (engine, metric, unit, values) => ({
  engine,
  metric,
  unit,
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
  values,
});

/**
 * Returns the ratio of their values to ours. It is the median of the ratios of all rounds, because other load slows both engines
 * in the same round.
 */
export const timesOurs = (theirs, ours) =>
  Number(median(ours.values.slice(0, theirs.values.length).map((value, round) => theirs.values[round] / value)).toFixed(2));

export const machine = () => ({
  cpu: cpus()[0].model.trim(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
});

/**
 * Prints the table and the ratios, and writes out/bench/NAME.json. A ratio is how many times faster (or smaller) this project is.
 */
export function report({ benchmark, rounds, rows, ratios }) {
  const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  const base = (metric) => rows.find((r) => r.engine === "codings" && r.metric === metric);
  console.table(
    rows.map((r) => ({
      engine: r.engine,
      metric: r.metric,
      median: `${digits(r.median)} ${r.unit}`,
      spread: `${digits(r.min)} – ${digits(r.max)}`,
      "× codings": r.unit === "" || !base(r.metric) ? "" : timesOurs(r, base(r.metric)).toFixed(2),
    })),
  );
  console.log("times faster than", ratios);
  mkdirSync("out/bench", { recursive: true });
  writeFileSync(
    `out/bench/${benchmark}.json`,
    `${JSON.stringify({ benchmark, machine: machine(), rounds, rows, ratios }, undefined, 2)}\n`,
  );
  console.log(`out/bench/${benchmark}.json`);
}
