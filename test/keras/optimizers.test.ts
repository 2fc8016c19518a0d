import { expect, it } from "vitest";
import type { CompileOptions } from "../../src/models/compile.ts";
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamW,
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  ftrl,
  inverseTimeDecay,
  lamb,
  lion,
  piecewiseConstantDecay,
  polynomialDecay,
  rmsprop,
  type Schedule,
  sgd,
} from "../../src/training/index.ts";
import { fixture } from "./keras.fixture.ts";
import { distanceFrom, keras } from "./training.fixture.ts";

const cases: Record<string, Omit<CompileOptions, "loss">> = {
  adagrad: { optimizer: adagrad({ learningRate: 0.1 }) },
  adadelta: { optimizer: adadelta({ learningRate: 1 }) },
  adamax: { optimizer: adamax({ learningRate: 0.01 }) },
  ftrl: {
    optimizer: ftrl({ learningRate: 0.1, l1RegularizationStrength: 0.01, l2RegularizationStrength: 0.1, beta: 0.1 }),
  },
  lion: { optimizer: lion({ learningRate: 0.01 }) },
  lamb: { optimizer: lamb({ learningRate: 0.01 }) },
  amsgrad: { optimizer: adam({ learningRate: 0.05, amsgrad: true }) },
  sgdWeightDecay: { optimizer: sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.1 }) },
  rmspropWeightDecay: { optimizer: rmsprop({ learningRate: 0.01, weightDecay: 0.1 }) },
  clipValue: { optimizer: sgd({ learningRate: 0.1 }), clipValue: 0.02 },
  sgdAverage: { optimizer: sgd({ learningRate: 0.1, momentum: 0.9, useEma: true, emaMomentum: 0.7 }) },
  adamWAverage: { optimizer: adamW({ learningRate: 0.05, useEma: true }) },
  globalClipNorm: { optimizer: adam({ learningRate: 0.05 }), globalClipNorm: 0.01 },
};

it("covers each optimizer in the fixture", () => {
  expect(Object.keys(cases)).toEqual(Object.keys(keras.optimizers));
});

it.each(Object.entries(cases))("five steps of %s give the same weights and losses as in Keras", async (name, options) => {
  const { weights, losses } = await distanceFrom(keras.optimizers[name], { loss: "mse", ...options });
  expect(weights).toBeLessThan(2e-6);
  expect(losses).toBeLessThan(2e-6);
});

const restarts: Record<string, Schedule> = {
  warmUp: cosineDecay({ initialLearningRate: 0.1, decaySteps: 20, alpha: 0.1, warmupTarget: 0.5, warmupSteps: 5 }),
  restarts: cosineDecayRestarts({ initialLearningRate: 0.5, firstDecaySteps: 6, mMul: 0.5, alpha: 0.1 }),
  equalRestarts: cosineDecayRestarts({ initialLearningRate: 0.5, firstDecaySteps: 6, tMul: 1 }),
};

it.each(Object.entries(restarts))("the schedule %s has the same learning rates as in Keras", (name, { at }) => {
  const wanted: number[] = keras.schedules[name];
  for (const [step, rate] of wanted.entries()) expect(Math.abs(at(step) - rate)).toBeLessThan(1e-6);
});

const makers = {
  ExponentialDecay: exponentialDecay,
  CosineDecay: cosineDecay,
  PiecewiseConstantDecay: piecewiseConstantDecay,
  InverseTimeDecay: inverseTimeDecay,
  PolynomialDecay: polynomialDecay,
};
const schedules: { steps: number[]; cases: { name: keyof typeof makers; config: object; values: number[] }[] } =
  fixture("keras-layers").schedules;

/** Converts Keras's snake_case names to camelCase. */
const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

it.each(schedules.cases.map(({ name, config, values }) => [name, JSON.stringify(config), config, values] as const))(
  "%s %s has the same learning rates as in Keras",
  (name, _config, config, values) => {
    const options = Object.fromEntries(Object.entries(config).map(([key, value]) => [camel(key), value]));
    const { at } = makers[name](options as never);
    values.forEach((rate, i) => {
      expect(Math.abs(at(schedules.steps[i]!) - rate)).toBeLessThan(1e-6);
    });
  },
);
