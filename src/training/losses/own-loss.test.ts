import { describe, expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { abs, argMax, cast, input, log, mean, mul, reshape, round, square, sub, sum, type Tensor } from "../../graph/index.ts";
import { conv2d, dense, reshape as reshaped } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import { type LossChoice, sgd } from "../index.ts";
import * as losses from "./index.ts";

const numbers = (shape: readonly number[], seed = 1) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + i * 1.7)),
  );
const [x, y] = [numbers([20, 4]), numbers([20, 3], 5)];
const quiet = { warn: false, epochs: 2, batchSize: 8 } as const;

async function trained(loss: LossChoice, options: object = {}, targets = y) {
  const model = sequential([dense(3, { inputShape: [4] })]).compile({ loss, optimizer: sgd({ learningRate: 0.1 }) });
  const { history } = await model.fit(x, targets, { ...quiet, ...options });
  return { weights: model.getWeights().map(({ data }) => [...data]), losses: history.map((log) => log.loss) };
}

const squared = (yTrue: Tensor, yPred: Tensor) => square(sub(yPred, yTrue));

describe("a custom loss", () => {
  it.each([
    ["mse", squared],
    ["mae", (yTrue: Tensor, yPred: Tensor) => abs(sub(yPred, yTrue))],
    ["poisson", (yTrue: Tensor, yPred: Tensor) => sub(yPred, mul(yTrue, log(square(yPred))))],
  ] as const)("with the formula of %s gives the same bits in every form in which it can be given", async (name, own) => {
    const whole = await trained(own);
    expect(await trained({ name: "own", of: own })).toEqual(whole);
    if (name !== "poisson") expect(await trained(name)).toEqual(whole);
  });

  it("that is a built-in function is the same as its name", async () => {
    expect(await trained(losses.huber)).toEqual(await trained("huber"));
    expect(await trained("meanSquaredError")).toEqual(await trained("mse"));
  });

  it("may return a number for each element, for each example or for the batch", async () => {
    const near = async (loss: LossChoice) => (await trained(loss)).losses[1];
    const wanted = (await trained("mse")).losses[1]!;
    expect(await near((yTrue, yPred) => mean(square(sub(yTrue, yPred)), -1))).toBeCloseTo(wanted, 6);
    expect(await near((yTrue, yPred) => mean(square(sub(yTrue, yPred))))).toBeCloseTo(wanted, 6);
  });

  it("uses weights of examples as the built-in loss does", async () => {
    const sampleWeights = ndarray(
      "float32",
      [20],
      Float32Array.from({ length: 20 }, (_, i) => i % 3),
    );
    expect(await trained(squared, { sampleWeights })).toEqual(await trained("mse", { sampleWeights }));
  });

  it("gets targets and outputs in their own shapes, including images", async () => {
    const images = numbers([6, 4, 4, 1]);
    const shapes: string[] = [];
    const model = sequential([conv2d(2, 3, { padding: "same", inputShape: [4, 4, 1] })]);
    const loss = (yTrue: Tensor, yPred: Tensor) => {
      shapes.push(`${yTrue.shape.length} ${yTrue.dtype} ${yPred.shape.slice(1).join(" ")}`);
      return square(sub(yPred, reshape(yTrue, [yPred.shape[0]!, 1, 1, 1])));
    };
    const labels = ndarray("int32", [6], Int32Array.of(0, 1, 0, 1, 1, 0));
    await model.compile({ loss }).fit(images, labels, quiet);
    expect(shapes[0]).toBe("1 float32 4 4 2");
  });

  it("can compare targets and outputs with different numbers of axes", async () => {
    const model = sequential([dense(3, { inputShape: [4] }), reshaped([3, 1])]);
    model.compile({ loss: (yTrue, yPred) => sum(abs(sub(reshape(yPred, yTrue.shape), yTrue)), -1) });
    const { loss } = await model.evaluate(x, y);
    expect(loss).toBeGreaterThan(0);
  });
});

describe("a mistake in a custom loss gives an error that says what to do", () => {
  const mistake = (loss: unknown, options: object = {}, targets = y) => trained(loss as LossChoice, options, targets);

  it.each<[string, unknown, string]>([
    ["a number", () => 3, "Your loss returns a number. Return a tensor, made with functions of codings/graph such as"],
    ["nothing", function pinball() {}, "The loss pinball returns undefined. Return a tensor"],
    ["a promise", async () => input("a", "float32", [1]), "returns a promise. Return a tensor"],
    ["integers", (_: Tensor, p: Tensor) => cast(p, "int32"), "returns numbers of type int32. Return float32"],
    ["a wrong shape", (_: Tensor, p: Tensor) => sum(p, 0), "returns [3]. Return a number for each element or example"],
    ["no gradient", (t: Tensor, p: Tensor) => square(sub(round(p), t)), "Your loss has no gradient with respect to"],
    ["no dependence", (t: Tensor) => square(t), "Your loss has no gradient with respect to"],
    ["places", (t: Tensor, p: Tensor) => square(sub(argMax(p), argMax(t))), "Your loss has no gradient with respect to"],
    [
      "an error in it",
      (t: Tensor, p: Tensor) => sub(t, sum(p, 0, { keepDims: true }).shape.length === 2 ? mean(p, 5) : p),
      "has no axis 5",
    ],
  ])("%s", async (_what, loss, message) => {
    await expect(mistake(loss)).rejects.toThrow(message);
  });

  it("targets and outputs that were broadcast to a common shape", async () => {
    const model = sequential([dense(1, { inputShape: [4] }), reshaped([1, 1])]).compile({ loss: squared });
    await expect(model.fit(x, numbers([20, 1]), quiet)).rejects.toThrow("were broadcast together. Reshape one of them");
  });

  it("one number for a batch with weights or with trim", async () => {
    const loss = (yTrue: Tensor, yPred: Tensor) => mean(square(sub(yTrue, yPred)));
    const sampleWeights = ndarray("float32", [20], new Float32Array(20).fill(1));
    await expect(mistake(loss, { sampleWeights })).rejects.toThrow(
      "returns one number for a whole batch, so weights of examples",
    );
    const model = sequential([dense(3, { inputShape: [4] })]).compile({ loss, trim: 0.2 });
    await expect(model.fit(x, y, quiet)).rejects.toThrow("so trim can't be applied");
  });

  it.each([
    [null, "but it is null."],
    [3, "but it is number."],
    [[], "but it is a list."],
    ["meanSquareError", 'Unknown loss "meanSquareError". Did you mean "meanSquaredError"?'],
  ])("%j isn't a loss", (loss, message) => {
    expect(() => sequential([dense(1)]).compile({ loss: loss as LossChoice })).toThrow(message);
  });
});

it("targets that a loss doesn't accept are rejected with their row", async () => {
  await expect(trained("hinge")).rejects.toThrow(
    "The loss hinge is for targets of -1 and 1, or of 0 and 1, but row 0, column 0 is",
  );
  await expect(trained("poisson")).rejects.toThrow("The loss poisson is for targets of 0 and above, but row 0, column 0 is -0.9");
});
