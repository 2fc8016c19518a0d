import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Autoencoder, families, StackedAutoencoder, VariationalAutoencoder } from "../src/autoencoders/index.ts";
import { exportOnnx, onnxFilesOf } from "../src/autoencoders/onnx-parts.ts";
import type { Column } from "../src/data/tables/schema/columns.ts";
import * as op from "../src/graph/index.ts";
import { toOnnx } from "../src/graph/index.ts";
import * as layers from "../src/layers/index.ts";
import { batchNormalization, dense, dropout, flatten, gaussianNoise, reshape } from "../src/layers/index.ts";
import { Model } from "../src/models/model.ts";
import { sequential } from "../src/models/sequential.ts";
import { calibrate } from "../src/scoring/calibration.ts";
import type { LossName } from "../src/training/losses/choice.ts";
import { measuredOf } from "../src/training/metrics/choice.ts";
import { optimizerNamed } from "../src/training/optimizers/choice.ts";
import * as optimizers from "../src/training/optimizers/index.ts";
import { evaluationProgram, inferenceProgram } from "../src/training/program.ts";
import { trainingProgram } from "../src/training/training-program.ts";

const python = process.env.CODINGS_PYTHON ?? ".venv/bin/python";
const hasChecker = existsSync(python) && spawnSync(python, ["-c", "import onnx"]).status === 0;

/** Runs ONNX's checker with strict shape inference on files; with --run also ONNX Runtime for Python. */
function expectSound(files: Readonly<Record<string, Uint8Array>>, ...options: string[]): void {
  const folder = mkdtempSync(join(tmpdir(), "codings-onnx-"));
  const paths = Object.entries(files).map(([name, bytes]) => {
    const path = join(folder, name.replace(/(\.onnx)?$/, ".onnx"));
    writeFileSync(path, bytes);
    return path;
  });
  const { status, stdout, stderr } = spawnSync(python, ["bench/python/check_onnx.py", ...options, ...paths], {
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true });
  expect(`${stdout}${stderr}`).not.toContain("FAILED");
  expect(stdout.match(/^ok/gm)?.length).toBe(paths.length);
  expect(status).toBe(0);
}

it.skipIf(!hasChecker)("ONNX's own checker passes every program (needs bash bench/python/setup.sh)", () => {
  const model = sequential([
    flatten({ inputShape: [4, 4] }),
    gaussianNoise(0.1),
    dense(8, { activation: "selu", kernelRegularizer: { l1: 0.1, l2: 0.1 } }),
    batchNormalization(),
    dropout(0.2),
    dense(16, { activation: "sigmoid" }),
    reshape([4, 4]),
  ]);
  model.initialize();
  const examples = { dtype: "uint8", shape: [4, 4] } as const;
  const metrics = measuredOf(["roundedAccuracy", "mse", "auc"]);
  const objective = (loss: LossName) =>
    ({ model, inputs: [examples], outputs: [{ loss, weight: 1, targets: 0, weighted: true }], metrics }) as const;
  const losses = ["binaryCrossentropy", "mse", "mae", "huber"] as const;
  const files: Record<string, Uint8Array> = { inference: toOnnx(inferenceProgram(model, examples)) };
  for (const loss of losses) files[`evaluation-${loss}`] = toOnnx(evaluationProgram(objective(loss)));
  for (const name of Object.keys(optimizers)) {
    files[`training-${name}`] = toOnnx(
      trainingProgram(objective("binaryCrossentropy"), optimizerNamed(name, 0.1), { clipNorm: 1 }),
    );
  }
  expectSound(files);
});

