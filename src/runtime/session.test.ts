import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, StringStringEntryProtoSchema, TensorProto_DataLocation } from "onnx-buf";
import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { sharedFolder } from "../core/temporary.fixture.ts";
import { constantOf, input, mul, toOnnx } from "../graph/index.ts";
import { matmul } from "../graph/operators/index.ts";
import { constant } from "../graph/tensor.ts";
import { nativeRuntime } from "./native.node.ts";
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

const folder = sharedFolder();

it("refuses a graph whose numbers are in another file, before ONNX Runtime reads that file", async () => {
  const x = input("x", "float32", ["batch", 2]);
  const kernel = constant(ndarray("float32", [2, 1], Float32Array.of(1, 2)), "location");
  const plain = toOnnx({ name: "test", inputs: [x], outputs: { y: matmul(x, kernel) } });
  const runtime = await nativeRuntime({ threads: 1 });
  // The name of a constant may be the same word.
  await (await runtime.compile(plain)).close();
  await folder.write("secret.bin", new Uint8Array(8));
  for (const location of [folder.path("secret.bin"), "secret.bin", "../secret.bin"]) {
    const model = fromBinary(ModelProtoSchema, plain);
    const [tensor] = model.graph!.initializer;
    tensor!.rawData = new Uint8Array();
    tensor!.dataLocation = TensorProto_DataLocation.EXTERNAL;
    tensor!.externalData = [create(StringStringEntryProtoSchema, { key: "location", value: location })];
    await expect(runtime.compile(toBinary(ModelProtoSchema, model))).rejects.toThrow(
      "The ONNX file has its numbers in other files (external data), which aren't read",
    );
  }
});
