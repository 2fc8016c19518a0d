// npm run bench -- NAME [--rounds 5]: the same work here and in the peers, side by side in one run; writes out/bench/NAME.json.
import { parseArgs } from "node:util";

const benchmarks = {
  stacked: () => import("./stacked.mjs"),
  browser: () => import("./browser.mjs"),
  seeds: () => import("./seeds.mjs"),
};
const { values, positionals } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, threads: { type: "string", default: "2" } },
  allowPositionals: true,
});
const [name] = positionals;
if (!Object.hasOwn(benchmarks, name ?? "")) {
  console.error(`Which benchmark? One of: ${Object.keys(benchmarks).join(", ")}. For example: npm run bench -- stacked`);
  process.exit(2);
}
const { run } = await benchmarks[name]();
await run({ rounds: Number(values.rounds), threads: Number(values.threads) });
