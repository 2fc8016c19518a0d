import { describe, expect, test } from "vitest";
import { ShapeError } from "../core/errors.ts";
import type { Dtype } from "../core/ndarray.ts";
import * as op from "./operators/index.ts";
import { constantOf, input, productOf, type Shape, sameShape, showShape, type Tensor } from "./tensor.ts";

const of = (...shape: (number | string)[]): Tensor => input("x", "float32", shape);
const typed = (dtype: Dtype, ...shape: number[]): Tensor => input("x", dtype, shape);
const [a23, a43] = [of(2, 3), of(4, 3)];
const batch = of("batch", 4);
const images = of("batch", 1, 4, 4);

describe("shapes that don't match are refused with a message", () => {
  test.each<[string, () => unknown]>([
    ["Add: shapes [2, 3] and [4, 3] can't be broadcast together. Reshape one of them.", () => op.add(a23, a43)],
    ["Sub: shapes [2, 3] and [4, 3] can't be broadcast together. Reshape one of them.", () => op.sub(a23, a43)],
    ["Mul: shapes [batch, 4] and [2, 4] can't be broadcast together. Reshape one of them.", () => op.mul(batch, of(2, 4))],
    [
      "Div: shapes [batch, 4] and [batch, 4] can't be broadcast together. Reshape one of them.",
      () => op.div(batch, of("batch", 4)),
    ],
    ["Max: shapes [3] and [2] can't be broadcast together. Reshape one of them.", () => op.maximum(of(3), of(2))],
    [
      "Where: shapes [2] and [3] can't be broadcast together. Reshape one of them.",
      () => op.where(op.greater(of(2), 0), of(3), 0),
    ],
    ["Expand: [2, 3] can't be broadcast to [4, 3]. Reshape it first.", () => op.expand(a23, [4, 3])],
    ["Expand: [2, 3] can't be broadcast to [3]. Reshape it first.", () => op.expand(a23, [3])],
    ["Reshape: [2, 3] doesn't have as many elements as [7]. Choose a shape with the same number.", () => op.reshape(a23, [7])],
    [
      "Reshape: [batch, 4] doesn't have as many elements as [4]. Choose a shape with the same number.",
      () => op.reshape(batch, [4]),
    ],
    [
      "Reshape: [batch, 4] doesn't have as many elements as [batch, 5]. Choose a shape with the same number.",
      () => op.reshape(batch, [batch.shape[0]!, 5]),
    ],
    ["Gemm: [2, 3] times [4, 3]: the inner sizes differ. Transpose or reshape one of them.", () => op.matmul(a23, a43)],
    [
      "Gemm: [3, 2] times [4, 3]: the inner sizes differ. Transpose or reshape one of them.",
      () => op.gemm(a23, a43, undefined, { transposeA: true }),
    ],
    [
      "Gemm: shapes [2, 4] and [3] can't be broadcast together. Reshape one of them.",
      () => op.gemm(a23, a43, of(3), { transposeB: true }),
    ],
    [
      "Gemm: [5, 2, 4] can't be added to the product [2, 4]. Add a tensor of shape [4].",
      () => op.gemm(a23, a43, of(5, 2, 4), { transposeB: true }),
    ],
    ["Gemm expects 2 axes, but gets [3].", () => op.matmul(of(3), a43)],
    ["Concat needs at least one tensor, but the list is empty.", () => op.concat([], 0)],
    [
      "Concat: shapes [2, 3] and [4, 3] can't be joined along axis 1. Their other sizes must be equal.",
      () => op.concat([a23, a43], 1),
    ],
    ["Split: axis 1 of [2, 3] isn't as long as 1 + 1. Give sizes that add up to the length.", () => op.split(a23, 1, [1, 1])],
    ["Slice: axis 1 of [2, 3] has no part from 1 to 4.", () => op.slice(a23, 1, 1, 4)],
    ["Slice: axis 0 of [batch, 4] has no part from 0 to 1.", () => op.slice(batch, 0, 0, 1)],
    ["Pad: axis 0 of [batch, 4] has no known size. Give the input a fixed size.", () => op.pad(batch, [1, 0], [0, 0])],
    ["Transpose: [0, 0] isn't an order of the axes of [2, 3]. Name each axis once.", () => op.transpose(a23, [0, 0])],
    ["Transpose: [0] isn't an order of the axes of [2, 3]. Name each axis once.", () => op.transpose(a23, [0])],
    ["ReduceSum: [2, 3] has no axis -3. Choose an axis from -2 to 1.", () => op.reduceSum(a23, [-3])],
    ["ReduceMax: [2, 3] has no axis 2. Choose an axis from -2 to 1.", () => op.reduceMax(a23, 2)],
    ["Conv expects 4 axes, but gets [2, 3].", () => op.conv(a23, of(1, 1, 2, 2))],
    [
      "Conv: [batch, 1, 4, 4] and kernels [5, 3, 2, 2] have different numbers of channels. Give kernels for these channels.",
      () => op.conv(images, of(5, 3, 2, 2)),
    ],
    [
      "Conv: kernels [5, 1, 5, 2] are larger than [batch, 1, 4, 4]. Use smaller kernels or more padding.",
      () => op.conv(images, of(5, 1, 5, 2)),
    ],
    [
      "Conv needs known sizes, but gets [height, 4]. Give the input fixed sizes.",
      () => op.conv(of(1, 1, "height", 4), of(1, 1, 2, 2)),
    ],
    [
      "ConvTranspose: [batch, 1, 4, 4] and kernels [3, 1, 2, 2] have different numbers of channels. Give kernels for these channels.",
      () => op.convTranspose(images, of(3, 1, 2, 2)),
    ],
    [
      "ConvTranspose: pads 2, 2, 2, 2 remove everything from [1, 1, 1, 1]. Use less padding.",
      () => op.convTranspose(of(1, 1, 1, 1), of(1, 1, 2, 2), { pads: [2, 2, 2, 2] }),
    ],
    [
      "MaxPool: windows of 5 x 1 don't fit into [batch, 1, 4, 4]. Use smaller windows.",
      () => op.maxPool(images, { window: [5, 1] }),
    ],
    ["ScatterAdd expects 1 axes, but gets [2, 3].", () => op.scatterAdd(a23, typed("int64", 2), of(2))],
    [
      "ScatterAdd: indices [2] and updates [3] differ in size. Give an update for each index.",
      () => op.scatterAdd(of(3), typed("int64", 2), of(3)),
    ],
  ])("%s", (message, build) => {
    expect(build).toThrow(new ShapeError(message));
  });
});

