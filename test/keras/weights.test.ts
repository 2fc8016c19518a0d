import { describe, expect, it } from "vitest";
import type { DenseOptions } from "../../src/layers/index.ts";
import { sgd } from "../../src/training/index.ts";
import { distanceFrom, keras } from "./training.fixture.ts";

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
] as const)("five steps with a %s give Keras's weights and losses:", (_what, section, cases, rate) => {
  it("each of the fixtures", () => {
    expect(Object.keys(cases)).toEqual(Object.keys(keras[section]));
  });

  it.each(Object.entries(cases))("%s", async (name, first) => {
    const optimizer = sgd({ learningRate: rate(name) });
    const { weights, losses } = await distanceFrom(keras[section][name], { loss: "mse", optimizer }, { first });
    expect(weights).toBeLessThan(1e-6);
    expect(losses).toBeLessThan(1e-6);
  });
});
