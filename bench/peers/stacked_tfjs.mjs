// Runs the stacked autoencoder in TensorFlow.js on its WASM backend, with the protocol and the options of protocol.py (--data,
// --threads and --cold). In addition to `epoch K`, `steps N` trains the first N steps of epoch 0, because an epoch takes about 20
// s. In Node, the WASM backend always runs one thread, so --threads is only printed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const SIZES = [784, 100, 30, 100, 784];
const BATCH = 32;
const LEARNING_RATE = 1.5;
const PREDICT_BATCH = 1000;

const { values: options } = parseArgs({
  options: { data: { type: "string" }, threads: { type: "string", default: "2" }, cold: { type: "boolean", default: false } },
});
if (!options.data) {
  console.error("usage: node stacked_tfjs.mjs --data DIR [--threads 2] [--cold]");
  process.exit(2);
}

const seconds = (since) => (performance.now() - since) / 1000;
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const peak = () => ({ peak_rss_bytes: process.resourceUsage().maxRSS * 1024 });

const start = performance.now();
const tf = await import("@tensorflow/tfjs");
const wasm = await import("@tensorflow/tfjs-backend-wasm");
const backend = await startBackend();
const importSeconds = seconds(start);

const images = scaled("images");
const validation = scaled("validation");
const order = npy("order");
const model = build();
const ready = {
  version: tf.version.tfjs,
  import_seconds: importSeconds,
  threads: backend === "wasm" ? wasm.getThreadsCount() : 1,
  backend,
};

/** Starts the WASM backend, or the CPU backend if a kernel that training needs is missing. */
async function startBackend() {
  const files = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  wasm.setWasmPaths(`${files}/`);
  if (!(await tf.setBackend("wasm"))) await tf.setBackend("cpu");
  await tf.ready();
  return tf.getBackend();
}

/** Reads a .npy file of version 1 in C order. */
function npy(name) {
  const bytes = readFileSync(join(options.data, `${name}.npy`));
  const end = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, end);
  const Type = { "|u1": Uint8Array, "<i4": Int32Array, "<f4": Float32Array }[/'descr': '(.+?)'/.exec(header)[1]];
  const shape = /\(([^)]*)\)/
    .exec(header)[1]
    .split(",")
    .filter((s) => s.trim())
    .map(Number);
  return { shape, data: new Type(bytes.buffer.slice(bytes.byteOffset + end, bytes.byteOffset + bytes.length)) };
}

function scaled(name) {
  const { shape, data } = npy(name);
  const floats = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) floats[i] = data[i] / 255;
  return tf.tensor2d(floats, shape);
}

function build() {
  const [inputs, ...units] = SIZES;
  const layers = units.map((n, i) =>
    tf.layers.dense({
      units: n,
      activation: i === units.length - 1 ? "sigmoid" : "selu",
      ...(i === 0 && { inputShape: [inputs] }),
    }),
  );
  const built = tf.sequential({ layers });
  const weights = units.flatMap((_, i) => [npy(`w${i}`), npy(`b${i}`)]);
  built.setWeights(weights.map(({ data, shape }) => tf.tensor(data, shape)));
  built.compile({ loss: "binaryCrossentropy", optimizer: tf.train.sgd(LEARNING_RATE) });
  return built;
}

/** Trains on the first rows of an epoch. The loss is the mean over their images. */
async function train(epoch, rows) {
  const indices = order.data.subarray(epoch * order.shape[1], epoch * order.shape[1] + rows);
  const since = performance.now();
  let total = 0;
  for (let at = 0; at < rows; at += BATCH) {
    const batch = tf.tidy(() => tf.gather(images, tf.tensor1d(indices.subarray(at, at + BATCH), "int32")));
    total += (await model.trainOnBatch(batch, batch)) * batch.shape[0];
    batch.dispose();
  }
  return { seconds: seconds(since), loss: total / rows };
}

function predict() {
  const since = performance.now();
  const outputs = model.predict(images, { batchSize: PREDICT_BATCH });
  outputs.dataSync();
  outputs.dispose();
  const taken = seconds(since);
  return { seconds: taken, [`batch_${PREDICT_BATCH}_seconds`]: taken };
}

const answers = {
  epoch: (k) => train(k, order.shape[1]),
  steps: (n) => train(0, Math.min(n * BATCH, order.shape[1])),
  predict,
  evaluate: () => ({ loss: model.evaluate(validation, validation, { batchSize: PREDICT_BATCH }).dataSync()[0] }),
};

say({ ready: true, ...ready });
if (options.cold) {
  say({ ...(await train(0, order.shape[1])), ...peak() });
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, argument] = line.trim().split(/\s+/);
    if (command === "quit") break;
    say(answers[command] ? await answers[command](Number(argument)) : { error: `unknown command: ${command}` });
  }
  say(peak());
}
process.exit(0);
