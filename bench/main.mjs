// npm run bench -- NAME [--rounds 5]: does the same work here and in other tools in one run, and writes out/bench/NAME.json.
import { parseArgs } from "node:util";

const benchmarks = {
  stacked: async () => (await import("./stacked.mjs")).run,
  defaults: async () => (await import("./defaults.mjs")).run,
  pictures: async () => (await import("./against-pca.mjs")).pictures,
  series: async () => (await import("./against-pca.mjs")).series,
  convolutional: async () => (await import("./systems.mjs")).convolutional,
  recurrent: async () => (await import("./systems.mjs")).recurrent,
  systems: async () => (await import("./systems.mjs")).systems,
  lecture: async () => (await import("./lecture.mjs")).run,
  pretraining: async () => (await import("./pretraining.mjs")).run,
  tsne: async () => (await import("./tsne.mjs")).run,
  pca: async () => (await import("./pca.mjs")).run,
  check: async () => (await import("./check.mjs")).run,
  anomaly: async () => (await import("./anomaly.mjs")).run,
  fill: async () => (await import("./fill.mjs")).run,
  impute: async () => (await import("./impute.mjs")).run,
  drift: async () => (await import("./drift.mjs")).run,
  generate: async () => (await import("./generate.mjs")).run,
  large: async () => (await import("./large.mjs")).run,
  sequences: async () => (await import("./sequences.mjs")).run,
  distributed: async () => (await import("./distributed.mjs")).run,
  grid: async () => (await import("./grid.mjs")).run,
  "one-row": async () => (await import("./one-row.mjs")).run,
  start: async () => (await import("./start.mjs")).run,
  browser: async () => (await import("./browser.mjs")).run,
  studio: async () => (await import("./studio.mjs")).run,
  visit: async () => (await import("./visit.mjs")).run,
  seeds: async () => (await import("./seeds.mjs")).run,
  files: async () => (await import("./files.mjs")).run,
};
const { values, positionals } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    threads: { type: "string", default: "2" },
    data: { type: "string" },
    system: { type: "string" },
    seeds: { type: "string" },
    rows: { type: "string" },
    columns: { type: "string" },
    minutes: { type: "string" },
  },
  allowPositionals: true,
});
const [name] = positionals;
if (!Object.hasOwn(benchmarks, name ?? "")) {
  console.error(
    `Give the name of a benchmark, one of ${Object.keys(benchmarks).join(", ")}. For example: npm run bench -- stacked`,
  );
  process.exit(2);
}
const run = await benchmarks[name]();
await run({ ...values, rounds: Number(values.rounds), threads: Number(values.threads) });
