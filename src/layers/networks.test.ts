import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { gradients, input, reduceMean, square, sub, type Tensor, toOnnx } from "../graph/index.ts";
import { callContext, type Purpose } from "../layers/call-context.ts";
import { sequential } from "../models/sequential.ts";
import { nodeRuntime } from "../runtime/node.ts";
import {
  averagePooling1d,
  averagePooling2d,
  batchNormalization,
  bidirectional,
  conv1d,
  conv1dTranspose,
  conv2d,
  conv2dTranspose,
  dense,
  denseTranspose,
  depthwiseConv1d,
  depthwiseConv2d,
  elu,
  flatten,
  globalAveragePooling2d,
  groupNormalization,
  gru,
  type Layer,
  layerNormalization,
  lstm,
  maxPooling1d,
  maxPooling2d,
  repeatVector,
  resizing,
  separableConv2d,
  timeDistributed,
  unitNormalization,
  upSampling1d,
  upSampling2d,
  type Variable,
  zeroPadding2d,
} from "./index.ts";

const runtime = await nodeRuntime();
const { constantFrom, integer, record, oneof, array } = fc;
const smooth = constantFrom(
  "linear",
  "tanh",
  "sigmoid",
  "softplus",
  "gelu",
  "swish",
  "mish",
  "softsign",
  "squareplus",
  "tanhShrink",
  "logSigmoid" as const,
);
const size = integer({ min: 1, max: 3 });
const sizes = fc.tuple(size, size);
const convolution = record({
  filters: size,
  kernelSize: sizes,
  strides: sizes,
  padding: constantFrom("same", "valid" as const),
  activation: smooth,
});
const pooling = record({ poolSize: sizes, strides: sizes, padding: constantFrom("same", "valid" as const) });

/** Functions that create a layer on images. Each call creates a new layer, because a layer belongs to one network. */
const imageLayer: fc.Arbitrary<() => Layer> = oneof(
  convolution.map(
    ({ filters, kernelSize, ...options }) =>
      () =>
        conv2d(filters, kernelSize, options),
  ),
  convolution.map(
    ({ filters, kernelSize, ...options }) =>
      () =>
        conv2dTranspose(filters, kernelSize, options),
  ),
  pooling.map((options) => () => maxPooling2d(options)),
  pooling.map((options) => () => averagePooling2d(options)),
  sizes.map((times) => () => upSampling2d({ size: times })),
  integer({ min: 0, max: 2 }).map((padding) => () => zeroPadding2d({ padding })),
  fc.constant(() => batchNormalization()),
  record({ kernelSize: sizes, dilationRate: sizes, padding: constantFrom("same", "valid" as const) }).map(
    ({ kernelSize, ...options }) =>
      () =>
        conv2d(2, kernelSize, options),
  ),
  record({ depthMultiplier: size, dilationRate: sizes, padding: constantFrom("same", "valid" as const), activation: smooth }).map(
    (options) => () => depthwiseConv2d(2, options),
  ),
  record({ depthMultiplier: size, strides: sizes, padding: constantFrom("same", "valid" as const), activation: smooth }).map(
    (options) => () => separableConv2d(2, [2, 3], options),
  ),
  constantFrom<(number | number[])[]>([-1], [1, 2, 3], [[1, 2, 3]]).map(
    ([axis]) =>
      () =>
        layerNormalization({ axis: axis!, epsilon: 0.1 }),
  ),
  fc.constant(() => groupNormalization({ groups: 1, epsilon: 0.1 })),
  fc.tuple(size, size).map(
    ([height, width]) =>
      () =>
        resizing(height + 1, width + 1),
  ),
  fc.constant(() => elu({ alpha: 0.7 })),
);

/**
 * Networks that read images with random layers. Then either a dense layer and its transpose read the rows, or a dense layer
 * reads the mean of each map.
 */
const network = record({
  seed: integer({ min: 0, max: 1e6 }),
  image: fc.tuple(integer({ min: 2, max: 6 }), integer({ min: 2, max: 6 }), integer({ min: 1, max: 2 })),
  layers: array(imageLayer, { minLength: 1, maxLength: 3 }),
  tied: fc.boolean(),
  units: size,
  activation: smooth,
});

/**
 * Networks of convolutions and pooling without overlap, whose pixels are computed in the order of pooling. They have one
 * channel, two channels, or enough that the adjoint is a convolution.
 */
