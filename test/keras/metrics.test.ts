import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import { dense } from "../../src/layers/index.ts";
import { sequential } from "../../src/models/sequential.ts";
import { type MetricChoice, sgd } from "../../src/training/index.ts";
import { inTopK } from "../../src/training/metrics/top-k-categorical-accuracy.ts";
import { fixture } from "./keras.fixture.ts";

interface Case {
  readonly yTrue: number[] | number[][];
  readonly yPred: number[][];
  readonly value: number;
}
const cases: Record<string, Case> = fixture("keras-training").metrics;

/** Converts nested numbers to an array [n, columns], and classes to an array [n]. */
const array = (values: number[] | number[][]): NdArray =>
  Array.isArray(values[0])
    ? ndarray("float32", [values.length, values[0].length], Float32Array.from((values as number[][]).flat()))
    : ndarray("int32", [values.length], Int32Array.from(values as number[]));

const chosen: Record<string, MetricChoice> = { topKCategoricalAccuracy: { name: "topK", of: inTopK(3) } };

/** Creates a model whose outputs are its inputs. Its loss accepts any targets and hardly changes it. */
function mirror(metric: MetricChoice, units: number) {
  const model = sequential([dense(units, { useBias: false, inputShape: [units] })]);
  model.compile({ loss: (_y, p) => p, optimizer: sgd({ learningRate: 1e-30 }), metrics: [metric] });
  const identity = Float32Array.from({ length: units ** 2 }, (_, i) => Number(i % (units + 1) === 0));
  model.setWeights([ndarray("float32", [units, units], identity)]);
  return model;
}

describe("over 40 examples in batches of 16, the value is the same as in Keras:", () => {
  it.each(Object.entries(cases))("%s", async (name, { yTrue, yPred, value }) => {
    const metric = chosen[name] ?? (name.replace("OfSeveral", "") as MetricChoice);
    const figure = typeof metric === "string" ? metric : "topK";
    const [x, y] = [array(yPred), array(yTrue)];
    const model = mirror(metric, yPred[0]!.length);
    const validation = `val${figure[0]!.toUpperCase()}${figure.slice(1)}`;
    const { history } = await model.fit(x, y, { batchSize: 16, validationData: [x, y], warn: false });
    const figures = [history[0]![figure]!, history[0]![validation]!, (await model.evaluate(x, y))[figure]!];
    for (const found of figures) expect(Math.abs(found - value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)));
  });
});
