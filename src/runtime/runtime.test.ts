import { existsSync, readdirSync } from "node:fs";
import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import { CodingsError } from "../core/errors.ts";
import { type NdArray, ndarray, type TextArray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import {
  asinh,
  cast,
  codesOfTexts,
  constant,
  gather,
  gemm,
  gradients,
  input,
  loop,
  reduceSum,
  reshape,
  sinh,
  sizeOfDim,
  softmax,
  square,
  sub,
  tanh,
  textsOfCodes,
  toOnnx,
} from "../graph/index.ts";
import { defaultRuntime } from "./default.ts";
import { nativeRuntime } from "./native.node.ts";
import { nodeRuntime, withoutNative } from "./node.ts";
import type { Program, RuntimeOptions } from "./runtime.ts";
import { sessionOptions } from "./session.ts";
import { wasmRuntime } from "./wasm.ts";

const numbers = (seed: number, ...shape: number[]) => {
  const source = random(seed);
  return ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => source.normal()),
  );
};

const open: Program[] = [];
const kept = (program: Program): Program => {
  open.push(program);
  return program;
};
afterEach(async () => {
  for (const program of open.splice(0)) await program.close();
});

/** Builds a graph with steps of gradient descent in a `Loop`: forward, backward, integers and bools. */
function descent(): Uint8Array {
  const x = input("x", "float32", ["batch", 4]);
  const rates = input("rates", "float32", ["steps"]);
  const [steps] = rates.shape;
  const { state, gathered } = loop({
    count: reshape(sizeOfDim(steps!), []),
    steps: steps!,
    state: [constant(numbers(1, 4, 3))],
    step(index, [w]) {
      const loss = reduceSum(square(softmax(tanh(gemm(x, w!)))));
      return { state: [sub(w!, gradients(loss, [w!], gather(rates, index))[0]!)], gathered: [loss, cast(index, "int32")] };
    },
  });
  return toOnnx({ name: "descent", inputs: [x, rates], outputs: { w: state[0]!, losses: gathered[0]!, index: gathered[1]! } });
}
const feeds = { x: numbers(2, 5, 4), rates: ndarray("float32", [20], new Float32Array(20).fill(0.1)) };

test("the native runtime and WebAssembly compute the same numbers", async () => {
  const [native, wasm] = [await nativeRuntime({ threads: 1 }), await wasmRuntime({ threads: 1 })];
  expect(native.name).toMatch(/^onnxruntime-node \d+\.\d+\.\d+/);
  expect(wasm.name).toMatch(/^onnxruntime-web \d+\.\d+\.\d+/);
  const [a, b] = [await kept(await native.compile(descent())).run(feeds), await kept(await wasm.compile(descent())).run(feeds)];
  for (const name of ["w", "losses"]) {
    expect(a[name]!.shape).toEqual(b[name]!.shape);
    const apart = Array.from(a[name]!.data as Float32Array, (value, i) => Math.abs(Number(value) - Number(b[name]!.data[i])));
    expect(Math.max(...apart)).toBeLessThan(1e-6);
  }
  expect(a.index).toEqual(
    ndarray(
      "int32",
      [20],
      Int32Array.from({ length: 20 }, (_, i) => i),
    ),
  );
  expect(b.index).toEqual(a.index);
  expect(a.losses!.data[19]).toBeLessThan(Number(a.losses!.data[0]));
});

test.each([
  ["native", nativeRuntime],
  ["WebAssembly", wasmRuntime],
])("%s accepts and returns texts and float64", async (_name, runtime) => {
  const word = input("word", "string", ["batch", 1]);
  const x = input("x", "float64", [word.shape[0]!, 1]);
  const places = { né: 0, "": 1 };
  const code = codesOfTexts(word, new Map(Object.entries(places)), 2);
  const outputs = { code, word_again: textsOfCodes(code, ["né"], "(other)"), back: sinh(asinh(x)) };
  const program = kept(await (await runtime({ threads: 1 })).compile(toOnnx({ name: "texts", inputs: [word, x], outputs })));
  const seconds = Float64Array.of(1_753_000_000.25, -1e-9, Number.NaN);
  const found = await program.run<NdArray | TextArray>({
    word: { dtype: "string", shape: [3, 1], data: ["né", "", "autre"] },
    x: ndarray("float64", [3, 1], seconds),
  });
  expect(found.code).toEqual(ndarray("int64", [3, 1], BigInt64Array.of(0n, 1n, 2n)));
  expect(found.word_again).toEqual({ dtype: "string", shape: [3, 1], data: ["né", "(other)", "(other)"] });
  const back = found.back!.data as Float64Array;
  expect(back).toBeInstanceOf(Float64Array);
  expect(Math.abs(back[0]! / seconds[0]! - 1)).toBeLessThan(1e-13);
  expect(Math.abs(back[1]! - seconds[1]!)).toBeLessThan(1e-15);
  expect(back[2]).toBeNaN();
});

