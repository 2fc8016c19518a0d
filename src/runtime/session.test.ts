import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { constantOf, input, mul, toOnnx } from "../graph/index.ts";
import { nodeRuntime } from "./node.ts";
import { compileSession, type OrtModule } from "./session.ts";

const failing = (line: string) =>
  compileSession(
    { InferenceSession: { create: () => Promise.reject(new Error(line)) } } as unknown as OrtModule,
    new Uint8Array(),
    {},
    false,
  );

it("explains what is missing in a page if ONNX Runtime doesn't find its files", async () => {
  await expect(failing("no available backend found. ERR: [wasm] Error: cannot determine the script source URL.")).rejects.toThrow(
    'ONNX Runtime can\'t find its files, because the script isn\'t an ES module. Bundle it with format: "esm" and load it with <script type="module">, or name their folder: runtime: await wasmRuntime({ wasmPaths: "/ort/" }).',
  );
  await expect(
    failing("no available backend found. ERR: [wasm] RuntimeError: both async and sync fetching failed"),
  ).rejects.toThrow(
    "ONNX Runtime's WebAssembly didn't start ([wasm] RuntimeError: both async and sync fetching failed). Copy ort-wasm-simd-threaded.wasm and ort-wasm-simd-threaded.mjs",
  );
  await expect(failing("unknown operator")).rejects.toThrow("ONNX Runtime can't load the graph: unknown operator");
});

it("reads numbers in shared memory", async () => {
  const x = input("x", "float32", [3]);
  const onnx = toOnnx({ name: "double", inputs: [x], outputs: { y: mul(x, constantOf("float32", [1], [2])) } });
  const shared = new Float32Array(new SharedArrayBuffer(12));
  shared.set([1, 2, 3]);
  const program = await (await nodeRuntime()).compile(onnx);
  const { y } = await program.run({ x: ndarray("float32", [3], shared) });
  await program.close();
  expect(y!.data).toEqual(Float32Array.of(2, 4, 6));
});

it("starts runs of WebAssembly one after the other, also after one has failed", async () => {
  let [running, most] = [0, 0];
  const run = async (feeds: Record<string, unknown>) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    if (Object.keys(feeds).length === 0) throw new Error("no input");
    return {};
  };
  const create = async () => ({ run, release: async () => undefined });
  const ort = { InferenceSession: { create }, Tensor: class {} } as unknown as OrtModule;
  const [a, b] = await Promise.all([1, 2].map(() => compileSession(ort, new Uint8Array(), {}, false)));
  const x = ndarray("float32", [], Float32Array.of(1));
  const results = await Promise.allSettled([a!.run({ x }), b!.run({}), a!.run({ x }), b!.run({ x })]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(most).toBe(1);
});
