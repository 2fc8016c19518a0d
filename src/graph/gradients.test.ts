import fc from "fast-check";
import { describe, test } from "vitest";
import { sizeOf } from "../core/ndarray.ts";
import { permutation, random } from "../core/random.ts";
import {
  above,
  anything,
  apart,
  awayFromZero,
  checkGradients,
  type GradientCase,
  type Sizes,
  STEP,
  type Values,
} from "./finite-differences.fixture.ts";
import * as op from "./operators/index.ts";
import { constantOf, type Shape, type Tensor } from "./tensor.ts";

type Cases = fc.Arbitrary<GradientCase>;
const { integer, constantFrom, boolean, tuple } = fc;
const upTo = (max: number) => integer({ min: 1, max });

/** Shapes with `from` to `to` axes. The size of the first axis may be known only when the graph runs. */
const shapes = ({ from = 0, to = 4, most = 3 } = {}): fc.Arbitrary<Sizes> =>
  tuple(fc.array(upTo(most), { minLength: from, maxLength: to }), boolean()).map(
    ([sizes, symbolic]): Sizes => (symbolic && sizes.length > 0 ? ["batch", ...sizes.slice(1)] : sizes),
  );

/** An operator on one tensor of any shape. */
const unary = (build: (x: Tensor) => Tensor, values?: Values, options?: Parameters<typeof shapes>[0]): Cases =>
  shapes(options).map((sizes) => ({ inputs: [{ sizes, values }], build }));

/** An operator on one tensor, with an option that is drawn for its shape. */
const withChoice = <T>(
  sizes: fc.Arbitrary<Sizes>,
  choice: (sizes: Sizes) => fc.Arbitrary<T>,
  build: (x: Tensor, chosen: T) => Tensor,
  values?: Values,
): Cases =>
  sizes
    .chain((chosen) => tuple(fc.constant(chosen), choice(chosen)))
    .map(([chosen, extra]) => ({ inputs: [{ sizes: chosen, values }], build: (x) => build(x, extra) }));

/**
 * Two shapes that can be broadcast together. Each is the same shape without some leading axes, and with size 1 at some
 * others.
 */
const stretching: fc.Arbitrary<readonly [Sizes, Sizes]> = shapes().chain((whole) => {
  const part = tuple(integer({ min: 0, max: whole.length }), fc.infiniteStream(boolean())).map(([gone, ones]) =>
    whole.slice(gone).map((n) => (ones.next().value ? 1 : n)),
  );
  return tuple(constantFrom<"both" | "left" | "right">("both", "left", "right"), part, part).map(([kind, a, b]) =>
    kind === "both" ? [a, b] : kind === "left" ? [whole, b] : [a, whole],
  );
});

/** An operator on two tensors that are broadcast to a common shape. */
const binary = (build: (a: Tensor, b: Tensor) => Tensor, left: Values = anything, right = left): Cases =>
  stretching.map(([a, b]) => ({ inputs: [a, b].map((sizes, i) => ({ sizes, values: i === 0 ? left : right })), build }));

/** Values for max and min of two tensors: the left ones are apart, and the right ones lie between them. */
const between: Values = (source, count) => apart(source, count).map((x) => x + 4 * STEP);

/** alpha · A·B + C, with either matrix transposed, and each shape that C may have. */
const products: Cases = tuple(
  fc.record({ m: upTo(4), k: upTo(4), n: upTo(4), symbolic: boolean() }),
  fc.record({ transposeA: boolean(), transposeB: boolean(), alpha: constantFrom(1, -0.5, 2) }),
  constantFrom<(string | number)[] | undefined>(undefined, ["m", "n"], [1, "n"], ["n"], ["m", 1], [1], []),
).map(([{ m, k, n, symbolic }, options, c]) => {
  const rows = symbolic ? ("batch" as const) : m;
  const turn = (turned: boolean, a: "batch" | number, b: "batch" | number): Sizes => (turned ? [b, a] : [a, b]);
  const addend = c && [{ sizes: c.map((d) => (d === "m" ? rows : d === "n" ? n : 1)) }];
  return {
    inputs: [{ sizes: turn(options.transposeA, rows, k) }, { sizes: turn(options.transposeB, k, n) }, ...(addend ?? [])],
    build: (a, b, extra) => op.gemm(a, b, extra, options),
  };
});

