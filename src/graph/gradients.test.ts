import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ShapeError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { permutation, random } from "../core/random.ts";
import {
  above,
  anything,
  apart,
  awayFromZero,
  checkGradients,
  compiled,
  type GradientCase,
  type Sizes,
  STEP,
  type Values,
} from "./finite-differences.fixture.ts";
import { gradients } from "./gradients.ts";
import { fromOnnx, toOnnx } from "./onnx.ts";
import * as op from "./operators/index.ts";
import { constant, constantOf, input, type Shape, stopGradient, type Tensor, withGradient } from "./tensor.ts";

type Cases = fc.Arbitrary<GradientCase>;
const { integer, constantFrom, boolean, tuple } = fc;
const upTo = (max: number) => integer({ min: 1, max });

/** Shapes of so many axes, the first of them at times known only when the graph runs. */
const shapes = ({ from = 0, to = 4, most = 3 } = {}): fc.Arbitrary<Sizes> =>
  tuple(fc.array(upTo(most), { minLength: from, maxLength: to }), boolean()).map(
    ([sizes, symbolic]): Sizes => (symbolic && sizes.length > 0 ? ["batch", ...sizes.slice(1)] : sizes),
  );

/** An operator on each element, or on whole tensors of any shape. */
const unary = (build: (x: Tensor) => Tensor, values?: Values, options?: Parameters<typeof shapes>[0]): Cases =>
  shapes(options).map((sizes) => ({ inputs: [{ sizes, values }], build }));

/** An operator on one tensor and what is drawn for its shape. */
const withChoice = <T>(
  sizes: fc.Arbitrary<Sizes>,
  choice: (sizes: Sizes) => fc.Arbitrary<T>,
  build: (x: Tensor, chosen: T) => Tensor,
  values?: Values,
): Cases =>
  sizes
    .chain((chosen) => tuple(fc.constant(chosen), choice(chosen)))
    .map(([chosen, extra]) => ({ inputs: [{ sizes: chosen, values }], build: (x) => build(x, extra) }));

/** Two shapes that stretch to each other's: each is the same one, without some leading axes and with 1 in place of others. */
const stretching: fc.Arbitrary<readonly [Sizes, Sizes]> = shapes().chain((whole) => {
  const part = tuple(integer({ min: 0, max: whole.length }), fc.infiniteStream(boolean())).map(([gone, ones]) =>
    whole.slice(gone).map((n) => (ones.next().value ? 1 : n)),
  );
  return tuple(constantFrom<"both" | "left" | "right">("both", "left", "right"), part, part).map(([kind, a, b]) =>
    kind === "both" ? [a, b] : kind === "left" ? [whole, b] : [a, whole],
  );
});

/** An operator on two tensors that stretch to each other's shape. */
const binary = (build: (a: Tensor, b: Tensor) => Tensor, left: Values = anything, right = left): Cases =>
  stretching.map(([a, b]) => ({ inputs: [a, b].map((sizes, i) => ({ sizes, values: i === 0 ? left : right })), build }));

/** For max and min of two: the left on a ladder, the right between its rungs. */
const between: Values = (source, count) => apart(source, count).map((x) => x + 4 * STEP);

/** alpha · A·B, either matrix turned, plus each form that C has. */
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

/** w - A·B, where the product is a `Gemm` of any form. */
const minusProducts: Cases = tuple(upTo(4), upTo(4), upTo(4), boolean(), boolean(), constantFrom(1, 0.5)).map(
  ([m, k, n, transposeA, transposeB, alpha]) => ({
    inputs: [{ sizes: [m, n] }, { sizes: transposeA ? [k, m] : [m, k] }, { sizes: transposeB ? [n, k] : [k, n] }],
    build: (w, a, b) => op.sub(w, op.gemm(a, b, undefined, { transposeA, transposeB, alpha })),
  }),
);

/** A bias less the sum of some rows. */
const minusRows: Cases = tuple(upTo(4), shapes({ from: 2, to: 2 })).map(([, rows]) => ({
  inputs: [{ sizes: rows.slice(1) }, { sizes: rows }],
  build: (w, x) => op.sub(w, op.reduceSum(x, [0])),
}));

/** Any axes of a shape, kept or not. */
const axesOf = (sizes: Sizes) => tuple(fc.subarray(sizes.map((_, i) => i)), boolean());

/** Row numbers, some of them repeated, in a shape of their own. */
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

const convolutions: Cases = placement.filter(fits).map(({ images, channels: [before, after], size, window, ...options }) => ({
  inputs: [{ sizes: [images, before, ...size] }, { sizes: [after, before, ...window] }],
  batch: 2,
  build: (x, kernels) => op.conv(x, kernels, options),
}));

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

/** Pooling: windows that overlap, leave gaps or a remainder, over padding smaller than the window. */
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

const reshapes: ((x: Tensor) => Shape)[] = [
  ({ shape }) => [shape[0]!, shape.slice(1).reduce<number>((product, d) => product * (d as number), 1)],
  ({ shape }) => [1, ...shape, 1],
  ({ shape }) => [...shape.slice(1), shape[0]!],
];

