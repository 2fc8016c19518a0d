// Runs the lecture's systems in this project from its build, with the protocol of systems_keras.py. It reads the initial weights
// and orders from files.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { parseNpy } from "../../dist/entries/data.node.js";
import { Autoencoder, ndarray, nodeRuntime, sliceRows } from "../../dist/index.js";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    system: { type: "string" },
    count: { type: "string" },
    threads: { type: "string", default: "2" },
  },
});
const given = {
  greedy: { fineTune: true },
  "denoising-gaussian": { noise: { kind: "gaussian", amount: 0.2 } },
  "denoising-dropout": { noise: { kind: "dropout", amount: 0.5 } },
  "sparse-l1": { sparsity: { kind: "l1", weight: 1e-3 } },
};
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const npy = (path) => parseNpy(readFileSync(path), path);
const images = (name, count) => {
  const { data, shape } = npy(join(options.data, `${name}.npy`));
  const all = ndarray("uint8", [shape[0], 28, 28], data);
  return count ? sliceRows(all, 0, Number(count)) : all;
};
const train = images("images", options.count);
const validation = images("validation");
const runtime = await nodeRuntime({ threads: Number(options.threads) });
const make = (more) => new Autoencoder({ family: options.system.split("-")[0], ...given[options.system], ...more });
const quiet = { runtime, warn: () => undefined };

let system;
say({ ready: true, version: "0.1.0" });
for await (const line of createInterface({ input: process.stdin })) {
  const [command, seed, epochs, folder] = line.split(" ");
  if (command === "epoch") {
    system ??= make(options.system === "greedy" ? { fineTune: false } : {});
    const { history } = await system.fit(train, { ...quiet, epochs: 1 });
    say({ seconds: history.reduce((sum, { seconds }) => sum + seconds, 0) });
  } else if (command === "train") {
    const fresh = make({ seed: Number(seed) });
    const { model } = fresh.buildFor([28, 28]);
    const shapes = model.getWeights().map(({ shape }) => shape);
    model.setWeights(shapes.map((shape, i) => ndarray("float32", shape, npy(join(folder, `${i}.npy`)).data)));
    const orders = npy(join(folder, "order.npy"));
    const shuffle = (epoch) => sliceRows(orders, epoch, epoch + 1).data;
    const { history } = await fresh.fit(train, { ...quiet, epochs: Number(epochs), validation, shuffle });
    say({ losses: history.filter(({ epoch }) => epoch === Number(epochs)).map(({ valLoss }) => valLoss) });
  } else break;
}
process.exit(0);