/** w - A·B for every form of the product as a `Gemm`. */
const minusProducts: Cases = tuple(upTo(4), upTo(4), upTo(4), boolean(), boolean(), constantFrom(1, 0.5)).map(
  ([m, k, n, transposeA, transposeB, alpha]) => ({
    inputs: [{ sizes: [m, n] }, { sizes: transposeA ? [k, m] : [m, k] }, { sizes: transposeB ? [n, k] : [k, n] }],
    build: (w, a, b) => op.sub(w, op.gemm(a, b, undefined, { transposeA, transposeB, alpha })),
  }),
);

/**
 * A batch of matrices times a batch of the same size, or times a single matrix. The number of rows may be known only when
 * the graph runs.
 */
const batchedProducts: Cases = tuple(upTo(3), upTo(3), upTo(3), upTo(3), boolean(), boolean()).map(
  ([m, a, b, c, symbolic, one]) => ({
    inputs: [{ sizes: [m, ...(symbolic ? (["batch"] as const) : [a]), b] }, { sizes: one ? [b, c] : [m, b, c] }],
    build: (x, y) => op.batchedMatmul(x, y),
  }),
);

/** A bias minus the sum of rows. */
const minusRows: Cases = tuple(upTo(4), shapes({ from: 2, to: 2 })).map(([, rows]) => ({
  inputs: [{ sizes: rows.slice(1) }, { sizes: rows }],
  build: (w, x) => op.sub(w, op.reduceSum(x, [0])),
}));

/** Any axes of a shape, counted from the beginning or from the end, and whether they remain with size 1. */
const axesOf = (sizes: Sizes) =>
  tuple(fc.subarray(sizes.map((_, i) => i)), boolean(), boolean()).map(
    ([axes, keep, fromEnd]) => [fromEnd ? axes.map((axis) => axis - sizes.length) : axes, keep] as const,
  );

/** Row indices in a shape of their own; some occur several times. */
const rowsOf = (rows: number) =>
  tuple(
    shapes({ to: 2 }),
    fc.infiniteStream(integer({ min: 0, max: rows - 1 })),
    constantFrom<("int32" | "int64")[]>(["int32"], ["int64"]),
  ).map(([sizes, stream, [dtype]]) => {
    const shape = sizes.map((n) => (n === "batch" ? 2 : n));
    return { dtype: dtype!, shape, places: [...stream.take(sizeOf(shape))] };
  });

const gathers: Cases = withChoice(
  shapes({ from: 1, to: 3 }),
  (sizes) => rowsOf(sizes[0] === "batch" ? 3 : sizes[0]!),
  (x, { dtype, shape, places }) => op.gather(x, constantOf(dtype, shape, places)),
);

const scatters: Cases = upTo(5)
  .chain((n) => tuple(fc.constant(n), rowsOf(n)))
  .map(([n, { shape, places }]) => ({
    inputs: [{ sizes: [n] }, { sizes: shape }],
    build: (x, updates) => op.scatterAdd(x, constantOf("int64", shape, places), updates),
  }));

const concats: Cases = tuple(shapes({ from: 1, to: 3 }), fc.array(upTo(3), { minLength: 1, maxLength: 3 }), fc.nat()).map(
  ([sizes, lengths, at]) => {
    const axis = sizes[0] === "batch" && sizes.length > 1 ? 1 + (at % (sizes.length - 1)) : at % sizes.length;
    const part = (n: number) => ({ sizes: sizes.map((d, i) => (i === axis ? n : d)) });
    return { inputs: lengths.map(part), build: (...parts) => op.concat(parts, axis) };
  },
);

const slices: Cases = withChoice(
  shapes({ from: 1, most: 4 }).filter((sizes) => sizes.length > 1 || sizes[0] !== "batch"),
  (sizes) => {
    const axis = sizes.length - 1;
    const size = sizes[axis] as number;
    return integer({ min: 0, max: size - 1 }).chain((start) =>
      fc.record({ axis: fc.constant(axis), start: fc.constant(start), end: integer({ min: start + 1, max: size }) }),
    );
  },
  (x, { axis, start, end }) => op.slice(x, axis, start, end),
);