it.skipIf(!hasChecker)("ONNX's own checker passes models of many kinds of layers (needs bash bench/python/setup.sh)", () => {
  const images = sequential([
    layers.resizing(8, 7, { inputShape: [6, 6, 2] }),
    layers.depthwiseConv2d(3, { padding: "same", depthMultiplier: 2 }),
    layers.groupNormalization({ groups: 2 }),
    layers.separableConv2d(4, 3, { dilationRate: 2, activation: "mish" }),
    layers.layerNormalization({ axis: [1, 2] }),
    layers.conv2d(4, 2, { groups: 2, activation: "hardSwish" }),
    layers.prelu({ sharedAxes: [1, 2] }),
    layers.unitNormalization(),
    layers.relu({ maxValue: 6, negativeSlope: 0.1 }),
    layers.globalMaxPooling2d(),
    layers.softmax(),
  ]);
  const step = layers.input([6, 3]);
  const both = layers.bidirectional(layers.gru(2, { returnSequences: true })).apply(step);
  const seen = layers.multiHeadAttention(2, 3, { dropout: 0.1, useCausalMask: true }).apply([both, step]);
  const beside = layers.concatenate().apply([layers.add().apply([seen, both]), layers.multiply().apply([seen, both])]);
  const causal = layers.conv1d(3, 2, { padding: "causal", activation: "log_softmax" }).apply(beside);
  const words = sequential([layers.embedding(5, 3, { inputShape: [4] }), layers.spatialDropout1d(0.2), layers.flatten()]);
  const sequences = new Model({
    inputs: step,
    outputs: layers.dot(1).apply([layers.globalMaxPooling1d().apply(causal), layers.globalAveragePooling1d().apply(step)]),
  });
  const files: Record<string, Uint8Array> = {};
  for (const [name, model] of Object.entries({ images, sequences, words })) {
    model.initialize();
    const examples = { dtype: "float32", shape: model.inputExampleShape } as const;
    const targets = { dtype: "float32", shape: model.outputShape } as const;
    files[`${name}-use`] = toOnnx(inferenceProgram(model, examples));
    const output = { loss: "mse", weight: 1, targets, weighted: false } as const;
    const objective = { model, inputs: [examples], outputs: [output], metrics: [] };
    files[`${name}-training`] = toOnnx(trainingProgram(objective, optimizerNamed("adam", 0.1)));
  }
  expectSound(files);
});

it.skipIf(!hasChecker)("ONNX's own checker passes every family's programs (needs bash bench/python/setup.sh)", () => {
  const examples = { dtype: "uint8", shape: [12, 12] } as const;
  const files: Record<string, Uint8Array> = {};
  for (const [name, family] of Object.entries(families)) {
    const autoencoder = new Autoencoder({ family, hidden: [3], codings: 2 });
    const { model, encoder } = autoencoder.buildFor(examples.shape);
    model.initialize();
    const { loss, optimizer, learningRate } = autoencoder.settings;
    const output = { loss: loss as LossName, weight: 1, targets: 0, weighted: false };
    const objective = { model, inputs: [examples], outputs: [output], metrics: [] } as const;
    files[`${name}-training`] = toOnnx(trainingProgram(objective, optimizerNamed(optimizer as string, learningRate)));
    files[`${name}-evaluation`] = toOnnx(evaluationProgram(objective));
    files[`${name}-autoencoder`] = toOnnx(inferenceProgram(model, examples));
    files[`${name}-encoder`] = toOnnx(inferenceProgram(encoder, examples));
    files[`${name}-scorer`] = exportOnnx(autoencoder, "scorer");
  }
  expectSound(files);
});

it.skipIf(!hasChecker)("ONNX's own checker passes the files of a table model (needs bash bench/python/setup.sh)", () => {
  const columns: Column[] = [
    { kind: "number", name: "age", missing: 0.1, scaling: "standard", center: 40, scale: 12, whole: true },
    { kind: "number", name: "income", missing: 0, scaling: "robust", center: 2e4, scale: 5e3, whole: false },
    { kind: "category", name: 'a / "city"', missing: 0.1, values: ["Köln", "Paris"], open: true, entropy: 1 },
    { kind: "category", name: "codings", missing: 0, values: ["false", "true"], open: false, entropy: 0.6 },
    { kind: "date", name: "when", missing: 0.1, cycles: ["day", "week", "year"] },
  ];
  for (const Family of [StackedAutoencoder, VariationalAutoencoder]) {
    const autoencoder = new Family({ hidden: [3], codings: 2, table: { columns, keys: [], leftOut: [] } });
    autoencoder.buildFor([13]).model.initialize();
    expectSound(onnxFilesOf(autoencoder));
    autoencoder.calibration = calibrate([0.5, 1, 2]);
    expectSound(onnxFilesOf(autoencoder));
  }
});

