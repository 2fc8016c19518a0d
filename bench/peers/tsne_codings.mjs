// Makes one t-SNE map in this project from its build, for bench/tsne.mjs, and prints one line of JSON:
// tsne_codings.mjs ROWS.npy OUT.npy --seed 0 --threads 2
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseNpy, toNpy } from "../../dist/entries/data.node.js";
import { nodeRuntime, sliceRows, Tsne } from "../../dist/index.js";

const { values, positionals } = parseArgs({
  options: { seed: { type: "string", default: "0" }, threads: { type: "string", default: "2" } },
  allowPositionals: true,
});
const [source, out] = positionals;
const rows = parseNpy(readFileSync(source), source);
const threads = Number(values.threads);
const runtime = await nodeRuntime({ threads });
await new Tsne({ iterations: 50 }).fit(sliceRows(rows, 0, 200), { runtime, threads });
const began = performance.now();
const tsne = await new Tsne({ seed: Number(values.seed) }).fit(rows, { runtime, threads });
const seconds = (performance.now() - began) / 1000;
writeFileSync(out, toNpy(tsne.map));
const result = { seconds, divergence: tsne.klDivergence, peak_rss_bytes: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