const pads: Cases = withChoice(
  shapes({ from: 1, to: 3 }),
  (sizes) => {
    const zeros = tuple(...sizes.map((n) => (n === "batch" ? fc.constant(0) : integer({ min: 0, max: 2 }))));
    return tuple(zeros, zeros);
  },
  (x, [before, after]) => op.pad(x, before, after),
);

const twoOf = <T>(one: fc.Arbitrary<T>) => tuple(one, one);
const fourOf = <T>(one: fc.Arbitrary<T>) => tuple(one, one, one, one);
const placement = fc.record({
  images: constantFrom<1 | 2 | "batch">(1, 2, "batch"),
  channels: twoOf(upTo(2)),
  size: twoOf(integer({ min: 1, max: 5 })),
  window: twoOf(upTo(3)),
  strides: twoOf(upTo(3)),
  pads: fourOf(integer({ min: 0, max: 2 })),
  dilations: constantFrom<[number, number]>([1, 1], [1, 1], [2, 1], [1, 3]),
});
type Placement = typeof placement extends fc.Arbitrary<infer T> ? T : never;
const fits = ({ size, window, pads, dilations: d }: Placement) =>
  [0, 1].every((i) => size[i]! + pads[i]! + pads[i + 2]! > (window[i]! - 1) * d[i]!);

const convolutions: Cases = tuple(placement.filter(fits), boolean()).map(
  ([
    {
      images,
      channels: [before, after],
      size,
      window,
      ...options
    },
    biased,
  ]) => ({
    inputs: [
      { sizes: [images, before, ...size] },
      { sizes: [after, before, ...window] },
      ...(biased ? [{ sizes: [after] }] : []),
    ],
    batch: 2,
    build: (x, kernels, bias) => op.conv(x, kernels, { ...options, ...(bias && { bias }) }),
  }),
);

const convTransposes: Cases = tuple(placement, twoOf(integer({ min: 0, max: 2 })))
  .map(([placed, more]) => ({
    ...placed,
    outputPadding: [0, 1].map((i) => Math.min(more[i]!, placed.strides[i]! - 1)) as [number, number],
  }))
  .filter(({ size, window, strides, pads, dilations, outputPadding }) =>
    [0, 1].every(
      (i) => strides[i]! * (size[i]! - 1) + dilations[i]! * (window[i]! - 1) + 1 + outputPadding[i]! > pads[i]! + pads[i + 2]!,
    ),
  )
  .map(({ images, channels: [before, after], size, window, ...options }) => ({
    inputs: [{ sizes: [images, before, ...size] }, { sizes: [before, after, ...window] }],
    batch: 2,
    build: (x, kernels) => op.convTranspose(x, kernels, options),
  }));

/** Convolutions in two or three groups. */
const groupedConvolutions: Cases = tuple(placement.filter(fits), integer({ min: 2, max: 3 })).map(
  ([
    {
      images,
      channels: [before, after],
      size,
      window,
      ...options
    },
    groups,
  ]) => ({
    inputs: [{ sizes: [images, groups * before, ...size] }, { sizes: [groups * after, before, ...window] }],
    batch: 2,
    build: (x, kernels) => op.conv(x, kernels, { ...options, groups }),
  }),
);

const groupedTransposes: Cases = tuple(upTo(2), upTo(2), integer({ min: 2, max: 3 }), boolean()).map(
  ([before, after, groups, wide]) => ({
    inputs: [{ sizes: ["batch", groups * before, 2, 3] }, { sizes: [groups * before, after, 2, 2] }],
    batch: 2,
    build: (x, kernels) => op.convTranspose(x, kernels, { groups, strides: wide ? [2, 1] : [1, 2] }),
  }),
);

/** Convolutions along one axis or three. */
const volumes: Cases = tuple(constantFrom([4], [2, 3, 4]), upTo(2), upTo(2), upTo(2), boolean()).map(
  ([size, before, after, stride, biased]) => ({
    inputs: [
      { sizes: ["batch", before, ...size] },
      { sizes: [after, before, ...size.map((length) => Math.min(2, length))] },
      ...(biased ? [{ sizes: [after] }] : []),
    ],
    batch: 2,
    build: (x, kernels, bias) =>
      op.conv(x, kernels, {
        strides: size.map(() => stride),
        pads: [...size.map(() => 1), ...size.map(() => 0)],
        ...(bias && { bias }),
      }),
  }),
);

