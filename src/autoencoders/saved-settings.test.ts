import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { garments } from "../data/built-in/garments.ts";
import {
  adam,
  adamW,
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  type LearningRate,
  nadam,
  type Optimizer,
  piecewiseConstantDecay,
  polynomialDecay,
  rmsprop,
  type Schedule,
  sgd,
} from "../training/index.ts";
import { Autoencoder, autoencoderFrom, type LoadOptions } from "./autoencoder.ts";
import { families } from "./families/index.ts";
import { autoencoderFiles, type SavedWith } from "./files.ts";
import { StackedAutoencoder } from "./index.ts";
import type { AutoencoderOptions } from "./options.ts";

const { examples } = garments({ count: 40 });

const loaded = (autoencoder: Autoencoder, saved: SavedWith = {}, options: LoadOptions = {}) =>
  autoencoderFrom(
    Object.fromEntries(
      Object.entries(autoencoderFiles(autoencoder, saved)).map(([name, file]) => [
        name,
        typeof file === "string" ? new TextEncoder().encode(file) : file,
      ]),
    ),
    "",
    options,
  );

const schedules: readonly LearningRate[] = [
  exponentialDecay({ initialLearningRate: 0.05, decaySteps: 2, decayRate: 0.5, staircase: true }),
  inverseTimeDecay({ initialLearningRate: 0.05, decaySteps: 2, decayRate: 0.5 }),
  cosineDecay({ initialLearningRate: 0.05, decaySteps: 4, alpha: 0.1 }),
  polynomialDecay({ initialLearningRate: 0.05, decaySteps: 4, endLearningRate: 0.01, power: 2 }),
  piecewiseConstantDecay({ boundaries: [1, 3], values: [0.05, 0.02, 0.01] }),
];
const optimizersOf = (learningRate: LearningRate): readonly Optimizer[] => [
  sgd({ learningRate, momentum: 0.9, nesterov: true }),
  sgd({ learningRate }),
  adam({ learningRate, beta1: 0.8, beta2: 0.95, epsilon: 1e-4 }),
  adamW({ learningRate, weightDecay: 0.05 }),
  adamW({ learningRate, weightDecay: 0 }),
  rmsprop({ learningRate, rho: 0.8, momentum: 0.5, epsilon: 1e-3 }),
  nadam({ learningRate, beta1: 0.8, beta2: 0.95, epsilon: 1e-4 }),
];
/** Every optimizer with a fixed learning rate, and every schedule with one of them. */
const optimizers = [
  ...optimizersOf(0.02),
  ...schedules.map((learningRate) => sgd({ learningRate, momentum: 0.9, nesterov: true })),
];

/** Returns settings without the functions of an optimizer and its schedule, which are created from its kind and options. */
const plain = (settings: object): unknown => JSON.parse(JSON.stringify({ seed: 42, ...settings }));

describe("a saved autoencoder has the settings with which it was created", () => {
  const shapes: Readonly<Record<string, readonly number[]>> = {
    convolutional: [28, 28],
    "convolutional-1d": [8, 3],
    recurrent: [8, 3],
  };
  const own: Readonly<Record<string, readonly object[]>> = {
    sparse: [{ sparsity: { kind: "l1", weight: 0.002 } }, { sparsity: { kind: "kl", target: 0.2, weight: 0.003 } }],
    greedy: [{ laterLearningRate: 0.03, fineTune: true, fineTuneLearningRate: 0.01 }],
  };
  it.each(Object.entries(families))("%s", (name, family) => {
    const some = <T>(...values: readonly T[]) => fc.constantFrom(undefined, ...values);
    const options = fc.record({
      codings: some(3, 5),
      hidden: some([6], [7, 4]),
      loss: some("mse", "mae"),
      optimizer: some<string | Optimizer>("adam", "nadam", ...optimizers),
      learningRate: some(0.004),
      metrics: some(["mae"], ["mae", "mse"]),
      clipNorm: some(0.5),
      noise: some({ kind: "gaussian", amount: 0.1 }, { kind: "dropout", amount: 0.3 }),
      seed: some(7),
      batchSize: some(16),
      epochs: some(3),
      own: fc.constantFrom({}, ...(own[name] ?? [])),
    });
    fc.assert(
      fc.property(options, ({ own: ofFamily, ...told }) => {
        const autoencoder = new Autoencoder({ ...(told as AutoencoderOptions), ...ofFamily, family });
        autoencoder.buildFor(shapes[name] ?? [6]);
        const again = loaded(autoencoder).autoencoder;
        expect(plain(again.settings)).toEqual(plain(autoencoder.settings));
        expect(plain(again.likewise().settings)).toEqual(plain(autoencoder.settings));
        expect(plain(loaded(again).autoencoder.settings)).toEqual(plain(autoencoder.settings));
      }),
      { seed: 1, numRuns: 15 },
    );
  });
});

