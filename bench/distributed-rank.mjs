// One rank of the benchmark `distributed`. Rank 0 prints what it measured as one line of JSON. Arguments: the work ("sums", or the
// name of a network), batches between two exchanges, and epochs.

import { ndarray } from "../dist/core/ndarray.js";
import { random } from "../dist/core/random.js";
import { median } from "../dist/core/statistics.js";
import { isUnderMpi, mpi, nodeRuntime } from "../dist/index.js";
import { conv2d, conv2dTranspose, dense, maxPooling2d, upSampling2d } from "../dist/layers/index.js";
import { sequential } from "../dist/models/index.js";

const [work, syncEvery = "1", epochs = "4"] = process.argv.slice(2);
const ranks = isUnderMpi() ? await mpi() : undefined;
const result = work === "sums" ? sums() : await steps();
if (!ranks || ranks.rank === 0) console.log(JSON.stringify(result));

/** Measures the time of a sum over all ranks, in seconds, for arrays of different sizes. */
function sums() {
  return [1, 2 ** 8, 2 ** 12, 2 ** 16, 2 ** 18, 2 ** 20, 2 ** 22].map((size) => {
    const data = new Float32Array(size).fill(1);
    const times = [];
    for (let i = 0; i < 30; i++) {
      ranks.sum(new Float64Array(1));
      const began = performance.now();
      ranks.sum(data);
      times.push((performance.now() - began) / 1000);
    }
    return { bytes: 4 * size, seconds: median(times.slice(5)) };
  });
}

/** Trains a network on one thread. Returns the seconds of a step in each epoch, and the validation loss after each. */
async function steps() {
  const networks = {
    // The convolutional autoencoder of the lecture.
    convolutional: {
      shape: [28, 28, 1],
      batchSize: 128,
      count: 2560,
      layers: () => [
        conv2d(16, 3, { padding: "same", activation: "selu" }),
        maxPooling2d(2),
        conv2d(32, 3, { padding: "same", activation: "selu" }),
        maxPooling2d(2),
        upSampling2d(2),
        conv2dTranspose(16, 3, { padding: "same", activation: "selu" }),
        upSampling2d(2),
        conv2dTranspose(1, 3, { padding: "same", activation: "sigmoid" }),
      ],
    },
    wide: {
      shape: [512],
      batchSize: 512,
      count: 5120,
      layers: () => [dense(4096, { activation: "relu" }), dense(64), dense(4096, { activation: "relu" }), dense(512)],
    },
    stacked: {
      shape: [784],
      batchSize: 32,
      count: 16_000,
      layers: () => [
        dense(100, { activation: "selu" }),
        dense(30, { activation: "selu" }),
        dense(100, { activation: "selu" }),
        dense(784, { activation: "sigmoid" }),
      ],
    },
  };
  const { shape, batchSize, count, layers } = networks[work];
  const source = random(5);
  const size = shape.reduce((a, b) => a * b);
  // Rows with ten hidden causes, so that there is something to learn.
  const causes = Array.from({ length: 10 }, () => Float32Array.from({ length: size }, () => source.normal()));
  const rows = (n) => {
    const data = new Float32Array(n * size);
    for (let row = 0; row < n; row++) {
      const amounts = causes.map(() => source.normal() / 3);
      for (let i = 0; i < size; i++)
        data[row * size + i] = 1 / (1 + Math.exp(-causes.reduce((sum, cause, k) => sum + amounts[k] * cause[i], 0)));
    }
    return ndarray("float32", [n, ...shape], data);
  };
  const [examples, held] = [rows(count), rows(500)];
  const model = sequential(layers(), { seed: 1 });
  model.compile({ loss: "mse", optimizer: "adam" });
  const runtime = await nodeRuntime({ threads: 1 });
  const options = { runtime, batchSize, epochs: Number(epochs) + 1, validationData: [held, held], warn: false };
  const { history } = await model.fit(
    examples,
    examples,
    ranks ? { ...options, distributed: ranks, syncEvery: Number(syncEvery) } : options,
  );
  const weights = model.variables.reduce((sum, { shape: of }) => sum + of.reduce((a, b) => a * b, 1), 0);
  return {
    weights,
    // The first epoch also compiles.
    seconds: history.slice(1).map(({ seconds }) => (seconds * batchSize) / count),
    losses: history.map(({ valLoss }) => valLoss),
  };
}
