import { expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { dense } from "../../layers/index.ts";
import { sequential } from "../../models/index.ts";
import { describeOptimizer, optimizerFrom, optimizerOf } from "./choice.ts";
import * as optimizers from "./index.ts";

const sines = (shape: readonly [number, number], step: number) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => Math.sin(step * i)),
  );
const [x, y] = [sines([8, 2], 1), sines([8, 1], 2)];
const told = { batchSize: 4, warn: false, shuffle: false } as const;
const model = (optimizer: ReturnType<typeof optimizers.sgd>) =>
  sequential([dense(3, { inputShape: [2], activation: "tanh" }), dense(1)], { seed: 3 }).compile({ loss: "mse", optimizer });

it.each(Object.entries(optimizers))(
  "%s returns the average of the weights, and can be restored from its options",
  async (kind, make) => {
    const rate = { learningRate: 0.05 };
    const averaging = make({ ...rate, useEma: true, emaMomentum: 0.6 });
    const again = optimizerFrom(kind, JSON.parse(JSON.stringify(describeOptimizer(averaging))));
    expect(again.config).toMatchObject({ useEma: true, emaMomentum: 0.6 });
    const [averaged, plain] = [model(again), model(make(rate))];
    let mean: number[] | undefined;
    for (let step = 0; step < 6; step++) {
      const rows = { ...told, epochs: step + 1, batchSize: 8 };
      const each = model(make(rate));
      await each.fit(x, y, rows);
      const weights = each.getWeights().flatMap(({ data }) => [...data]);
      mean = mean ? mean.map((old, i) => 0.6 * old + 0.4 * weights[i]!) : weights;
    }
    await averaged.fit(x, y, { ...told, epochs: 6, batchSize: 8 });
    await plain.fit(x, y, { ...told, epochs: 6, batchSize: 8 });
    const found = averaged.getWeights().flatMap(({ data }) => [...data]);
    found.forEach((value, i) => {
      expect(Math.abs(value - mean![i]!)).toBeLessThan(1e-5);
    });
    expect(found).not.toEqual(plain.getWeights().flatMap(({ data }) => [...data]));
  },
);

it("a training that continues from a checkpoint gives the same bits as one that wasn't stopped", async () => {
  const make = () => model(optimizers.adam({ useEma: true, emaMomentum: 0.9 }));
  const whole = make();
  await whole.fit(x, y, { ...told, epochs: 5 });
  const { state } = await make().fit(x, y, { ...told, epochs: 2 });
  const rest = make();
  await rest.fit(x, y, { ...told, epochs: 5, from: state });
  expect(rest.getWeights()).toEqual(whole.getWeights());
});

it("emaMomentum must be below 1, and needs useEma", () => {
  expect(() => optimizers.sgd({ emaMomentum: 0.9 })).toThrow(
    "emaMomentum of sgd has no effect without the moving average of the weights. Add useEma: true, or leave it out.",
  );
  expect(() => optimizerOf(optimizers.adam({ useEma: true, emaMomentum: 1 }))).toThrow(
    "emaMomentum of adam must be a number of at least 0 and below 1, but it is 1.",
  );
});
