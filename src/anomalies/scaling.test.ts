import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { quantile } from "../core/statistics.ts";
import { input, toOnnx } from "../graph/index.ts";
import { defaultRuntime } from "../runtime/default.ts";
import { scaled, scaledTensor, scalingOf } from "./scaling.ts";

const column = (...values: number[]) => ndarray("float32", [values.length, 1], Float32Array.from(values));

it("a column's centre and unit are its median and its interquartile range, of normal numbers the standard deviation", () => {
  const { center, scale } = scalingOf(column(...Array.from({ length: 101 }, (_, i) => i)));
  expect(center[0]).toBe(50);
  expect(scale[0]).toBeCloseTo(50 / 1.349, 4);
});

it("corrupt numbers and missing ones move neither", () => {
  const clean = Array.from({ length: 100 }, (_, i) => i);
  const { center, scale } = scalingOf(column(...clean, 1e30, Number.NaN, Number.NaN, -1e30));
  expect(center[0]).toBeCloseTo(49.5, 4);
  expect(scale[0]).toBeCloseTo(scalingOf(column(...clean)).scale[0]!, -1);
});

it("where half of a column is one value the standard deviation serves, and a constant one is left out", () => {
  expect(scalingOf(column(0, 0, 0, 0, 0, 0, 0, 0, 1, 1)).scale[0]).toBeCloseTo(0.4, 2);
  expect(scalingOf(column(3, 3, 3))).toEqual({ center: Float32Array.of(3), scale: Float32Array.of(0) });
});

it("scales the same in the graph, keeps what is missing, and goes no further than 100 units", async () => {
  const rows = ndarray("float32", [3, 2], Float32Array.of(1, 5, Number.NaN, 5, 1e30, 5));
  const scaling = { center: Float32Array.of(2, 5), scale: Float32Array.of(4, 0) };
  const x = input("x", "float32", ["batch", 2]);
  const program = await (await defaultRuntime()).compile(
    toOnnx({ name: "scaled", inputs: [x], outputs: { y: scaledTensor(x, scaling) } }),
  );
  const { y } = await program.run({ x: rows }).finally(() => program.close());
  expect(y).toEqual(ndarray("float32", [3, 1], Float32Array.of(-0.25, Number.NaN, 100)));
  expect(scaled(rows, scaling)).toEqual(y);
});

it("a quantile lies on the line between two numbers", () => {
  expect(quantile([1, 2, 4], 0.75)).toBe(3);
  expect(quantile([7], 0.3)).toBe(7);
});
