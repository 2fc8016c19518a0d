import { expect, test } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { withProgram } from "../../runtime/default.ts";
import {
  cast,
  concat,
  type GraphSpec,
  input,
  logSoftmax,
  reduceSum,
  round,
  split,
  square,
  type Tensor,
  toOnnx,
  unary,
} from "../index.ts";
import { range } from "../operators/size.ts";
import { forGpu } from "./for-gpu.ts";

const x = input("x", "float32", ["batch", 12]);
const feeds = {
  x: ndarray(
    "float32",
    [2, 12],
    Float32Array.from({ length: 24 }, (_, i) => (i - 12) / 3),
  ),
};
const graph = (y: Tensor): GraphSpec => ({ name: "graph", inputs: [x], outputs: { y } });
const run = (onnx: Uint8Array) => withProgram(undefined, onnx, async (program) => (await program.run(feeds)).y!);

test.each<[string, Tensor]>([
  ["Selu", unary("Selu")(x)],
  ["LogSoftmax", logSoftmax(x)],
  [
    "Split into nine parts",
    concat(
      split(x, 1, [2, 1, 1, 1, 3, 1, 1, 1, 1]).map((part) => square(reduceSum(part, 1, { keepDims: true }))),
      1,
    ),
  ],
])("writes %s with operators that have kernels, and computes the same numbers", async (_what, y) => {
  const onnx = toOnnx(graph(y));
  const changed = forGpu(onnx);
  expect(changed.onnx).not.toEqual(onnx);
  expect(changed.withoutKernel).toEqual([]);
  const [before, after] = [await run(onnx), await run(changed.onnx)];
  expect(after.shape).toEqual(before.shape);
  const apart = Array.from(before.data as Float32Array, (value, i) => Math.abs(value - Number(after.data[i])));
  expect(Math.max(...apart)).toBeLessThan(1e-5);
});

test("names each operator without a kernel once, and leaves such a graph as it is", () => {
  const onnx = toOnnx(graph(round(round(square(x)))));
  expect(forGpu(onnx)).toEqual({ onnx, withoutKernel: ["Round"] });
});

test("doesn't name what depends on known sizes alone, which is computed once", async () => {
  const y = reduceSum(round(cast(range(x.shape[0]!), "float32")));
  const onnx = toOnnx(graph(y));
  expect(forGpu(onnx).withoutKernel).toEqual(["Round"]);
  const sized = forGpu(onnx, { batch: 2 });
  expect(sized.withoutKernel).toEqual([]);
  expect((await run(sized.onnx)).data).toEqual(Float32Array.of(1));
});
