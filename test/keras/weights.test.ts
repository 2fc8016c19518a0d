import { describe, expect, it } from "vitest";
import { ndarray } from "../../src/core/ndarray.ts";
import type { DenseOptions } from "../../src/layers/index.ts";
import { sgd } from "../../src/training/index.ts";
import { classes, distanceFrom, keras } from "./training.fixture.ts";

const constraints: Record<string, DenseOptions> = {
  maxNorm: { kernelConstraint: { kind: "maxNorm", maxValue: 0.5 } },
  maxNormOfRows: { kernelConstraint: { kind: "maxNorm", maxValue: 0.5, axis: 1 } },
  nonNeg: { kernelConstraint: "nonNeg" },
  unitNorm: { kernelConstraint: "unitNorm" },
  minMaxNorm: { kernelConstraint: { kind: "minMaxNorm", minValue: 0.9, maxValue: 1.1, rate: 0.5 } },
  nonNegBias: { biasConstraint: "nonNeg" },
};
const regularizers: Record<string, DenseOptions> = {
  l1: { kernelRegularizer: "l1" },
  l2: { kernelRegularizer: "l2" },
  l1l2: { kernelRegularizer: "l1l2" },
  orthogonal: { kernelRegularizer: "orthogonal" },
  orthogonalColumns: { kernelRegularizer: { kind: "orthogonal", factor: 0.1, mode: "columns" } },
  bias: { biasRegularizer: { l1: 0.1, l2: 0.2 } },
  activity: { activityRegularizer: { l1: 0.1, l2: 0.2 } },
};

describe.each([
  ["constraint", "constraints", constraints, (name: string) => (name === "nonNegBias" ? 0.5 : 0.01)],
  ["regularizer", "regularizers", regularizers, () => 0.1],
] as const)("five steps with a %s give the same weights and losses as in Keras:", (_what, section, cases, rate) => {
  it("covers each case in the fixture", () => {
    expect(Object.keys(cases)).toEqual(Object.keys(keras[section]));
  });

  it.each(Object.entries(cases))("%s", async (name, first) => {
    const optimizer = sgd({ learningRate: rate(name) });
    const { weights, losses } = await distanceFrom(keras[section][name], { loss: "mse", optimizer }, { first });
    expect(weights).toBeLessThan(1e-6);
    expect(losses).toBeLessThan(1e-6);
  });
});

describe("five steps with sample and class weights give the same weights and losses as in Keras:", () => {
  const optimizer = sgd({ learningRate: 0.5 });
  const sampleWeights = ndarray("float32", [8], Float32Array.from(keras.weights.sampleWeights));
  const hot = ndarray(
    "float32",
    [8, 2],
    Float32Array.from({ length: 16 }, (_, i) => Number(classes.data[i >> 1] === i % 2)),
  );
  const sparse = {
    compile: { loss: "sparseCategoricalCrossentropy", optimizer },
    fit: { targets: classes, last: { activation: "softmax" } },
  } as const;
  const cases: Record<string, readonly [Parameters<typeof distanceFrom>[1], Parameters<typeof distanceFrom>[2]]> = {
    sample: [{ loss: "mse", optimizer }, { sampleWeights }],
    classes: [sparse.compile, { ...sparse.fit, classWeights: { 0: 3, 1: 0.5 } }],
    one: [sparse.compile, { ...sparse.fit, classWeights: { 0: 3 } }],
    hot: [
      { loss: "categoricalCrossentropy", optimizer },
      { targets: hot, last: { activation: "softmax" }, classWeights: { 0: 3, 1: 0.5 } },
    ],
    both: [sparse.compile, { ...sparse.fit, classWeights: { 0: 3, 1: 0.5 }, sampleWeights }],
    balanced: [sparse.compile, { ...sparse.fit, classWeights: "balanced" }],
  };

  it.each(Object.entries(cases))("%s", async (name, [compile, options]) => {
    const { weights, losses } = await distanceFrom(keras.weights[name], compile, options);
    expect(weights).toBeLessThan(2e-6);
    expect(losses).toBeLessThan(2e-6);
  });
});
