import { describe, expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { add, mul, reshape, sub, sum, type Tensor } from "../../graph/index.ts";
import { dense } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import { describeOptimizer, optimizerFrom, optimizerOf } from "./choice.ts";
import { adam, sgd } from "./index.ts";
import type { OwnOptimizer } from "./optimizer.ts";

const numbers = (shape: readonly number[], seed = 1) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + i * 1.7)),
  );
const [x, y] = [numbers([20, 4]), numbers([20, 3], 5)];

async function weightsAfter(optimizer: OwnOptimizer, epochs = 2) {
  const model = sequential([dense(5, { activation: "tanh", inputShape: [4] }), dense(3)]);
  await model.compile({ loss: "mse", optimizer }).fit(x, y, { epochs, batchSize: 8, warn: false });
  return model.getWeights().map(({ data }) => [...data]);
}

/** Gradient descent with momentum as a user might write it, with a private field. */
class Heavy {
  readonly slotCount = 1;
  readonly learningRate: LearningRate;
  readonly #momentum: number;

  constructor({ learningRate = 0.1, momentum = 0.9 }: { learningRate?: LearningRate; momentum?: number } = {}) {
    this.learningRate = learningRate;
    this.#momentum = momentum;
  }

  get config() {
    return { momentum: this.#momentum };
  }

  update(weight: Tensor, gradient: Tensor, [velocity]: readonly Tensor[], [rate]: readonly Tensor[]) {
    const next = sub(mul(velocity!, this.#momentum), mul(gradient, rate!));
    return { weight: add(weight, next), slots: [next] };
  }
}

describe("a custom optimizer", () => {
  it("can be an instance of a class, and momentum then gives the same as the built-in one", async () => {
    const [own, wanted] = [await weightsAfter(new Heavy()), await weightsAfter(sgd({ learningRate: 0.1, momentum: 0.9 }))];
    own.flat().forEach((weight, i) => {
      expect(weight).toBeCloseTo(wanted.flat()[i]!, 6);
    });
  });

  it("can be an object with only update, whose learning rate is 0.001", async () => {
    const plain: OwnOptimizer = {
      update: (weight, gradient, _, [rate]) => ({ weight: sub(weight, mul(gradient, rate!)), slots: [] }),
    };
    const wanted = await weightsAfter(sgd({ learningRate: 0.001 }));
    (await weightsAfter(plain)).flat().forEach((weight, i) => {
      expect(weight).toBeCloseTo(wanted.flat()[i]!, 6);
    });
  });

  it("gets one whole variable at a time", async () => {
    const shapes: string[] = [];
    await weightsAfter({
      update(weight, gradient) {
        shapes.push(weight.shape.join("x"));
        return { weight: sub(weight, mul(gradient, sum(gradient))), slots: [] };
      },
    });
    expect(shapes).toEqual(["4x5", "1x5", "5x3", "1x3"]);
  });

  it("accepts a schedule, or a function of the step", async () => {
    const steps: number[] = [];
    const learningRate = (step: number) => {
      steps.push(step);
      return step < 3 ? 0.1 : 0.01;
    };
    const byFunction = await weightsAfter(adam({ learningRate }));
    expect(new Set(steps)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(await weightsAfter(adam({ learningRate: { at: learningRate } }))).toEqual(byFunction);
  });
});

describe("a custom optimizer is saved by its name and options", () => {
  const again = (optimizer: OwnOptimizer, customObjects = {}) => {
    const saved = JSON.parse(JSON.stringify(describeOptimizer(optimizer)));
    return optimizerFrom(optimizerOf(optimizer).kind, saved, customObjects);
  };

  it("and restored by its class or by a function", async () => {
    const heavy = new Heavy({ learningRate: 0.05, momentum: 0.5 });
    const makeHeavy = (options: object) => new Heavy(options);
    for (const Maker of [Heavy, makeHeavy])
      expect(await weightsAfter(again(heavy, { Heavy: Maker }))).toEqual(await weightsAfter(heavy));
  });

  it("including a schedule or a function of the step", async () => {
    function halving(step: number) {
      return 0.1 / 2 ** step;
    }
    class Falling {
      readonly config: { from: number };
      constructor(config: { from: number }) {
        this.config = config;
      }
      at(step: number) {
        return this.config.from / (1 + step);
      }
    }
    for (const learningRate of [halving, new Falling({ from: 0.2 })]) {
      const optimizer = sgd({ learningRate });
      expect(await weightsAfter(again(optimizer, { halving, Falling }))).toEqual(await weightsAfter(optimizer));
    }
    expect(() => again(sgd({ learningRate: halving }))).toThrow("customObjects: { halving }");
    expect(() => again(sgd({ learningRate: new Falling({ from: 1 }) }))).toThrow("customObjects: { Falling }");
  });

  it("but not without a name", () => {
    const nameless: OwnOptimizer = { update: (weight) => ({ weight, slots: [] }) };
    expect(() => describeOptimizer(nameless)).toThrow("Give it a kind or make it an instance of a class");
    expect(() => describeOptimizer({ ...sgd(), update: (weight) => ({ weight, slots: [] }) })).toThrow(
      'has the kind "sgd" of a built-in one',
    );
    expect(() => describeOptimizer(sgd({ learningRate: (step) => 1 / (step + 1) }))).toThrow("is a function without a name");
    expect(() => describeOptimizer(sgd({ learningRate: { at: () => 1 } }))).toThrow("is a schedule without a name");
  });

  it("and rejected by name if customObjects lacks it, or has something else there", () => {
    const heavy = new Heavy();
    expect(() => again(heavy)).toThrow(
      'Unknown optimizer "Heavy". If it is your own, pass it when you load the model: customObjects: { Heavy }.',
    );
    expect(() => again(heavy, { Heavy: 3 })).toThrow(
      "customObjects.Heavy must be a class, or a function that makes the optimizer",
    );
    expect(() => again(heavy, { Heavy: () => undefined })).toThrow("customObjects.Heavy returns no optimizer");
  });
});

describe("a mistake in a custom optimizer gives an error that says what to do", () => {
  const same = (weight: Tensor) => ({ weight, slots: [] });

  it.each<[string, unknown, string]>([
    ["no update", {}, "or an object with a function update, but it is a object."],
    ["null", null, "but it is null."],
    ["no number of slots", { update: same, slotCount: "1" }, "slotCount of the optimizer optimizer must be a whole number"],
    ["no scale", { update: same, gradientScale: 0 }, 'must be a number above 0, or "rate", but it is 0.'],
    [
      "no rate",
      { update: same, learningRate: "fast" },
      "A learning rate must be a positive number, a schedule or a function of the step",
    ],
  ])("%s", (_what, optimizer, message) => {
    expect(() => sequential([dense(1)]).compile({ loss: "mse", optimizer: optimizer as OwnOptimizer })).toThrow(message);
  });

  it.each<[string, unknown, string]>([
    ["nothing", () => undefined, "update of the optimizer own returns undefined. Return { weight, slots }."],
    ["a tensor", (weight: Tensor) => weight, "returns undefined as weight. Return { weight, slots }."],
    ["too many slots", (weight: Tensor) => ({ weight, slots: [weight] }), "returns 1 slots, but its slotCount is 0"],
    [
      "another shape",
      (weight: Tensor) => ({ weight: sum(weight), slots: [] }),
      "returns a weight of float32 [] for a variable of [4, 5]",
    ],
    ["an error in it", (weight: Tensor) => ({ weight: reshape(weight, [7]), slots: [] }), "The optimizer own: Reshape"],
  ])("an update that returns %s", async (_what, update, message) => {
    await expect(weightsAfter({ kind: "own", update } as OwnOptimizer)).rejects.toThrow(message);
  });

  it("scalars and learning rates that aren't numbers", async () => {
    await expect(weightsAfter({ update: same, scalars: () => 3 as never })).rejects.toThrow(
      "doesn't return a list of numbers at step 1",
    );
    await expect(weightsAfter(sgd({ learningRate: () => Number.NaN }))).rejects.toThrow(
      "The learning rate of step 0 (counted from 0) is NaN. A schedule must return a finite number of at least 0 for each step.",
    );
  });
});
