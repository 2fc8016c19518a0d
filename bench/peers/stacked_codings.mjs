// Runs the stacked autoencoder of this project from its build, with the protocol of protocol.py. The time of an epoch includes
// gathering the shuffled batches.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: { data: { type: "string" }, threads: { type: "string", default: "2" }, cold: { type: "boolean", default: false } },
});
const started = performance.now();
const { dense, parseNpy, sequential, sgd, nodeRuntime, sliceRows } = await import("../../dist/index.js");
const importSeconds = (performance.now() - started) / 1000;

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const peak = () => ({ peak_rss_bytes: process.resourceUsage().maxRSS * 1024 });
const npy = (name) => parseNpy(readFileSync(join(options.data, `${name}.npy`)), name);
const timed = async (work) => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

const runtime = await nodeRuntime({ threads: Number(options.threads) });
const images = npy("images");
const validation = npy("validation");
const order = npy("order");
const model = sequential([
  dense(100, { activation: "selu", inputShape: [784] }),
  dense(30, { activation: "selu" }),
  dense(100, { activation: "selu" }),
  dense(784, { activation: "sigmoid" }),
]);
model.setWeights([0, 1, 2, 3].flatMap((k) => [npy(`w${k}`), npy(`b${k}`)]));
model.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 1.5 }) });

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => (options.cold ? "quit" : ((await lines.next()).value ?? "quit"));
let command;

say({ ready: true, version: "0.1.0", import_seconds: importSeconds, threads: runtime.threads, runtime: runtime.name });
command = options.cold ? "epoch 0" : await next();
if (command.startsWith("epoch")) {
  await model.fit(images, images, {
    runtime,
    epochs: Number.MAX_SAFE_INTEGER,
    shuffle: () => sliceRows(order, Number(command.split(" ")[1]), Number(command.split(" ")[1]) + 1).data,
    callbacks: [
      {
        async onEpochEnd({ seconds, loss }, run) {
          say({ seconds, loss, ...(options.cold && peak()) });
          command = await next();
          if (!command.startsWith("epoch")) run.stop("done");
        },
      },
    ],
  });
}
const answers = {
  predict: async () => ({ seconds: await timed(() => model.predict(images, { runtime })) }),
  evaluate: async () => ({ loss: (await model.evaluate(validation, validation, { runtime })).loss }),
};
while (answers[command]) {
  say(await answers[command]());
  command = await next();
}
if (!options.cold) say(peak());
process.exit(0);
