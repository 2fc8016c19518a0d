import { expect, it } from "vitest";
import { type NdArray, ndarray, sliceRows } from "../../src/core/ndarray.ts";
import { type Tensor as GraphTensor, reshape, slice } from "../../src/graph/index.ts";
import {
  activityRegularization,
  type CallContext,
  type Conv2D,
  conv2dTranspose,
  type Dense,
  dense,
  denseTranspose,
  GaussianCodings,
  Layer,
  layerKinds,
  sparsityRegularization,
  timeDistributed,
} from "../../src/layers/index.ts";
import { type Sequential, sequential } from "../../src/models/sequential.ts";
import { type LossName, sgd } from "../../src/training/index.ts";
import { fixture } from "./keras.fixture.ts";

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
// biome-ignore lint/suspicious/noExplicitAny: each row of the fixture has the options of its own layer.
type Row = any;
interface Run {
  readonly layers: readonly Row[];
  readonly loss: string;
  readonly learningRate: number;
  readonly initial: readonly Numbers[];
  readonly losses: readonly number[];
  readonly weights: readonly (Numbers & { readonly name: string })[];
  readonly outputs: Numbers;
}

const { systems, steps, batch } = fixture("keras-systems");
const losses: Readonly<Record<string, LossName>> = { binary_crossentropy: "binaryCrossentropy", mse: "mse" };
const arrayOf = ({ shape, values }: Numbers) => ndarray("float32", shape, Float32Array.from(values));

/** Creates the layers in a fixture, by Keras's names. A tied layer finds the earlier layer by its name. */
function layersOf(rows: readonly Row[]): Layer[] {
  const made = new Map<string, Layer>();
  const make = ({ layer, ...row }: Row): Layer => {
    const tied = made.get(row.tiedTo);
    if (layer === "DenseTranspose") return denseTranspose(tied as Dense, { name: row.name, activation: row.activation });
    if (layer === "L1Penalty") return activityRegularization({ name: row.name, l1: row.weight });
    if (layer === "KLPenalty") return sparsityRegularization(row);
    if (layer === "TimeDistributedDense")
      return timeDistributed(dense(row.units, { activation: row.activation }), { name: row.name });
    if (layer !== "Conv2DTied") return layerKinds[layer]!(row as never, { name: row.name }) as Layer;
    const { kernelSize } = tied as Conv2D;
    const earlier = rows.slice(
      0,
      rows.findIndex(({ name }) => name === row.tiedTo),
    );
    const channels = earlier.findLast(({ filters }) => filters)?.filters ?? 1;
    return conv2dTranspose(channels, kernelSize, { ...row, tiedTo: tied as Conv2D });
  };
  return rows.map((row) => {
    const layer = make(row);
    if (row.name) made.set(row.name, layer);
    return layer;
  });
}

function expectNear(found: NdArray, { shape, values }: Numbers, tolerance: number): void {
  expect(found.shape).toEqual(shape);
  expect(Math.max(...values.map((value, i) => Math.abs(value - Number(found.data[i]))))).toBeLessThan(tolerance);
}

/** Trains for 50 steps: three in each epoch of 12 examples, and two in the last of 17 epochs. */
async function fiftySteps(model: Sequential, run: Run, examples: NdArray<"float32">, targets: NdArray<"float32">): Promise<void> {
  const found = model.getWeights().map(({ shape }) => shape);
  expect(found).toEqual(run.initial.map(({ shape }) => shape));
  model.setWeights(run.initial.map(arrayOf));
  model.compile({ loss: losses[run.loss]!, optimizer: sgd({ learningRate: run.learningRate }) });
  const options = { shuffle: false, batchSize: batch, warn: () => undefined } as const;
  const { loss } = await model.evaluate(sliceRows(examples, 0, batch), sliceRows(targets, 0, batch), { batchSize: batch });
  if (!model.layers.some((layer) => layer instanceof GaussianCodings)) expect(loss).toBeCloseTo(run.losses[0]!, 5);
  const rest = steps % 3;
  await model.fit(examples, targets, { ...options, epochs: (steps - rest) / 3 });
  const last = [sliceRows(examples, 0, rest * batch), sliceRows(targets, 0, rest * batch)] as const;
  const same = examples === targets;
  await model.fit(last[0], same ? last[0] : last[1], options);
}