/** A network of random layers on random rows: matrices, biases, activations, a branch that is added, one that is concatenated. */
const layers: Record<string, (x: Tensor) => Tensor> = {
  tanh: op.tanh,
  sigmoid: op.sigmoid,
  sin: op.sin,
  softmax: op.softmax,
  branch: (x) => op.add(op.mul(x, 0.5), op.tanh(x)),
  beside: (x) => op.concat([x, op.cos(x)], 1),
  centre: (x) => op.sub(x, op.reduceMean(x, [1], true)),
  norm: (x) => op.div(x, op.sqrt(op.add(op.reduceSum(op.square(x), [0]), 1))),
  turn: (x) => op.transpose(op.reshape(x, x.shape), [0, 1]),
};
const networks: Cases = tuple(
  // Each once: squares of squares curve more than a finite difference can follow.
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
  erf: unary(op.erf),
  relu: unary(op.relu, awayFromZero),
  sigmoid: unary(op.sigmoid),
  tanh: unary(op.tanh),
  square: unary(op.square),
  clip: unary((x) => op.clip(x, -0.5, 0.5), awayFromZero),
  "clip from below": unary((x) => op.clip(x, 0), awayFromZero),
  "clip from above": unary((x) => op.clip(x, undefined, 0), awayFromZero),
  where: binary((a, b) => op.where(op.greater(a, 0), op.mul(a, 2), b), awayFromZero),
  gemm: products,
  "sub, less a matrix product": minusProducts,
  "sub, less a sum of rows": minusRows,
  softmax: unary(op.softmax, anything, { from: 1 }),
  logSoftmax: unary(op.logSoftmax, anything, { from: 1 }),
  reduceSum: withChoice(shapes(), axesOf, (x, [axes, keep]) => op.reduceSum(x, axes, keep)),
  reduceMean: withChoice(shapes(), axesOf, (x, [axes, keep]) => op.reduceMean(x, axes, keep)),
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
  conv: convolutions,
  convTranspose: convTransposes,
  maxPool: pooling(op.maxPool, apart),
  averagePool: pooling(op.averagePool, anything),
  "a network": networks,
};

describe("a gradient equals the finite differences of", () => {
  test.each(Object.entries(operators))("%s", (_name, cases) => checkGradients(cases));
});

const floats = (shape: readonly number[], ...values: number[]) => ndarray("float32", shape, Float32Array.from(values));
const run = async (outputs: Record<string, Tensor>, inputs: readonly Tensor[] = [], feeds: Record<string, NdArray> = {}) => {
  const found = await (await compiled(toOnnx({ name: "test", inputs, outputs }))).run(feeds);
  return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, Array.from(data, Number)]));
};

describe("where the derivative isn't one number", () => {
  const equals = constantOf("float32", [1, 1, 2, 3], [5, 5, 5, 5, 5, 5]);
  test("one of the equals in a window of maxPool gets the whole gradient", async () => {
    const pooled = op.maxPool(equals, { window: [2, 2], strides: [1, 1] });
    const [dx] = gradients(op.reduceSum(op.mul(pooled, constantOf("float32", [1, 1, 1, 2], [2, 3]))), [equals]);
    const { slope } = await run({ slope: dx! });
    expect(slope!.filter((g) => g !== 0).reduce((a, b) => a + b)).toBe(5);
    expect(slope!.every((g) => [0, 2, 3, 5].includes(g))).toBe(true);
  });

  test.each(["maximum", "minimum"] as const)("the first of two equals in %s gets the gradient", async (name) => {
    const [a, b] = [constantOf("float32", [2], [1, 1]), constantOf("float32", [2], [1, 1])];
    const [da, db] = gradients(op.reduceSum(op[name](a, b)), [a, b]);
    expect(await run({ da: da!, db: db! })).toEqual({ da: [1, 1], db: [0, 0] });
  });

  test.each(["abs", "relu"] as const)("%s has none at 0", async (name) => {
    const x = constantOf("float32", [2], [0, -0]);
    const [dx] = gradients(op.reduceSum(op[name](x)), [x]);
    expect((await run({ dx: dx! })).dx!.map(Math.abs)).toEqual([0, 0]);
  });
});

