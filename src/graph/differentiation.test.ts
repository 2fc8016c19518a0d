import { describe, expect, test } from "vitest";
import { ShapeError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { compiled } from "./finite-differences.fixture.ts";
import { gradients } from "./gradients.ts";
import { fromOnnx } from "./onnx/read.ts";
import { toOnnx } from "./onnx/write.ts";
import * as op from "./operators/index.ts";
import { constant, constantOf, input, stopGradient, type Tensor, withGradient } from "./tensor.ts";

const floats = (shape: readonly number[], ...values: number[]) => ndarray("float32", shape, Float32Array.from(values));
const run = async (outputs: Record<string, Tensor>, inputs: readonly Tensor[] = [], feeds: Record<string, NdArray> = {}) => {
  const found = await (await compiled(toOnnx({ name: "test", inputs, outputs }))).run(feeds);
  return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, Array.from(data, Number)]));
};

describe("a point without a unique derivative", () => {
  const equals = constantOf("float32", [1, 1, 2, 3], [5, 5, 5, 5, 5, 5]);
  test("gives the whole gradient to one of equal numbers in a window of maxPool", async () => {
    const pooled = op.maxPool(equals, { window: [2, 2], strides: [1, 1] });
    const [dx] = gradients(op.reduceSum(op.mul(pooled, constantOf("float32", [1, 1, 1, 2], [2, 3]))), [equals]);
    const { slope } = await run({ slope: dx! });
    expect(slope!.filter((g) => g !== 0).reduce((a, b) => a + b)).toBe(5);
    expect(slope!.every((g) => [0, 2, 3, 5].includes(g))).toBe(true);
  });

  test.each([
    ["maximum", op.maximum],
    ["minimum", op.minimum],
  ])("gives the gradient to the first of two equal operands of %s", async (_name, of) => {
    const [a, b] = [constantOf("float32", [2], [1, 1]), constantOf("float32", [2], [1, 1])];
    const [da, db] = gradients(op.reduceSum(of(a, b)), [a, b]);
    expect(await run({ da: da!, db: db! })).toEqual({ da: [1, 1], db: [0, 0] });
  });

  test.each([
    ["abs", op.abs],
    ["relu", op.relu],
  ])("has the gradient 0 at 0: %s", async (_name, of) => {
    const x = constantOf("float32", [2], [0, -0]);
    const [dx] = gradients(op.reduceSum(of(x)), [x]);
    expect((await run({ dx: dx! })).dx!.map(Math.abs)).toEqual([0, 0]);
  });
});

