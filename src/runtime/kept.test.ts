import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { add, input, toOnnx } from "../graph/index.ts";
import { keepingPrograms } from "./kept.ts";
import { nativeRuntime } from "./native.node.ts";

const plus = (number: number) => {
  const x = input("x", "float32", ["n"]);
  return toOnnx({ name: "plus", inputs: [x], outputs: { y: add(x, number) } });
};

it("compiles each graph only once, and closes all programs at the end", async () => {
  const runtime = await nativeRuntime({ threads: 1 });
  let [compiled, closed] = [0, 0];
  const kept = keepingPrograms({
    ...runtime,
    async compile(onnx) {
      compiled++;
      const program = await runtime.compile(onnx);
      return {
        run: program.run,
        close: () => {
          closed++;
          return program.close();
        },
      };
    },
  });
  const results: number[] = [];
  for (const number of [1, 2, 1]) {
    const program = await kept.compile(plus(number));
    const { y } = await program.run({ x: ndarray("float32", [1], Float32Array.of(5)) });
    results.push(Number(y!.data[0]));
    await program.close();
  }
  expect(results).toEqual([6, 7, 6]);
  expect([compiled, closed]).toEqual([2, 0]);
  await kept.close();
  expect(closed).toBe(2);
});