/** Pooling with windows that overlap, have gaps or leave a remainder, and with padding smaller than the window. */
const pooling = (pool: typeof op.maxPool, values: Values): Cases =>
  placement
    .map((placed): Placement => {
      const [top, left, bottom, right] = placed.pads;
      const [high, wide] = placed.window;
      return { ...placed, dilations: [1, 1], pads: [top % high, left % wide, bottom % high, right % wide] };
    })
    .filter(fits)
    .map(({ images, channels, size, window, strides, pads }) => ({
      inputs: [{ sizes: [images, channels[0], ...size], values }],
      batch: 2,
      build: (x) => pool(x, { window, strides, pads }),
    }));

/** A recurrent operator on a few steps, with or without a bias. */
const recurrent = (cell: typeof op.lstm, gates: number, biasShape: (columns: number) => Sizes): Cases =>
  fc
    .record({
      steps: upTo(4),
      n: constantFrom<1 | 2 | "batch">(1, 2, "batch"),
      features: upTo(3),
      units: upTo(3),
      bias: boolean(),
      activation: constantFrom<op.CellActivation[]>(["tanh"], ["sigmoid"]),
    })
    .map(({ steps, n, features, units, bias, activation: [activation] }) => ({
      inputs: [
        { sizes: [steps, n, features] },
        { sizes: [features, gates * units] },
        { sizes: [units, gates * units] },
        ...(bias ? [{ sizes: biasShape(gates * units) }] : []),
      ],
      build: (x, kernel, recurrentKernel, row) => cell(x, kernel, recurrentKernel, row, { activation: activation! }),
    }));

const reshapes: ((x: Tensor) => Shape)[] = [
  ({ shape }) => [shape[0]!, shape.slice(1).reduce<number>((product, d) => product * (d as number), 1)],
  ({ shape }) => [1, ...shape, 1],
  ({ shape }) => [...shape.slice(1), shape[0]!],
];

/** A network of random layers on random rows: matrices, biases, activations, a residual branch, a concatenated branch. */
const layers: Record<string, (x: Tensor) => Tensor> = {
  tanh: op.tanh,
  sigmoid: op.sigmoid,
  sin: op.sin,
  softmax: op.softmax,
  branch: (x) => op.add(op.mul(x, 0.5), op.tanh(x)),
  beside: (x) => op.concat([x, op.cos(x)], 1),
  centre: (x) => op.sub(x, op.reduceMean(x, [1], { keepDims: true })),
  norm: (x) => op.div(x, op.sqrt(op.add(op.reduceSum(op.square(x), [0]), 1))),
  turn: (x) => op.transpose(op.reshape(x, x.shape), [0, 1]),
};
const networks: Cases = tuple(
  // Each layer occurs only once, because squares of squares curve too much for a finite difference.
  fc.uniqueArray(constantFrom(...Object.keys(layers)), { minLength: 1, maxLength: 4 }),
  upTo(3),
  boolean(),
).map(([names, features, symbolic]) => ({
  inputs: [{ sizes: [symbolic ? "batch" : 2, features] }, { sizes: [features, 3] }, { sizes: [3] }],
  build: (x, kernel, bias) => names.reduce((h, name) => layers[name]!(h), op.gemm(x, kernel, bias)),
}));

