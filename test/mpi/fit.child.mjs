// Trains small models on all ranks, or in one process without mpirun. Rank 0 prints the losses and the weights of each.
// Arguments: options of fit, and the changes that rank 1 makes to the job, both as JSON.

import { ndarray } from "../../dist/core/ndarray.js";
import { random } from "../../dist/core/random.js";
import { isUnderMpi, mpi, nodeRuntime } from "../../dist/index.js";
import * as L from "../../dist/layers/index.js";
import { sequential } from "../../dist/models/index.js";

const [options = {}, other = {}] = process.argv.slice(2).map((text) => JSON.parse(text));
const distributed = isUnderMpi() ? await mpi(options.patience ? { patience: options.patience } : {}) : undefined;
const { rows = 203, only, stopsAfter, ...given } = { ...options.fit, ...(distributed?.rank === 1 ? other : {}) };
const WIDTH = 12;
const source = random(3);
const x = ndarray(
  "float32",
  [rows, WIDTH],
  Float32Array.from({ length: rows * WIDTH }, () => source.normal()),
);
// The last step of every third series is masked.
const series = ndarray(
  "float32",
  [rows, 4, 3],
  x.data.map((value, i) => (i % 36 >= 9 && i % 36 < 12 ? 0 : value)),
);
const adam = { loss: "mse", optimizer: "adam", metrics: ["mae"] };
const models = {
  plain: [[L.dense(8, { activation: "selu" }), L.dense(3), L.dense(WIDTH)], { ...adam, optimizer: "sgd" }],
  "batch normalization": [
    [L.dense(8), L.batchNormalization(), L.activation("relu"), L.batchNormalization(), L.dense(WIDTH)],
    adam,
  ],
  noise: [[L.gaussianNoise(0.3), L.dropout(0.2), L.dense(8, { activation: "relu" }), L.dense(WIDTH)], adam],
  penalties: [
    [
      L.dense(8, { activation: "sigmoid" }),
      L.sparsityRegularization({ weight: 0.1 }),
      L.dense(WIDTH, { kernelRegularizer: "l2", activityRegularizer: "l1" }),
    ],
    { ...adam, clipNorm: 0.5 },
  ],
  masks: [[L.masking(), L.gru(5, { returnSequences: true }), L.batchNormalization(), L.gru(3, { returnSequences: true })], adam],
};
const runtime = await nodeRuntime({ threads: 1 });
const result = {};
for (const [name, [layers, compiled]] of Object.entries(models)) {
  if (only && name !== only) continue;
  const model = sequential(layers, { seed: 5 });
  model.compile(compiled);
  const examples = name === "masks" ? series : x;
  const { history, state, stopped } = await model.fit(examples, examples, {
    epochs: 3,
    batchSize: 20,
    validationSplit: 0.1,
    runtime,
    ...(distributed && { distributed }),
    callbacks: [{ onEpochEnd: ({ epoch }, run) => epoch === stopsAfter && run.stop("the second rank has had enough") }],
    ...given,
  });
  result[name] = {
    stopped,
    losses: history.flatMap(({ loss, valLoss, mae }) => [loss, valLoss, mae]),
    weights: Object.values(state.arrays).flatMap(({ data }) => [...data]),
  };
}
if (!distributed || distributed.rank === 0) console.log(JSON.stringify(result));
