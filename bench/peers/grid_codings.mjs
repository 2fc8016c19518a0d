// Trains or predicts one network of the grid in this project. `run` answers with the seconds of an epoch or of a prediction, `memory`
// with the most memory that the process has had.
import { createInterface } from "node:readline";
import { ndarray, nodeRuntime, random, sequential } from "../../dist/index.js";
import { conv2d, conv2dTranspose, dense, maxPooling2d } from "../../dist/layers/index.js";

const { count, batch, threads, predict, widths, image, filters, kernel, down } = JSON.parse(process.argv[2]);
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

function denseLayers() {
  const back = widths.toReversed().slice(1);
  return [...widths.slice(1), ...back].map((width, i, all) =>
    dense(width, { ...(i < all.length - 1 && { activation: "selu" }), ...(i === 0 && { inputShape: [widths[0]] }) }),
  );
}

function imageLayers() {
  const same = { padding: "same" };
  const shrinking = filters.flatMap((width, i) => [
    conv2d(width, kernel, {
      ...same,
      activation: "selu",
      ...(down === "strides" && { strides: 2 }),
      ...(i === 0 && { inputShape: image }),
    }),
    ...(down === "pool" ? [maxPooling2d(2)] : []),
  ]);
  const growing = [...filters.toReversed().slice(1), image[2]].map((width, i, all) =>
    conv2dTranspose(width, kernel, { ...same, strides: 2, ...(i < all.length - 1 && { activation: "selu" }) }),
  );
  return [...shrinking, ...growing];
}

const shape = image ?? [widths[0]];
const source = random(1);
const size = shape.reduce((product, length) => product * length, count);
const x = ndarray(
  "float32",
  [count, ...shape],
  Float32Array.from({ length: size }, () => source.uniform()),
);
// Pooling drops the last row and column of an odd length, so the way back of 28 pixels ends at 24, and isn't trained to copy.
const model = sequential(image ? imageLayers() : denseLayers()).compile({ loss: "mse", optimizer: "adam" });
const outputs = model.outputs?.[0]?.shape ?? model.outputShape;
const target =
  outputs.join() === shape.join()
    ? x
    : ndarray("float32", [count, ...outputs], new Float32Array(outputs.reduce((product, length) => product * length, count)));
const runtime = await nodeRuntime({ threads });
const train = async () =>
  (await model.fit(x, target, { epochs: 1, batchSize: batch, runtime, warn: false })).history.at(-1).seconds;
async function timed(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
const once = () => (predict ? timed(() => model.predict(x, { runtime })) : train());
await once();
say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "run") say({ seconds: await once() });
  else if (line === "memory") say({ peak: process.resourceUsage().maxRSS * 1024 });
}
process.exit(0);