describe("element types are checked", () => {
  test.each<[string, () => unknown]>([
    [
      "Add works on equal element types, but gets float32 and int64. Use cast to convert one.",
      () => op.add(a23, typed("int64", 2, 3)),
    ],
    ["Add needs at least one tensor.", () => op.add(1, 2)],
    ["Exp works on float32 or float64, but gets int32 [2].", () => op.exp(typed("int32", 2))],
    ["Gemm works on float32, but gets uint8 [2, 3].", () => op.matmul(typed("uint8", 2, 3), of(3, 1))],
    ["ReduceSum works on float32, but gets int64 [2].", () => op.reduceSum(typed("int64", 2))],
    ["Softmax works on float32, but gets bool [2].", () => op.softmax(typed("bool", 2))],
    ["Where works on bool, but gets float32 [2].", () => op.where(of(2), 1, 0)],
    ["Gather's indices works on int32 or int64, but gets float32 [2].", () => op.gather(a23, of(2))],
    ["ScatterAdd's indices works on int64, but gets int32 [2].", () => op.scatterAdd(of(3), typed("int32", 2), of(2))],
    ["Cast works on numbers, but gets text [batch].", () => op.cast(input("x", "string", ["batch"]), "float32")],
    ["LabelEncoder works on string, but gets float32 [2, 3].", () => op.codesOfTexts(a23, new Map([["a", 0]]), 1)],
    ["BitShift works on uint32, but gets int32 [2].", () => op.shiftRight(typed("int32", 2), 3)],
  ])("%s", (message, build) => {
    expect(build).toThrow(new ShapeError(message));
  });

  test.each<[string, Tensor, Dtype]>([
    ["a comparison is bool", op.greater(a23, 0), "bool"],
    ["a number gets the tensor's type", op.add(typed("int64", 2), 3), "int64"],
    ["a cast has the requested type", op.cast(a23, "int32"), "int32"],
    ["a range is int64", op.range(3), "int64"],
  ])("%s", (_fact, { dtype }, expected) => {
    expect(dtype).toBe(expected);
  });
});