const pooledNetwork = record({
  seed: integer({ min: 0, max: 1e6 }),
  image: fc.tuple(integer({ min: 4, max: 7 }), integer({ min: 4, max: 7 }), integer({ min: 1, max: 2 })),
  layers: fc
    .tuple(convolution, sizes, fc.boolean())
    .map(([{ kernelSize, filters, strides, ...options }, poolSize, wide]) => [
      ...(wide ? [() => conv2d(16, 1, { activation: "tanh" })] : []),
      () => conv2d(filters, kernelSize, { ...options, strides: wide ? 1 : strides }),
      () => maxPooling2d({ poolSize }),
    ]),
  tied: fc.boolean(),
  units: size,
  activation: smooth,
});

const cells = { lstm, gru };
const cell = record({
  kind: constantFrom(...(["lstm", "gru"] as const)),
  units: size,
  options: record({
    activation: constantFrom<("tanh" | "sigmoid")[]>(["tanh"], ["sigmoid"]).map(([name]) => name!),
    useBias: fc.boolean(),
  }),
});
const convolution1d = record({
  filters: size,
  kernelSize: size,
  strides: size,
  padding: constantFrom("same", "valid" as const),
  activation: smooth,
});

/** Functions that create a new layer on sequences at each call. */
const sequenceLayer: fc.Arbitrary<() => Layer> = oneof(
  cell.map(
    ({ kind, units, options }) =>
      () =>
        cells[kind](units, { ...options, returnSequences: true }),
  ),
  convolution1d.map(
    ({ filters, kernelSize, ...options }) =>
      () =>
        conv1d(filters, kernelSize, options),
  ),
  convolution1d.map(
    ({ filters, kernelSize, ...options }) =>
      () =>
        conv1dTranspose(filters, kernelSize, options),
  ),
  record({ poolSize: size, strides: size, padding: constantFrom("same", "valid" as const) }).map(
    (options) => () => maxPooling1d(options),
  ),
  size.map((times) => () => upSampling1d({ size: times })),
  record({ dilationRate: size, padding: constantFrom("same", "causal" as const), activation: smooth }).map(
    (options) => () => conv1d(2, 2, options),
  ),
  record({
    kind: constantFrom(...(["lstm", "gru"] as const)),
    units: size,
    mergeMode: constantFrom("concat", "sum", "mul" as const),
  }).map(
    ({ kind, units, mergeMode }) =>
      () =>
        bidirectional(cells[kind](units, { returnSequences: true }), { mergeMode }),
  ),
  size.map((depthMultiplier) => () => depthwiseConv1d(2, { depthMultiplier })),
  fc.constant(() => averagePooling1d({ poolSize: 2, strides: 1, padding: "same" })),
  fc.constant(() => unitNormalization()),
  record({ units: size, activation: smooth }).map(
    ({ units, activation }) =>
      () =>
        timeDistributed(dense(units, { activation })),
  ),
);

/**
 * Networks that read sequences with random layers. Then a recurrent layer reads them, and its last step is repeated and read
 * by another one.
 */
const sequenceNetwork = record({
  seed: integer({ min: 0, max: 1e6 }),
  shape: fc.tuple(integer({ min: 1, max: 6 }), size),
  layers: array(sequenceLayer, { minLength: 1, maxLength: 3 }),
  ends: fc.tuple(cell, cell),
});

function madeOfSequences({
  shape,
  layers,
  ends: [last, decoder],
}: typeof sequenceNetwork extends fc.Arbitrary<infer T> ? T : never) {
  const end = [cells[last.kind](last.units, last.options), repeatVector(3), cells[decoder.kind](decoder.units, decoder.options)];
  try {
    return sequential([...layers.map((make) => make()), ...end], { inputShape: shape });
  } catch {
    return undefined;
  }
}

/** Creates the network; returns undefined if it has too many weights, or if its layers leave nothing of the image. */
function made({ image, layers, tied, units, activation }: typeof network extends fc.Arbitrary<infer T> ? T : never) {
  const down = dense(units, { activation });
  const end = tied ? [flatten(), down, denseTranspose(down, { activation: "tanh" })] : [globalAveragePooling2d(), down];
  try {
    const model = sequential([...layers.map((make) => make()), ...end], { inputShape: image });
    return model.variables.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0) < 5000 ? model : undefined;
  } catch {
    return undefined;
  }
}

const BATCH = 4;
const STEP = 4e-3;
const numbers = (shape: readonly number[], draw: () => number): NdArray<"float32"> =>
  ndarray("float32", shape, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw));

/**
 * Returns the derivative of a network's mean squared error along a random direction of all its weights, by differentiation
 * and by central differences.
 */