it.each(optimizers.map((optimizer) => [optimizer.kind, JSON.stringify(optimizer.config), optimizer] as const))(
  "and learns as without saving: with %s %s",
  async (_kind, _config, optimizer) => {
    const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [], optimizer });
    autoencoder.buildFor([28, 28]);
    const again = loaded(autoencoder).autoencoder;
    const weights = await Promise.all(
      [autoencoder, again, again.likewise()].map(async (one) => {
        await one.fit(examples, { epochs: 3, batchSize: 20, warn: false });
        return one.trained.model.getWeights();
      }),
    );
    expect(weights[1]).toEqual(weights[0]);
    expect(weights[2]).toEqual(weights[0]);
  },
);

it("a command's batch size becomes that of the loaded autoencoder", () => {
  const autoencoder = new StackedAutoencoder({ codings: 2 });
  autoencoder.buildFor([4]);
  const { batchSize: _, ...options } = autoencoder.settings as AutoencoderOptions & { batchSize?: number };
  expect(loaded(autoencoder, { options: { ...options, batch: 7 } }).autoencoder.settings.batchSize).toBe(7);
});

describe("refuses to save what couldn't be loaded", () => {
  const saving = (options: AutoencoderOptions) => () => {
    const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [], ...options });
    autoencoder.buildFor([4]);
    return autoencoderFiles(autoencoder);
  };

  it("a custom class, or one that extends another", () => {
    class Mine extends Autoencoder {}
    class Deeper extends StackedAutoencoder {}
    for (const [autoencoder, name] of [
      [new Mine({ codings: 2, hidden: [] }), "Mine"],
      [new Deeper({ codings: 2 }), "Deeper"],
    ] as const) {
      autoencoder.buildFor([4]);
      expect(() => autoencoderFiles(autoencoder)).toThrow(
        `${name} is a class of your own, so it can't be saved: a saved autoencoder is loaded as one of linear, stacked,`,
      );
    }
  });

  it("a custom optimizer or schedule with the name of a built-in one, or without a name", () => {
    const other: Optimizer = { ...sgd(), update: (weight) => ({ weight, slots: [] }) };
    expect(saving({ optimizer: other })).toThrow(
      'A custom optimizer has the kind "sgd" of a built-in one, so it can\'t be saved.',
    );
    expect(saving({ optimizer: { update: other.update } })).toThrow(
      "The optimizer has no name, so it can't be saved with the model.",
    );
    expect(saving({ optimizer: sgd({ learningRate: () => 0.1 }) })).toThrow("The learningRate is a function without a name");
  });
});

it("loads a custom optimizer and schedule from customObjects, and fails without them", () => {
  const mine = (options: object): Optimizer => ({ ...sgd(options), kind: "mine" });
  const warm = ({ from }: { from: number }) => ({ kind: "warm", config: { from }, at: (step: number) => from * step });
  const optimizer = mine({ learningRate: warm({ from: 0.1 }), momentum: 0.5 });
  const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [], optimizer });
  autoencoder.buildFor([4]);
  const again = loaded(autoencoder, {}, { customObjects: { mine, warm } }).autoencoder.settings.optimizer as Optimizer;
  expect([again.kind, again.config]).toEqual(["mine", { momentum: 0.5, nesterov: false }]);
  expect((again.learningRate as Schedule).at(3)).toBeCloseTo(0.3);
  expect(() => loaded(autoencoder, {}, { customObjects: { warm } })).toThrow("customObjects: { mine }");
  expect(() => loaded(autoencoder)).toThrow("If it is your own, pass it when you load the model: customObjects: { warm }.");
});
