import * as native from "onnxruntime-node";
import { afterEach, expect, test } from "vitest";
import { OptionError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { input, round, toOnnx } from "../graph/index.ts";
import { chosenDevice, deviceOf } from "./chosen-device.ts";
import type { DeviceChoice, RuntimeOptions } from "./runtime.ts";
import type { OrtModule } from "./session.ts";

/** The behaviour of the package's next session on a GPU. */
const gpu = { missing: false, lost: false, runs: 0, milliseconds: 0 };
afterEach(() => void Object.assign(gpu, { missing: false, lost: false, runs: 0, milliseconds: 0 }));

/** The tensors behind those that claim to be on the GPU. */
const inside = new WeakMap<object, native.Tensor>();
function onGpuOf(tensor: native.Tensor): object {
  const made = { location: "gpu-buffer", dims: tensor.dims, dispose: () => inside.delete(made) };
  inside.set(made, tensor);
  return made;
}

/** The native package, whose GPU is the processor. */
const ort: OrtModule = {
  Tensor: native.Tensor,
  InferenceSession: {
    async create(onnx: Uint8Array, { preferredOutputLocation: kept = {}, ...options }: native.InferenceSession.SessionOptions) {
      const onGpu = options.executionProviders?.includes("webgpu");
      if (onGpu && gpu.missing)
        throw new Error(
          "webgpu_context.cc:136 status == Success was false. Failed to get a WebGPU adapter: No supported adapters\n",
        );
      const session = await native.InferenceSession.create(onnx, { ...options, executionProviders: ["cpu"] });
      if (!onGpu) return session;
      return {
        release: () => session.release(),
        async run(feeds: Record<string, native.Tensor>) {
          gpu.runs++;
          if (gpu.lost) throw new Error("The device was lost.");
          if (gpu.milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, gpu.milliseconds));
          const results = await session.run(
            Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, inside.get(tensor) ?? tensor])),
          );
          return Object.fromEntries(
            Object.entries(results).map(([name, tensor]) => [name, name in (kept as object) ? onGpuOf(tensor) : tensor]),
          );
        },
      };
    },
  } as unknown as OrtModule["InferenceSession"],
};

const x = input("x", "float32", [2]);
const onnx = toOnnx({ name: "round", inputs: [x], outputs: { y: round(x) } });
const feeds = { x: ndarray("float32", [2], Float32Array.of(0.6, 2.4)) };
const notes: string[] = [];
const runtimeOn = (device: DeviceChoice) =>
  chosenDevice({ device }, (line) => notes.push(line), { ort, name: "ort", threads: 1, cpu: "cpu", writesInPlace: true });
afterEach(() => void notes.splice(0));

test("without a GPU, one line says what is missing and what to do", async () => {
  gpu.missing = true;
  const error = (await runtimeOn("webgpu").catch((thrown: unknown) => thrown)) as OptionError;
  expect(error).toBeInstanceOf(OptionError);
  expect(error.message).toBe(
    `There is no GPU that WebGPU can use (Failed to get a WebGPU adapter: No supported adapters). Install the GPU's driver (on Linux: for Vulkan, with libvulkan1), open the page in a browser with WebGPU, or use device: "cpu".`,
  );
});

test("the older option provider names the GPU, too", () => {
  expect(
    [{}, { provider: "webgpu" }, { provider: "cuda" }, { device: "cpu", provider: "webgpu" }].map((each) =>
      deviceOf(each as RuntimeOptions),
    ),
  ).toEqual(["cpu", "webgpu", "cpu", "cpu"]);
});

test("an unknown device is refused", async () => {
  // @ts-expect-error no device has this name
  await expect(runtimeOn("webgl")).rejects.toThrow('Unknown device "webgl". Did you mean "webgpu"?');
});

test("operators without a kernel are named once", async () => {
  const runtime = await runtimeOn("webgpu");
  for (let i = 0; i < 2; i++) await (await runtime.compile(onnx)).close();
  expect(notes).toEqual([
    "Round runs on the CPU, because ONNX Runtime has no WebGPU kernel for it. Copies between GPU and CPU make this slower.",
  ]);
});

test("a program continues on the processor if the GPU fails, and later ones begin there", async () => {
  const runtime = await runtimeOn("webgpu");
  const program = await runtime.compile(onnx);
  notes.splice(0);
  await expect(program.run({})).rejects.toThrow("input 'x' is missing");
  expect(notes).toEqual([]);
  gpu.lost = true;
  for (let i = 0; i < 2; i++) expect((await program.run(feeds)).y!.data).toEqual(Float32Array.of(1, 2));
  expect(notes).toEqual(["The GPU failed (The device was lost). The work continues on the CPU."]);
  const { runs } = gpu;
  const later = await runtime.compile(onnx);
  expect((await later.run(feeds)).y!.data).toEqual(Float32Array.of(1, 2));
  expect([gpu.runs, runtime.device]).toEqual([runs, undefined]);
  await program.close();
  await later.close();
});

test("auto takes the processor if there is no GPU, if a step is slower there, or if it fails", async () => {
  gpu.missing = true;
  expect((await runtimeOn("auto")).device).toBeUndefined();
  Object.assign(gpu, { missing: false, milliseconds: 20 });
  expect((await runtimeOn("auto")).device).toBeUndefined();
  expect(gpu.runs).toBeGreaterThan(20);
  Object.assign(gpu, { milliseconds: 0, lost: true });
  expect((await runtimeOn("auto")).device).toBeUndefined();
  expect(notes).toEqual([]);
});