async function slopes(model: NonNullable<ReturnType<typeof made>>, seed: number, purpose: Purpose) {
  const { normal } = random(seed);
  const learning = model.trainableVariables;
  const inputs = new Map<Variable, Tensor>(model.variables.map((v, i) => [v, input(`w${i}`, "float32", v.shape)]));
  const x = input("x", "float32", ["batch", ...model.inputExampleShape]);
  const y = model.call(x, callContext(purpose, inputs));
  const targets = input("targets", "float32", y.shape);
  const loss = reduceMean(square(sub(y, targets)));
  const slope = gradients(
    loss,
    learning.map((v) => inputs.get(v)!),
  );
  const outputs = { loss, ...Object.fromEntries(slope.map((g, i) => [`g${i}`, g])) };
  const program = await runtime.compile(toOnnx({ name: "network", inputs: [x, targets, ...inputs.values()], outputs }));
  const data = {
    x: numbers([BATCH, ...model.inputExampleShape], normal),
    targets: numbers([BATCH, ...model.outputShape], normal),
  };
  const weights = model.variables.map((v) =>
    numbers(v.shape, /variance|gamma/.test(v.name) ? () => 1 + 0.1 * normal() : () => 0.5 * normal()),
  );
  const direction = learning.map((v) => numbers(v.shape, normal));
  const length = Math.hypot(...direction.map(({ data: d }) => Math.hypot(...d)));
  const at = (step: number) =>
    program.run({
      ...data,
      ...Object.fromEntries(
        model.variables.map((v, i) => {
          const along = direction[learning.indexOf(v)]?.data;
          const moved = weights[i]!.data.map((w, k) => w + (along ? (step * along[k]!) / length : 0));
          return [`w${i}`, ndarray("float32", v.shape, moved)];
        }),
      ),
    });
  const here = await at(0);
  const differentiated = direction.reduce(
    (sum, d, i) => sum + (here[`g${i}`]!.data as Float32Array).reduce((s, g, k) => s + (g * d.data[k]!) / length, 0),
    0,
  );
  const level = Number(here.loss!.data[0]);
  const across = async (step: number) => {
    const [after, before] = [Number((await at(step)).loss!.data[0]), Number((await at(-step)).loss!.data[0])];
    return { slope: (after - before) / (2 * step), bend: (after + before - 2 * level) / step };
  };
  const [near, far] = [await across(STEP), await across(2 * STEP)];
  await program.close();
  // Over twice the step, a smooth curve bends twice as much, but a kink in the middle bends as much as before.
  const doubt = Math.abs(near.slope - far.slope) + Math.abs(2 * near.bend - far.bend);
  return { differentiated, measured: near.slope, doubt, loss: level };
}

const checkNetworks = <T extends { readonly seed: number }>(
  drawn: fc.Arbitrary<T>,
  make: (drawn: T) => ReturnType<typeof made>,
  purpose: Purpose,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(drawn, async (network) => {
      const model = make(network);
      fc.pre(model !== undefined);
      const { differentiated, measured, doubt, loss } = await slopes(model, network.seed, purpose);
      // The tolerance covers the rounding of the loss, the difference between the two steps (a kink of a pooling in
      // between), and 1/300 of the slope.
      const allowed = (2e-6 * (1 + loss)) / STEP + 2 * doubt + Math.abs(measured) / 300;
      expect(Math.abs(differentiated - measured)).toBeLessThan(allowed);
    }),
    { numRuns: 60, seed: 17, maxSkipsPerRun: 20 },
  );

describe.each(["training", "use"] as const)("the gradients (%s) of random networks match central differences", (purpose) => {
  it("of images", () => checkNetworks(network, made, purpose));
  it("of pooled convolutions", () => checkNetworks(pooledNetwork, made, purpose));
  it("of sequences", () => checkNetworks(sequenceNetwork, madeOfSequences, purpose));
});

it("pooled convolutions compute the same numbers in training and in use", () =>
  fc.assert(
    fc.asyncProperty(pooledNetwork, async (drawn) => {
      const model = made(drawn);
      fc.pre(model !== undefined);
      const [training, use] = [await slopes(model, drawn.seed, "training"), await slopes(model, drawn.seed, "use")];
      expect(training.loss).toBeCloseTo(use.loss, 5);
      expect(training.differentiated).toBeCloseTo(use.differentiated, 5);
    }),
    { numRuns: 60, seed: 18, maxSkipsPerRun: 20 },
  ));

it("a layer with more weights than a model can have is refused by its name", () => {
  expect(() => sequential([dense(1e6, { inputShape: [1000] })])).toThrow(
    'Layer "dense" needs a kernel of [1000, 1000000], which are 1,000,000,000 numbers, but a model can have at most 536,870,912. Give it fewer units or smaller inputs.',
  );
});