describe("gradients", () => {
  const x = input("x", "float32", [2, 3]);
  const feeds = { x: floats([2, 3], 1, 2, 3, 4, 5, 6) };

  test("can only be computed of a scalar", () => {
    expect(() => gradients(x, [x])).toThrow(
      new ShapeError(
        "Gradients can only be computed of a scalar, but y has the shape [2, 3]. Reduce it first, for example with mean(y).",
      ),
    );
  });

  test("are zeros for a tensor that the scalar doesn't depend on", async () => {
    const other = input("other", "float32", ["batch", 2]);
    const [d] = gradients(op.reduceSum(x), [other]);
    expect(d!.shape).toEqual(other.shape);
    const given = { ...feeds, other: floats([2, 2], 1, 2, 3, 4) };
    expect((await run({ d: d! }, [x, other], given)).d).toEqual([0, 0, 0, 0]);
  });

  test("don't flow through stopGradient", async () => {
    const [dx] = gradients(op.reduceSum(op.mul(x, stopGradient(x))), [x]);
    expect((await run({ dx: dx! }, [x], feeds)).dx).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("come from withGradient if it is used", async () => {
    const y = withGradient(op.square(x), [x], (dy) => [op.mul(dy, 7)]);
    const [dx] = gradients(op.reduceSum(y), [x]);
    expect(await run({ y, dx: dx! }, [x], feeds)).toEqual({ y: [1, 4, 9, 16, 25, 36], dx: [7, 7, 7, 7, 7, 7] });
  });

  test("are scaled by the seed", async () => {
    const [dx] = gradients(op.reduceSum(x), [x], constant(0.5));
    expect((await run({ dx: dx! }, [x], feeds)).dx).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  test("are complete both for a tensor and for the tensor that it was computed from", async () => {
    const h = op.mul(x, 2);
    const [dx, dh] = gradients(op.reduceSum(op.mul(h, 3)), [x, h]);
    expect(await run({ dx: dx!, dh: dh! }, [x], feeds)).toEqual({ dx: Array(6).fill(6), dh: Array(6).fill(3) });
  });

  test("can be differentiated again, which gives second derivatives", async () => {
    const [dx] = gradients(op.reduceSum(op.mul(op.square(x), x)), [x]);
    const [ddx] = gradients(op.reduceSum(dx!), [x]);
    expect((await run({ ddx: ddx! }, [x], feeds)).ddx).toEqual([6, 12, 18, 24, 30, 36]);
  });

  const row = constantOf("float32", [1, 3], [1, 2, 3]);
  const readPast: Record<string, { halfway: Tensor; y: (halfway: Tensor) => Tensor; each?: number }> = {
    "a reshape that is reshaped": { halfway: op.reshape(x, [6]), y: (h) => op.reshape(h, [3, 2]) },
    "a reshape that is reversed": { halfway: op.reshape(x, [6]), y: (h) => op.reshape(h, [2, 3]) },
    "an expanded row": { halfway: op.expand(row, [2, 3]), y: (h) => op.add(h, x) },
    "an expanded number": { halfway: op.expand(constant(1), [2, 3]), y: (h) => op.reshape(h, [3, 2]) },
    "a bias that was a row": {
      halfway: op.reshape(row, [3]),
      y: (h) => op.gemm(x, constantOf("float32", [3, 3], Array(9).fill(1)), h),
      each: 2,
    },
    "a product that is subtracted": {
      halfway: op.matmul(x, op.transpose(x)),
      y: (h) => op.sub(constantOf("float32", [2, 2], [1, 2, 3, 4]), h),
      each: -1,
    },
  };
  test.each(Object.entries(readPast))(
    "reach %s, although the operator is fused with it",
    async (_name, { halfway, y, each = 1 }) => {
      const [d] = gradients(op.reduceSum(y(halfway)), [halfway]);
      const { slope } = await run({ slope: d! }, [x], feeds);
      expect(d!.shape).toEqual(halfway.shape);
      expect(slope).toEqual(slope!.map(() => each));
    },
  );
});

describe("sub of a matrix product is a single Gemm", () => {
  const w = input("w", "float32", [2, 2]);
  const bias = input("bias", "float32", [2]);
  const x = input("x", "float32", ["batch", 2]);
  const [two, three] = [floats([2, 2], 1, 2, 3, 4), floats([3, 2], 1, 2, 3, 4, 5, 6)];
  const operatorsOf = (inputs: Tensor[], y: Tensor) =>
    fromOnnx(toOnnx({ name: "test", inputs, outputs: { y } })).nodes.map(({ op: made }) => made);

  test.each([
    ["a product", op.gemm(x, x, undefined, { transposeA: true }), [1 - 35, 2 - 44, 3 - 44, 4 - 56]],
    ["half a product", op.gemm(x, x, undefined, { transposeA: true, alpha: 0.5 }), [1 - 17.5, 2 - 22, 3 - 22, 4 - 28]],
  ])("with the value of w minus %s", async (_name, product, expected) => {
    const y = op.sub(w, product);
    expect(operatorsOf([w, x], y)).toEqual(["Gemm"]);
    expect((await run({ y }, [w, x], { w: two, x: three })).y).toEqual(expected);
  });

  test("also if the sum of rows is subtracted from a bias", async () => {
    const y = op.sub(bias, op.reduceSum(x, [0]));
    expect(operatorsOf([bias, x], y)).not.toContain("Sub");
    expect((await run({ y }, [bias, x], { bias: floats([2], 10, 20), x: three })).y).toEqual([1, 8]);
  });
});
