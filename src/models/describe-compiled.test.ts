import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { abs, cast, greater, mul, reshape, square, sub, sum, type Tensor } from "../graph/index.ts";
import { dense } from "../layers/index.ts";
import { exponentialDecay, lion, losses, type OwnOptimizer, sgd, type TotalsMetric } from "../training/index.ts";
import { type CompileOptions, compiledOf } from "./compile.ts";
import { compiledFrom, describeCompiled } from "./describe-compiled.ts";
import { sequential } from "./sequential.ts";

const numbers = (shape: readonly number[], seed = 1) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + i * 1.7)),
  );
const [x, y] = [numbers([20, 4]), numbers([20, 3], 5)];

async function trained(options: CompileOptions) {
  const model = sequential([dense(3, { inputShape: [4] })]).compile(options);
  const { history } = await model.fit(x, y, { epochs: 2, batchSize: 8, warn: false });
  return history.map(({ seconds: _, examplesPerSecond: __, ...figures }) => figures);
}

const again = (options: CompileOptions, customObjects = {}) =>
  compiledFrom(JSON.parse(JSON.stringify(describeCompiled(compiledOf(options, ["dense"])))), customObjects);

function pinball(yTrue: Tensor, yPred: Tensor): Tensor {
  const error = sub(yTrue, yPred);
  return sub(abs(error), mul(error, 0.4));
}
function distance(yTrue: Tensor, yPred: Tensor): Tensor {
  return abs(sub(yTrue, yPred));
}
const hits: TotalsMetric = {
  name: "hits",
  size: 1,
  sums: (yTrue, yPred) => reshape(sum(cast(greater(yPred, yTrue), "float32")), [1]),
  result: ([count]) => count!,
};
class Plain implements OwnOptimizer {
  readonly learningRate: number;
  constructor({ learningRate = 0.1 }: { learningRate?: number } = {}) {
    this.learningRate = learningRate;
  }
  update(weight: Tensor, gradient: Tensor, _slots: readonly Tensor[], [rate]: readonly Tensor[]) {
    return { weight: sub(weight, mul(gradient, rate!)), slots: [] };
  }
}

describe("the options of compile are the same after saving:", () => {
  it.each<[string, CompileOptions]>([
    ["names", { loss: "meanSquaredError", optimizer: "adamW", metrics: ["mae", "r2Score", "poisson"] }],
    ["built-in functions", { loss: losses.huber, optimizer: lion({ learningRate: 0.01 }), clipValue: 0.1, trim: 0.1 }],
    [
      "schedules",
      {
        loss: "mse",
        optimizer: sgd({ learningRate: exponentialDecay({ initialLearningRate: 0.1, decaySteps: 2, decayRate: 0.5 }) }),
      },
    ],
    ["clipping", { loss: "mse", globalClipNorm: 0.1 }],
  ])("%s", async (_what, options) => {
    expect(await trained(again(options))).toEqual(await trained(options));
  });

  it("a custom loss, optimizer and metrics, from customObjects", async () => {
    const options: CompileOptions = {
      loss: pinball,
      optimizer: new Plain({ learningRate: 0.05 }),
      metrics: [distance, hits, "mae"],
    };
    const customObjects = { pinball, Plain, distance, hits };
    expect(await trained(again(options, customObjects))).toEqual(await trained(options));
    for (const name of Object.keys(customObjects))
      expect(() => again(options, without(customObjects, name))).toThrow(`customObjects: { ${name} }`);
  });

  it("a loss that gets rows, if customObjects has either the function or the loss", async () => {
    const rows = { name: "rows", of: (t: Tensor, p: Tensor) => square(sub(t, p)) };
    const wanted = await trained({ loss: rows });
    expect(await trained(again({ loss: rows }, { rows }))).toEqual(wanted);
    expect(again({ loss: rows }, { rows: rows.of }).loss).toEqual({ name: "rows", of: rows.of });
  });
});

const without = (objects: Readonly<Record<string, unknown>>, name: string) =>
  Object.fromEntries(Object.entries(objects).filter(([key]) => key !== name));

it("a metric keeps its name in the history, even if its function in customObjects has another name", async () => {
  const options: CompileOptions = { loss: "mse", metrics: [{ name: "far", of: distance }] };
  expect(await trained(again(options, { far: distance }))).toEqual(await trained(options));
});

describe("an object without a name isn't saved:", () => {
  it("a loss that is an anonymous function", () => {
    expect(() => again({ loss: (t, p) => square(sub(t, p)) })).toThrow(
      "The loss is a function without a name, so the model can't be saved. Give it a name, such as const pinball = (…) => …, and load the model with customObjects: { pinball }.",
    );
  });

  it("and the error names the object that customObjects lacks", () => {
    expect(() => again({ loss: pinball })).toThrow(
      'Unknown loss "pinball". If it is your own, pass it when you load the model: customObjects: { pinball }.',
    );
    expect(() => again({ loss: "mse", metrics: [distance] })).toThrow('Unknown metric "distance".');
  });
});
