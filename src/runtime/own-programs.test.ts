import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { add, constant, input, toOnnx } from "../graph/index.ts";
import { nativeRuntime } from "./native.node.ts";
import { closePrograms, withOwnProgram } from "./own-programs.ts";
import type { Runtime } from "./runtime.ts";

/** Counts the programs that a runtime compiles and closes. */
let compiled = 0;
let closed = 0;
let runtime: Runtime;

beforeAll(async () => {
  const native = await nativeRuntime({ threads: 1 });
  runtime = {
    ...native,
    async compile(onnx) {
      compiled++;
      const program = await native.compile(onnx);
      return {
        run: program.run,
        close: () => {
          closed++;
          return program.close();
        },
      };
    },
  };
});
beforeEach(() => {
  [compiled, closed] = [0, 0];
});

const x = input("x", "float32", ["n"]);
const five = { x: ndarray("float32", [1], Float32Array.of(5)) };

/** Adds numbers to 5 with a program that belongs to `owner`. */
function plus(owner: object, numbers: Float32Array, kind = "plus", by = runtime): Promise<number> {
  const onnx = () => toOnnx({ name: "plus", inputs: [x], outputs: { y: add(x, constant(ndarray("float32", [1], numbers))) } });
  return withOwnProgram(owner, { runtime: by, kind, numbers: [numbers], onnx }, async (program) =>
    Number((await program.run(five)).y!.data[0]),
  );
}

it("compiles a program once for each owner and kind, also for calls at the same time", async () => {
  const [a, b] = [{}, {}];
  const one = Float32Array.of(1);
  await Promise.all([plus(a, one), plus(a, one), plus(a, one, "other"), plus(b, one)]);
  await plus(a, one);
  expect([compiled, closed]).toEqual([3, 0]);
  await closePrograms(a);
  expect(closed).toBe(2);
  expect(await plus(a, one)).toBe(6);
  expect(compiled).toBe(4);
});

it("compiles again if a number or the runtime changes, and closes the program before", async () => {
  const owner = {};
  const numbers = Float32Array.of(1);
  expect(await plus(owner, numbers)).toBe(6);
  numbers[0] = 2;
  expect(await plus(owner, numbers)).toBe(7);
  expect(await plus(owner, Float32Array.of(3))).toBe(8);
  expect(await plus(owner, Float32Array.of(3), "plus", { ...runtime })).toBe(8);
  await vi.waitFor(() => expect([compiled, closed]).toEqual([4, 3]));
});

it("tells -0 from 0", async () => {
  const owner = {};
  await plus(owner, Float32Array.of(0));
  await plus(owner, Float32Array.of(-0));
  expect(compiled).toBe(2);
});

it("closes a program after the calls that use it", async () => {
  const owner = {};
  const numbers = Float32Array.of(1);
  const calls = [plus(owner, numbers)];
  numbers[0] = 2;
  calls.push(
    plus(owner, numbers),
    closePrograms(owner).then(() => closed),
  );
  numbers[0] = 3;
  calls.push(plus(owner, numbers));
  expect(await Promise.all(calls)).toEqual([6, 7, 2, 8]);
});

it("tries again after a graph that couldn't be compiled", async () => {
  const owner = {};
  const compile = vi.fn(runtime.compile).mockRejectedValueOnce(new Error("no memory"));
  const failingOnce = { ...runtime, compile };
  await expect(plus(owner, Float32Array.of(1), "plus", failingOnce)).rejects.toThrow("no memory");
  expect(await plus(owner, Float32Array.of(1), "plus", failingOnce)).toBe(6);
});

it("closes the program that was used longest ago if many are open", async () => {
  const owners = Array.from({ length: 16 }, () => ({}));
  for (const owner of owners) await plus(owner, Float32Array.of(1));
  await plus(owners[0]!, Float32Array.of(1));
  const before = closed;
  await plus({}, Float32Array.of(1));
  await vi.waitFor(() => expect(closed).toBe(before + 1));
  const count = compiled;
  await plus(owners[0]!, Float32Array.of(1));
  expect(compiled).toBe(count);
  expect(await plus(owners[1]!, Float32Array.of(1))).toBe(6);
  expect(compiled).toBe(count + 1);
});

it("closes the programs of an owner that is garbage", async () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  await plus({}, Float32Array.of(1));
  const before = closed;
  await vi.waitFor(
    () => {
      collect();
      expect(closed).toBeGreaterThan(before);
    },
    { timeout: 5000 },
  );
});
