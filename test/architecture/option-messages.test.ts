import { expect, it } from "vitest";
import { family } from "../../src/autoencoders/index.ts";
import {
  AnomalyDetector,
  Autoencoder,
  DenoisingAutoencoder,
  fromRecords,
  ndarray,
  SparseAutoencoder,
  sequential,
  train,
} from "../../src/index.ts";
import { dense } from "../../src/layers/index.ts";

const x = ndarray("float32", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
const y = ndarray("float32", [2, 1], Float32Array.of(1, 2));
const model = () => sequential([dense(1, { inputShape: [3] })]).compile({ loss: "mse" });
const rows = [
  { employee: "a", x: 1 },
  { employee: "b", x: 2 },
];

/** Calls as JavaScript allows them. */
it.each<[string, () => unknown, string]>([
  [
    "a sparsity by no name",
    () => new SparseAutoencoder({ sparsity: "nonsense" as never }),
    'sparsity must be { kind: "kl", target: 0.1, weight: 0.0016 }',
  ],
  ["a sparsity of no kind", () => new SparseAutoencoder({ sparsity: { kind: "l3" } as never }), 'but it is {"kind":"l3"}.'],
  [
    "a noise as on the command line",
    () => new DenoisingAutoencoder({ noise: "gaussian:0.2" as never }),
    'noise must be a kind and an amount, { kind: "gaussian", amount: 0.2 }, but it is "gaussian:0.2".',
  ],
  [
    "a noise that is mistyped",
    () => new DenoisingAutoencoder({ noise: { kind: "gausian", amount: 0.2 } as never }),
    'Unknown noise "gausian". Did you mean "gaussian"?',
  ],
  [
    "a noise in train",
    () => train(x, { noise: "gaussian:0.2" as never }),
    'noise must be a kind and an amount, such as { kind: "gaussian", amount: 0.2 }, but it is "gaussian:0.2".',
  ],
  [
    "units that are no list",
    () => new Autoencoder({ hidden: 30 as never }),
    "hidden must be a list such as [300, 100], each a whole number from 1 to 1,000,000, but it is 30.",
  ],
  [
    "keys that are no list",
    () => fromRecords(rows, { keys: "employee" as never }),
    'keys must be a list of column names such as keys: ["employee"], but it is "employee".',
  ],
  [
    "keys in train",
    () => train(rows, { keys: "employee" as never }),
    'keys must be a list of column names, such as ["id"], but it is "employee".',
  ],
  [
    "a threshold as a number",
    () => new AnomalyDetector({ threshold: 0.95 as never }),
    'threshold must be a text, such as "0.99" (a quantile), "conformal:0.01" or "value:3.2"',
  ],
  [
    "a loss of one's own",
    () => new Autoencoder({ loss: (() => 1) as never }),
    'take a loss by its name, such as "mse", but it is a function. compile of a model takes a loss of your own:',
  ],
  [
    "scikit-learn's contamination",
    () => new AnomalyDetector({ contamination: 0.05 } as never),
    'threshold: "contamination:0.05"',
  ],
  [
    "weights below 0",
    () => model().fit(x, y, { sampleWeights: ndarray("float32", [2], Float32Array.of(1, -1)) }),
    "The sample weights are numbers of at least 0, but that of row 1 (counted from 0) is -1.",
  ],
  [
    "an element type that isn't there",
    () => ndarray("float16" as "float32", [1], Float32Array.of(1)),
    'Unknown element type "float16". Known: float32, float64,',
  ],
  [
    "a family without defaults",
    () => family({ name: "mini", build: () => ({}) } as never),
    "The family mini has no defaults for codings, hidden, loss, optimizer, learningRate, batchSize and epochs.",
  ],
  [
    "epochs as a text",
    () => model().fit(x, y, { epochs: "3" as never }),
    'epochs must be a whole number of at least 1, but it is "3".',
  ],
  [
    "layers that are no list",
    () => sequential(dense(1) as never, dense(2) as never),
    "A sequential model needs a list of layers, such as sequential([dense(10), dense(3)]).",
  ],
  [
    "a runtime that isn't awaited",
    () => model().fit(x, y, { runtime: Promise.resolve() as never }),
    "runtime must be the result of nodeRuntime() or wasmRuntime(), but it is a Promise, which isn't resolved yet. Write await before it.",
  ],
])("%s", async (_, call, line) => {
  const error = await Promise.resolve()
    .then(call)
    .then(
      () => undefined,
      (thrown: Error) => thrown,
    );
  expect(error?.message).toContain(line);
});