function expectTrained(model: Sequential, run: Run): void {
  model.getWeights().forEach((array, i) => {
    expectNear(array, run.weights[i]!, 1e-4);
  });
}

const plain = Object.keys(systems).filter((name) => !["greedy", "variational"].includes(name));

it.each(plain)("the %s autoencoder has the same weights and outputs as in Keras after 50 steps", async (name) => {
  const run = systems[name] as Run & { examples: Numbers };
  const examples = arrayOf(run.examples);
  const model = sequential(layersOf(run.layers), { inputShape: examples.shape.slice(1) });
  await fiftySteps(model, run, examples, examples);
  expectTrained(model, run);
  expectNear(await model.predict(examples), run.outputs, 1e-4);
});

it("greedy training has the same weights as in Keras after each phase, and so has the stacked model", async () => {
  const [examples, [one, two]] = [arrayOf(systems.greedy.examples), systems.greedy.phases as readonly [Run, Run]];
  const first = sequential(layersOf(one.layers), { inputShape: [36] });
  await fiftySteps(first, one, examples, examples);
  expectTrained(first, one);
  const codings = await sequential([first.layers[0]!], { inputShape: [36] }).predict(examples);
  expectNear(codings, systems.greedy.codings, 1e-4);
  const second = sequential(layersOf(two.layers), { inputShape: [5] });
  await fiftySteps(second, two, codings, codings);
  expectTrained(second, two);
  const stacked = sequential([first.layers[0]!, ...second.layers, first.layers[1]!], { inputShape: [36] });
  expectNear(await stacked.predict(examples), systems.greedy.outputs, 1e-4);
});

it("the variational autoencoder has the same weights as in Keras if both get the same noise", async () => {
  const run = systems.variational as Run & { examples: Numbers; mean: Numbers; epsilon: Numbers; layers: Row };
  const [pixels, codings] = [36, 3];
  let noise: GraphTensor;

  /** Separates the noise of the step from the end of each row. */
  class TakeNoise extends Layer {
    static override readonly kind = "TakeNoise";
    call(x: GraphTensor): GraphTensor {
      noise = reshape(slice(x, 1, pixels, pixels + codings), [x.shape[0]!, codings]);
      return slice(x, 1, 0, pixels);
    }
  }
  class GivenNoise extends GaussianCodings {
    override call(x: GraphTensor, context: CallContext): GraphTensor {
      return super.call(x, { ...context, random: { ...context.random, normal: () => noise } });
    }
  }
  const { encoder, decoder } = run.layers;
  const parts = [new TakeNoise(), ...layersOf(encoder), new GivenNoise(codings, { weight: 1 / pixels }), ...layersOf(decoder)];
  const model = sequential(parts, { inputShape: [pixels + codings] });
  model.setWeights(run.initial.map(arrayOf));
  const count = steps * batch;
  const targets = ndarray("float32", [count, pixels], new Float32Array(count * pixels));
  const examples = ndarray("float32", [count, pixels + codings], new Float32Array(count * (pixels + codings)));
  for (let i = 0; i < count; i++) {
    const row = i % 12;
    const values = run.examples.values.slice(row * pixels, (row + 1) * pixels);
    targets.data.set(values, i * pixels);
    examples.data.set([...values, ...run.epsilon.values.slice(i * codings, (i + 1) * codings)], i * (pixels + codings));
  }
  model.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: run.learningRate }) });
  const { history } = await model.fit(examples, targets, { shuffle: false, batchSize: batch });
  expect(history[0]!.loss).toBeCloseTo(run.losses.reduce((sum, loss) => sum + loss, 0) / steps, 5);
  expectTrained(model, run);
  expectNear(await model.predict(sliceRows(examples, 0, 12)), run.outputs, 1e-4);
});