it.skipIf(!hasChecker)("ONNX's own checker passes every operator and its gradient (needs bash bench/python/setup.sh)", () => {
  const x = op.input("x", "float32", ["batch", 4]);
  const images = op.reshape(x, [x.shape[0]!, 1, 2, 2]);
  const sequences = op.transpose(op.reshape(x, [x.shape[0]!, 2, 2]), [1, 0, 2]);
  const bytes = op.cast(x, "uint8");
  const places = op.constantOf("int32", [3], [0, 0, 0]);
  const kernels = op.constantOf("float32", [1, 1, 2, 2], [1, 2, 3, 4]);
  const kept = op.add(op.square(x), 1);
  const families: Record<string, op.Tensor[]> = {
    arithmetic: [op.add(x, 2), op.sub(x, 2), op.mul(x, 3), op.div(x, kept), op.neg(x), op.square(x)],
    functions: [
      op.exp,
      op.sin,
      op.cos,
      op.atan,
      op.asinh,
      op.sinh,
      op.erf,
      op.abs,
      op.relu,
      (y: op.Tensor) => op.thresholdedRelu(y, 0.5),
      op.sigmoid,
      op.tanh,
      op.sign,
    ].map((made) => made(x)),
    positive: [op.sqrt(kept), op.log(kept), op.floor(kept), op.round(kept)],
    choices: [
      op.where(op.greater(x, 0.5), x, 1),
      op.maximum(x, 0.5),
      op.minimum(x, 0.5),
      op.clip(x, 0.2, 0.8),
      op.clip(x, undefined, 0.8),
    ],
    reductions: [
      op.reduceSum(x, [0]),
      op.reduceSum(x, [1], { keepDims: true }),
      op.reduceMean(x),
      op.reduceMax(x, 1),
      op.reduceProd(x),
      op.argMax(x),
    ],
    shares: [op.softmax(x), op.logSoftmax(x)],
    products: [
      op.gemm(x, x, undefined, { transposeA: true, alpha: 0.5 }),
      op.sub(op.full([4, 4], 1), op.gemm(x, x, undefined, { transposeA: true })),
    ],
    shapes: [
      op.transpose(x),
      op.reshape(x, [4, x.shape[0]!]),
      op.expand(x, [2, ...x.shape]),
      op.concat([x, x], 1),
      ...op.split(x, 1, [1, 3]),
      op.slice(x, 1, 1, 3),
      op.pad(x, [0, 1], [0, 2]),
    ],
    rows: [
      op.gather(x, places),
      op.scatterAdd(op.full([5], 0), op.constantOf("int64", [3], [1, 1, 2]), op.reduceSum(op.gather(x, places), [1])),
    ],
    images: [
      op.conv(images, kernels, { strides: [2, 1], pads: [1, 1, 1, 1], dilations: [1, 2] }),
      op.convTranspose(images, kernels, { strides: [2, 2], outputPadding: [1, 0] }),
      op.maxPool(images, { window: [2, 2], strides: [1, 1], pads: [1, 0, 0, 1] }),
      op.averagePool(images, { window: [2, 2], strides: [1, 1], pads: [1, 0, 0, 1] }),
    ],
    sequences: [
      op.lstm(sequences, op.full([2, 12], 0.1), op.full([3, 12], 0.2), op.full([12], 0.3), { activation: "relu" }),
      op.gru(sequences, op.full([2, 9], 0.1), op.full([3, 9], 0.2)),
    ],
    integers: [op.cast(op.shiftRight(op.bitwiseOr(op.bitwiseXor(op.cast(bytes, "uint32"), 5), 2), 1), "float32")],
    sizes: [op.full(x.shape, 3), op.cast(op.range(x.shape[0]!), "float32"), op.countOf(x.shape)],
  };
  const files = Object.entries(families).map(([name, tensors]) => {
    const total = tensors.map((y) => op.reduceSum(y)).reduce((sum, y) => op.add(sum, y));
    const outputs = Object.fromEntries([...tensors, ...op.gradients(total, [x])].map((y, i) => [`y${i}`, y]));
    return [name, toOnnx({ name, inputs: [x], outputs })] as const;
  });
  expectSound(Object.fromEntries(files), "--run");
});