const operators: Record<string, Cases> = {
  add: binary(op.add),
  sub: binary(op.sub),
  mul: binary(op.mul),
  div: binary(op.div, anything, awayFromZero),
  maximum: binary(op.maximum, apart, between),
  minimum: binary(op.minimum, apart, between),
  neg: unary(op.neg),
  exp: unary(op.exp),
  log: unary(op.log, above),
  sqrt: unary(op.sqrt, above),
  abs: unary(op.abs, awayFromZero),
  sin: unary(op.sin),
  cos: unary(op.cos),
  atan: unary(op.atan),
  asinh: unary(op.asinh),
  sinh: unary(op.sinh),
  erf: unary(op.erf),
  relu: unary(op.relu, awayFromZero),
  thresholdedRelu: unary((x) => op.thresholdedRelu(x, 0), awayFromZero),
  sigmoid: unary(op.sigmoid),
  hardSigmoid: unary((x) => op.hardSigmoid(x, 0.2, 0), awayFromZero),
  tanh: unary(op.tanh),
  square: unary(op.square),
  clip: unary((x) => op.clip(x, -0.5, 0.5), awayFromZero),
  "clip from below": unary((x) => op.clip(x, 0), awayFromZero),
  "clip from above": unary((x) => op.clip(x, undefined, 0), awayFromZero),
  where: binary((a, b) => op.where(op.greater(a, 0), op.mul(a, 2), b), awayFromZero),
  gemm: products,
  batchedMatmul: batchedProducts,
  "sub of a matrix product": minusProducts,
  "sub of a sum of rows": minusRows,
  softmax: unary(op.softmax, anything, { from: 1 }),
  logSoftmax: unary(op.logSoftmax, anything, { from: 1 }),
  reduceSum: withChoice(shapes(), axesOf, (x, [axes, keepDims]) => op.reduceSum(x, axes, { keepDims })),
  reduceMean: withChoice(shapes(), axesOf, (x, [axes, keepDims]) => op.reduceMean(x, axes, { keepDims })),
  max: withChoice(shapes(), axesOf, (x, [axes, keepDims]) => op.max(x, axes, { keepDims }), apart),
  min: withChoice(shapes(), axesOf, (x, [axes, keepDims]) => op.min(x, axes, { keepDims }), apart),
  reshape: withChoice(
    shapes({ from: 2, to: 3 }),
    () =>
      fc.array(
        constantFrom(...reshapes, ({ shape }: Tensor) => shape),
        { minLength: 1, maxLength: 3 },
      ),
    (x, targets) => targets.reduce((y, target) => op.reshape(y, target(x)), x),
  ),
  flattenRows: unary(op.flattenRows, anything, { from: 1 }),
  transpose: withChoice(
    shapes(),
    (sizes) => fc.nat().map((seed) => [...permutation(sizes.length, random(seed))]),
    (x, order) => op.transpose(x, order),
  ),
  "reshape of one number": shapes({ from: 1, to: 3 }).map((sizes) => ({
    inputs: [{ sizes: [] }, { sizes }],
    build: (x, like) => op.mul(op.flattenRows(op.expand(x, like.shape)), op.flattenRows(like)),
  })),
  expand: withChoice(
    shapes({ to: 3 }),
    (sizes) => tuple(...sizes.map((n) => (n === 1 ? upTo(3) : fc.constant(undefined))), fc.array(upTo(2), { maxLength: 1 })),
    (x, chosen) => {
      const leading = chosen.at(-1) as number[];
      return op.expand(x, [...leading, ...x.shape.map((d, i) => (chosen[i] as number | undefined) ?? d)]);
    },
  ),
  gather: gathers,
  scatterAdd: scatters,
  concat: concats,
  slice: slices,
  pad: pads,
  cumSum: withChoice(
    shapes({ from: 1 }),
    ({ length }) => tuple(integer({ min: 0, max: length - 1 }), boolean()),
    (x, [axis, reverse]) => op.cumSum(x, axis, { reverse }),
  ),
  reverse: withChoice(
    shapes({ from: 1 }).filter((sizes) => sizes.some((n) => n !== "batch")),
    (sizes) => constantFrom(...sizes.flatMap((n, axis) => (n === "batch" ? [] : [axis]))),
    (x, axis) => op.reverse(x, axis),
  ),
  layerNormalization: withChoice(
    shapes({ from: 2, to: 3 }).map((sizes) => sizes.map((n, axis) => (axis > 0 && (n === "batch" || n < 2) ? 3 : n))),
    (sizes) => integer({ min: 1, max: sizes.length - 1 }),
    (x, axis) => op.layerNormalization(x, axis, 0.1),
  ),
  conv: convolutions,
  convTranspose: convTransposes,
  "conv in groups": groupedConvolutions,
  "convTranspose in groups": groupedTransposes,
  "conv along one axis or three": volumes,
  lstm: recurrent(op.lstm, 4, (columns) => [columns]),
  gru: recurrent(op.gru, 3, (columns) => [2, columns]),
  maxPool: pooling(op.maxPool, apart),
  averagePool: pooling(op.averagePool, anything),
  "a network": networks,
};

describe("a gradient equals the finite differences of", () => {
  test.each(Object.entries(operators))("%s", (_name, cases) => checkGradients(cases));
});
