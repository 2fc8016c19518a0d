// What does training in several processes cost? Times a step of three networks in 1, 2 and 4 ranks of one thread each, with Open MPI
// on this machine. The small network is also trained with weights that are averaged after every few batches. It measures the latency and
// the bandwidth of sums, and compares a model of the cost with the measured steps. --system NAME takes one network.
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { median } from "../dist/core/statistics.js";
import { report, row } from "./report.mjs";

const NETWORKS = { convolutional: [1], wide: [1], stacked: [1, 4, 16, 64] };

function inRanks(ranks, ...args) {
  const script = ["bench/distributed-rank.mjs", ...args.map(String)];
  const [command, given] =
    ranks === 0
      ? [process.execPath, script]
      : ["mpirun", ["--allow-run-as-root", "--oversubscribe", "-n", String(ranks), process.execPath, ...script]];
  const { status, stdout, stderr } = spawnSync(command, given, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${command} ${given.join(" ")}: ${stderr}`);
  return JSON.parse(stdout);
}

export async function run({ rounds, system }) {
  const counts = [1, 2, ...(cpus().length >= 4 ? [4] : [])];
  const sums = inRanks(2, "sums");
  const latency = sums[0].seconds;
  const { bytes, seconds } = sums.at(-1);
  const bandwidth = bytes / (seconds - latency);
  console.log(`a sum over 2 ranks: latency ${micro(latency)}, bandwidth ${(bandwidth / 1e9).toFixed(2)} GB/s`);
  const rows = [
    row("2 ranks", "latency of a sum", "µs", [latency * 1e6]),
    row("2 ranks", "bandwidth", "GB/s", [bandwidth / 1e9]),
  ];
  const ratios = {};
  for (const [name, exchanges] of Object.entries(NETWORKS)) {
    if (system && system !== name) continue;
    const found = {};
    const add = (engine, result) => {
      found[engine] = [...(found[engine] ?? []), result];
    };
    for (let round = 0; round < rounds; round++) {
      add("one process", inRanks(0, name));
      for (const ranks of counts)
        for (const syncEvery of exchanges) add(`${ranks} ranks, every ${syncEvery}`, inRanks(ranks, name, syncEvery));
    }
    const alone = median(found["one process"].flatMap((each) => each.seconds));
    const split = median(found["1 ranks, every 1"].flatMap((each) => each.seconds));
    for (const [engine, results] of Object.entries(found)) {
      const times = results.map((each) => 1000 * median(each.seconds));
      rows.push(
        row(engine, `${name}: a step`, "ms", times),
        row(
          engine,
          `${name}: validation loss`,
          "",
          results.map((each) => each.losses.at(-1)),
        ),
      );
      const [, ranks, syncEvery] = /^(\d+) ranks, every (\d+)/.exec(engine) ?? [];
      if (ranks === undefined) continue;
      ratios[`${name}: efficiency of ${engine}`] = Number((alone / Number(ranks) / (median(times) / 1000)).toFixed(2));
      if (syncEvery !== "1" || ranks === "1") continue;
      const expected = model({
        ranks: Number(ranks),
        step: alone,
        overhead: split - alone,
        bytes: 4 * results[0].weights,
        latency,
        bandwidth,
      });
      rows.push(row("cost model", `${name}: a step in ${ranks} ranks`, "ms", [1000 * expected]));
    }
  }
  report({ benchmark: "distributed", rounds, rows, ratios });
}

/**
 * Seconds of a step: the work is shared, the overhead of the cut step isn't, and a ring sends each number twice.
 * docs/scale.md has the assumptions.
 */
export const model = ({ ranks, step, overhead, bytes, latency, bandwidth }) =>
  step / ranks +
  Math.max(0, overhead) +
  2 * latency * Math.ceil(Math.log2(ranks)) +
  (2 * (ranks - 1) * bytes) / ranks / bandwidth;

const micro = (seconds) => `${(seconds * 1e6).toFixed(0)} µs`;