describe("gradients", () => {
  const x = input("x", "float32", [2, 3]);
  const feeds = { x: floats([2, 3], 1, 2, 3, 4, 5, 6) };

  test("are of a scalar", () => {
    expect(() => gradients(x, [x])).toThrow(new ShapeError("Gradients are of a scalar, but this is [2, 3]."));
  });

  test("are zeros of its shape where the scalar doesn't depend on a tensor", async () => {
    const other = input("other", "float32", ["batch", 2]);
    const [d] = gradients(op.reduceSum(x), [other]);
    expect(d!.shape).toEqual(other.shape);
    const given = { ...feeds, other: floats([2, 2], 1, 2, 3, 4) };
    expect((await run({ d: d! }, [x, other], given)).d).toEqual([0, 0, 0, 0]);
  });

  test("don't pass stopGradient", async () => {
    const [dx] = gradients(op.reduceSum(op.mul(x, stopGradient(x))), [x]);
    expect((await run({ dx: dx! }, [x], feeds)).dx).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("are those given by withGradient, where there are some", async () => {
    const y = withGradient(op.square(x), [x], (dy) => [op.mul(dy, 7)]);
    const [dx] = gradients(op.reduceSum(y), [x]);
    expect(await run({ y, dx: dx! }, [x], feeds)).toEqual({ y: [1, 4, 9, 16, 25, 36], dx: [7, 7, 7, 7, 7, 7] });
  });

  test("are scaled by the seed", async () => {
    const [dx] = gradients(op.reduceSum(x), [x], constant(0.5));
    expect((await run({ dx: dx! }, [x], feeds)).dx).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  test("with respect to a tensor and to what it was made from are both whole", async () => {
    const h = op.mul(x, 2);
    const [dx, dh] = gradients(op.reduceSum(op.mul(h, 3)), [x, h]);
    expect(await run({ dx: dx!, dh: dh! }, [x], feeds)).toEqual({ dx: Array(6).fill(6), dh: Array(6).fill(3) });
  });

  test("of gradients are second derivatives", async () => {
    const [dx] = gradients(op.reduceSum(op.mul(op.square(x), x)), [x]);
    const [ddx] = gradients(op.reduceSum(dx!), [x]);
    expect((await run({ ddx: ddx! }, [x], feeds)).ddx).toEqual([6, 12, 18, 24, 30, 36]);
  });

  const row = constantOf("float32", [1, 3], [1, 2, 3]);
  const readPast: Record<string, { halfway: Tensor; y: (halfway: Tensor) => Tensor }> = {
    "a reshape that is reshaped": { halfway: op.reshape(x, [6]), y: (h) => op.reshape(h, [3, 2]) },
    "a reshape that is turned back": { halfway: op.reshape(x, [6]), y: (h) => op.reshape(h, [2, 3]) },
    "an expanded row": { halfway: op.expand(row, [2, 3]), y: (h) => op.add(h, x) },
    "an expanded number": { halfway: op.expand(constant(1), [2, 3]), y: (h) => op.reshape(h, [3, 2]) },
    "a bias that was a row": { halfway: op.reshape(row, [3]), y: (h) => op.gemm(x, op.transpose(x), op.slice(h, 0, 0, 2)) },
    "a bias that is a row reshaped": {
      halfway: op.reshape(row, [3]),
      y: (h) => op.gemm(x, constantOf("float32", [3, 3], Array(9).fill(1)), h),
    },
    "a product that is taken off": {
      halfway: op.matmul(x, op.transpose(x)),
      y: (h) => op.sub(constantOf("float32", [2, 2], [1, 2, 3, 4]), h),
    },
  };
  test.each(Object.entries(readPast))("reach %s, though the operator reads past it", async (name, { halfway, y }) => {
    const [d] = gradients(op.reduceSum(y(halfway)), [halfway]);
    const { slope } = await run({ slope: d! }, [x], feeds);
    expect(d!.shape).toEqual(halfway.shape);
    const each = name.includes("taken off") ? -1 : name.startsWith("a bias") ? 2 : 1;
    expect(slope).toEqual(Array.from(slope!, (_, i) => (name === "a bias that was a row" && i === 2 ? 0 : each)));
  });
});

describe("less a matrix product, sub is one Gemm", () => {
  const w = input("w", "float32", [2, 2]);
  const bias = input("bias", "float32", [2]);
  const x = input("x", "float32", ["batch", 2]);
  const [two, three] = [floats([2, 2], 1, 2, 3, 4), floats([3, 2], 1, 2, 3, 4, 5, 6)];
  const operatorsOf = (inputs: Tensor[], y: Tensor) =>
    fromOnnx(toOnnx({ name: "test", inputs, outputs: { y } })).nodes.map(({ op: made }) => made);

  test.each([
    ["a product", op.gemm(x, x, undefined, { transposeA: true }), [1 - 35, 2 - 44, 3 - 44, 4 - 56]],
    ["half a product", op.gemm(x, x, undefined, { transposeA: true, alpha: 0.5 }), [1 - 17.5, 2 - 22, 3 - 22, 4 - 28]],
  ])("with the value of w less %s", async (_name, product, expected) => {
    const y = op.sub(w, product);
    expect(operatorsOf([w, x], y)).toEqual(["Gemm"]);
    expect((await run({ y }, [w, x], { w: two, x: three })).y).toEqual(expected);
  });

  test("also where a bias loses a sum of rows", async () => {
    const y = op.sub(bias, op.reduceSum(x, [0]));
    expect(operatorsOf([bias, x], y)).not.toContain("Sub");
    expect((await run({ y }, [bias, x], { bias: floats([2], 10, 20), x: three })).y).toEqual([1, 8]);
  });
});