describe("the shape of a result follows from the shapes of its inputs", () => {
  const n = batch.shape[0]!;
  test.each<[string, Tensor, string]>([
    ["a matrix broadcast with a column", op.add(batch, of(1, 1, 1)), "[1, batch, 4]"],
    ["a transposed batch", op.transpose(batch), "[4, batch]"],
    ["a flat batch", op.reshape(batch, [productOf(batch.shape)]), "[batch·4]"],
    ["images as rows", op.flattenRows(images), "[batch, 16]"],
    ["a product", op.matmul(batch, of(4, 7)), "[batch, 7]"],
    ["one sum for each row", op.reduceSum(batch, [1]), "[batch]"],
    ["a sum that keeps its axis", op.reduceSum(batch, [1], { keepDims: true }), "[batch, 1]"],
    ["rows by an index", op.gather(a23, typed("int32", 5)), "[5, 3]"],
    ["a row by a number", op.gather(a23, typed("int32")), "[3]"],
    ["half the steps of a slice", op.slice(of(5), 0, 0, 5, 2), "[3]"],
    ["a strided convolution", op.conv(images, of(5, 1, 3, 3), { strides: [2, 2], pads: [1, 1, 1, 1] }), "[batch, 5, 2, 2]"],
    [
      "its transpose",
      op.convTranspose(of("batch", 5, 2, 2), of(5, 1, 3, 3), { strides: [2, 2], pads: [1, 1, 1, 1], outputPadding: [1, 1] }),
      "[batch, 1, 4, 4]",
    ],
    ["pooled images", op.maxPool(images, { window: [2, 2] }), "[batch, 1, 2, 2]"],
    ["the indices of the maxima", op.argMax(batch), "[batch]"],
    ["a sum over the last axis", op.sum(batch, -1), "[batch]"],
    ["a mean over the last axis, kept", op.mean(batch, -1, { keepDims: true }), "[batch, 1]"],
    ["the largest of all", op.max(batch), "[]"],
    ["the smallest over the last two axes", op.min(op.reshape(batch, [batch.shape[0]!, 2, 2]), [-2, -1]), "[batch]"],
    ["rows joined along the last axis", op.concat([batch, batch], -1), "[batch, 8]"],
    ["a part of the last axis", op.slice(batch, -1, 1, 3), "[batch, 2]"],
    ["a part of a split along the last axis", op.split(batch, -1, [1, 3])[1]!, "[batch, 3]"],
    ["columns gathered along the last axis", op.gather(batch, constantOf("int64", [2], [3, 0]), -1), "[batch, 2]"],
    ["a tensor with as many rows as the batch", op.full([n, 2], 1), "[batch, 2]"],
  ])("%s", (_what, { shape }, expected) => {
    expect(showShape(shape)).toBe(expected);
  });

  test("the batch stays the same size through operators", () => {
    const there: Shape = op.transpose(op.reshape(op.exp(batch), [n, 2, 2]), [1, 0, 2]).shape;
    expect(sameShape(there, [2, n, 2])).toBe(true);
    expect(op.matmul(op.transpose(op.flattenRows(batch)), batch).shape).toEqual([4, 4]);
  });

  test("two equal products of sizes are the same size", () => {
    const [left, right] = [op.reshape(batch, [productOf([n, 4])]), op.reshape(batch, [productOf([4, n])])];
    expect(op.matmul(op.reshape(left, [1, left.shape[0]!]), op.reshape(right, [right.shape[0]!, 1])).shape).toEqual([1, 1]);
  });

  test("the batches of two inputs are different sizes", () => {
    expect(sameShape(batch.shape, of("batch", 4).shape)).toBe(false);
  });

  test("two sizes that aren't known can't be multiplied", () => {
    expect(() => productOf(of("batch", "steps").shape)).toThrow(
      new ShapeError("[batch, steps] has more than one size that isn't known. Give fixed sizes for the others."),
    );
  });

  test("the state of a loop can't change its shape", () => {
    const count = constantOf("int64", [], [3]);
    const grow = () =>
      op.loop({ count, steps: 3, state: [a23], step: (_i, [x]) => ({ state: [op.concat([x!, x!], 0)], gathered: [] }) });
    expect(grow).toThrow(
      new ShapeError("Loop: state 0 has the shape [2, 3] and becomes [4, 3]. Return the same shape from each step."),
    );
  });

  test("an operation that changes nothing returns the tensor itself", () => {
    expect([op.add(a23, 0), op.add(0, a23), op.sub(a23, 0), op.mul(a23, 1), op.mul(1, a23)]).toEqual(Array(5).fill(a23));
    expect(op.add(of(3), constantOf("float32", [2, 1], [0, 0])).shape).toEqual([2, 3]);
    expect(op.add(of(), constantOf("float32", [1, 1], [0])).shape).toEqual([1, 1]);
  });
});
