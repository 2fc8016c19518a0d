import { ndarray, type Runtime, sequential } from "../../src/browser.ts";
import { mix } from "../../src/core/random.ts";
import { bidirectional, dense, embedding, gru, lstm, timeDistributed } from "../../src/layers/index.ts";

/** Sequences of eight words from 1 to 9; 0 marks words that are left out. */
const words = ndarray(
  "float32",
  [32, 8],
  Float32Array.from({ length: 256 }, (_, i) => (mix(i) % 3 === 0 ? 0 : 1 + (mix(i + 999) % 9))),
);
const targets = ndarray(
  "float32",
  [32, 8, 1],
  words.data.map((word) => Math.sin(word)),
);

/** Trains a model that skips masked steps, and returns its losses and the predictions. */
export async function trainMasked(runtime: Runtime) {
  const layers = [
    embedding(10, 4, { maskZero: true, inputShape: [8] }),
    bidirectional(lstm(3, { returnSequences: true })),
    gru(4, { returnSequences: true, goBackwards: true }),
    timeDistributed(dense(1)),
  ];
  const model = sequential(layers).compile({ loss: "mse", metrics: ["mae"], optimizer: "adam" });
  const { history } = await model.fit(words, targets, { runtime, epochs: 4, batchSize: 8, warn: false });
  const predicted = await model.predict(words, { runtime });
  return {
    losses: history.map(({ loss }) => loss),
    mae: history.map((log) => Number(log["mae" as keyof typeof log])),
    sum: [...predicted.data],
  };
}