test.each([
  ["native", nativeRuntime],
  ["WebAssembly", wasmRuntime],
])("%s doesn't change the inputs", async (_name, runtime) => {
  const program = kept(await (await runtime({ threads: 1 })).compile(descent()));
  const before = feeds.x.data.slice();
  await program.run(feeds);
  await program.run(feeds);
  expect(feeds.x.data).toEqual(before);
});

test("the default runtime in Node is the native one, created once", async () => {
  const [first, second] = await Promise.all([defaultRuntime(), defaultRuntime()]);
  expect(first.name).toMatch(/^onnxruntime-node/);
  expect(second).toBe(first);
});

describe("if the native library can't be loaded", () => {
  test.each<[string, unknown]>([
    ["an error", new Error("libonnxruntime.so.1: cannot open shared object file\nRequire stack:\n- a.js")],
    ["something else", "libonnxruntime.so.1: cannot open shared object file"],
  ])("uses WebAssembly and prints one line (%s)", async (_what, reason) => {
    const lines: string[] = [];
    const runtime = await nodeRuntime(
      { threads: 1 },
      (line) => lines.push(line),
      () => Promise.reject(reason),
    );
    expect(runtime.name).toMatch(/^onnxruntime-web/);
    expect(lines).toEqual([
      "The native ONNX Runtime can't be loaded (libonnxruntime.so.1: cannot open shared object file); WebAssembly is used instead, about three times slower. To install it, run: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node",
    ]);
    expect((await kept(await runtime.compile(descent())).run(feeds)).w!.shape).toEqual([4, 3]);
  });

  test("reports a missing package without the file that imported it", () => {
    const error = Object.assign(new Error("Cannot find package 'onnxruntime-node' imported from /a/b.js"), {
      code: "ERR_MODULE_NOT_FOUND",
    });
    expect(withoutNative(error)).toMatch(/^The native ONNX Runtime can't be loaded \(onnxruntime-node isn't installed\);/);
  });

  test("prints nothing if it can be loaded", async () => {
    const lines: string[] = [];
    const runtime = await nodeRuntime({ threads: 3 }, (line) => lines.push(line));
    expect([runtime.name.split(" ")[0], runtime.threads, lines]).toEqual(["onnxruntime-node", 3, []]);
  });
});

describe("threads", () => {
  const tasks = "/proc/self/task";
  test("have the requested number", async () => {
    expect((await nativeRuntime({ threads: 2 })).threads).toBe(2);
    expect((await nativeRuntime()).threads).toBeGreaterThan(0);
    expect((await wasmRuntime({ threads: 1 })).threads).toBe(1);
    expect(sessionOptions({}, 3, "cpu")).toMatchObject({ intraOpNumThreads: 3, executionProviders: ["cpu"] });
  });

  test.skipIf(!existsSync(tasks))(
    "start when the native runtime compiles a graph, and end when the program is closed",
    async () => {
      const [one, five] = [await nativeRuntime({ threads: 1 }), await nativeRuntime({ threads: 5 })];
      const graph = descent();
      await (await one.compile(graph)).close();
      const before = readdirSync(tasks).length;
      const program = await five.compile(graph);
      expect(readdirSync(tasks).length - before).toBe(4);
      await program.close();
      expect(readdirSync(tasks).length - before).toBeLessThan(4);
    },
  );
});

describe("an error of ONNX Runtime has one line", () => {
  const oneLine = async (made: Promise<unknown>, beginning: string) => {
    const error = (await made.catch((e: unknown) => e)) as Error;
    expect(error).toBeInstanceOf(CodingsError);
    expect(error.message.startsWith(beginning)).toBe(true);
    expect(error.message).not.toContain("\n");
    expect(error.message.length).toBeGreaterThan(beginning.length + 5);
  };
  const runtimes = [
    ["native", nativeRuntime],
    ["WebAssembly", wasmRuntime],
  ] as const;

  test.each(runtimes)("for bytes that aren't a graph (%s)", async (_name, runtime) => {
    const { compile } = await runtime({ threads: 1, logLevel: "fatal" });
    await oneLine(compile(new TextEncoder().encode("not a graph")), "ONNX Runtime can't load the graph: ");
  });

  test.each(runtimes)("for a missing input (%s)", async (_name, runtime) => {
    const program = kept(await (await runtime({ threads: 1, logLevel: "fatal" })).compile(descent()));
    await oneLine(program.run({ x: feeds.x }), "ONNX Runtime can't run the graph: ");
  });

  test.each(runtimes)("for an input of another shape (%s)", async (_name, runtime) => {
    const program = kept(await (await runtime({ threads: 1, logLevel: "fatal" })).compile(descent()));
    await oneLine(program.run({ ...feeds, x: numbers(1, 5, 3) }), "ONNX Runtime can't run the graph: ");
  });
});

test("a provider must be a known one", () => {
  expectTypeOf<RuntimeOptions["provider"]>().toEqualTypeOf<"cpu" | "cuda" | "webgpu" | undefined>();
  // @ts-expect-error no provider has this name
  const options: RuntimeOptions = { provider: "abacus" };
  expect(options.provider).toBe("abacus");
  expect(sessionOptions({ provider: "cuda" }, 1, "cpu").executionProviders).toEqual(["cuda", "cpu"]);
});
