// Compares training and prediction of networks of many shapes with PyTorch and JAX, each at its best setting, in one table of ratios.
// `--system NAME,NAME` runs only some rows. The engines take turns. Data are random numbers, because speed doesn't depend on them.
import { Peer, python } from "./peer.mjs";
import { report, row, timesOurs } from "./report.mjs";

const image = (name, size, filters, kernel, down, more = {}) => ({
  name,
  count: 320,
  batch: 32,
  image: size,
  filters,
  kernel,
  down,
  ...more,
});

/** The networks that are trained or predict. A network goes down to its codings, and back up in the same steps. */
const GRID = [
  image("train 64x64x3, 32-64-128, kernel 3, pooling", [64, 64, 3], [32, 64, 128], 3, "pool"),
  image("train 64x64x3, 32-64-128, kernel 4, strides 2", [64, 64, 3], [32, 64, 128], 4, "strides"),
  image("train 64x64x3, 32-64, kernel 5, pooling", [64, 64, 3], [32, 64], 5, "pool"),
  image("train 64x64x3, 64-128-256, kernel 3, pooling", [64, 64, 3], [64, 128, 256], 3, "pool", { count: 160 }),
  image("train 128x128x3, 32-64-128, kernel 3, pooling", [128, 128, 3], [32, 64, 128], 3, "pool", { count: 96 }),
  image("train 28x28x1, 16-32-64, kernel 3, pooling", [28, 28, 1], [16, 32, 64], 3, "pool", { count: 3200 }),
  { name: "train 784-100-30, batch 32", count: 20_000, batch: 32, widths: [784, 100, 30] },
  { name: "train 784-1024-512-64, batch 128", count: 6000, batch: 128, widths: [784, 1024, 512, 64] },
  { name: "train 20-64-32-8, batch 256", count: 100_000, batch: 256, widths: [20, 64, 32, 8] },
  { name: "predict 784-100-30", count: 55_000, batch: 32, widths: [784, 100, 30], predict: true },
  { name: "predict 20-64-32-8", count: 100_000, batch: 32, widths: [20, 64, 32, 8], predict: true },
  image("predict 28x28x1, 16-32-64, kernel 3, pooling", [28, 28, 1], [16, 32, 64], 3, "pool", { count: 10_000, predict: true }),
  image("predict 64x64x3, 32-64-128, kernel 3, pooling", [64, 64, 3], [32, 64, 128], 3, "pool", { count: 1000, predict: true }),
];

const engines = {
  codings: [process.execPath, "bench/peers/grid_codings.mjs"],
  pytorch: [python, "bench/peers/grid_pytorch.py"],
  jax: [python, "bench/peers/grid_jax.py"],
};

export async function run({ rounds, threads, system }) {
  const wanted = system?.split(",");
  const rows = [];
  const ratios = {};
  for (const { name, ...spec } of GRID) {
    if (wanted && !wanted.some((part) => name.includes(part))) continue;
    const peers = Object.entries(engines).map(([engine, [command, script]]) => ({
      engine,
      peer: new Peer(command, [script, JSON.stringify({ ...spec, threads })]),
      seconds: [],
    }));
    for (const { peer } of peers) await peer.answer();
    for (let round = 0; round < rounds; round++)
      for (const { peer, seconds } of peers) seconds.push((await peer.ask("run")).seconds);
    for (const each of peers) {
      each.memory = (await each.peer.ask("memory")).peak / 2 ** 20;
      each.peer.close();
    }
    const times = peers.map(({ engine, seconds }) => row(engine, name, "s", seconds));
    rows.push(...times, ...peers.map(({ engine, memory }) => row(engine, `${name}: memory`, "MiB", [memory])));
    ratios[name] = Object.fromEntries(times.slice(1).map((theirs) => [theirs.engine, timesOurs(theirs, times[0])]));
    console.log(name, ratios[name], peers.map(({ engine, memory }) => `${engine} ${memory.toFixed(0)} MiB`).join(", "));
  }
  report({ benchmark: "grid", rounds, rows, ratios });
}
