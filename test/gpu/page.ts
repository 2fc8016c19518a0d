import { wasmRuntime } from "../../src/browser.ts";
import { trainFamilies, trainLosing } from "./families.fixture.ts";

declare global {
  var trainOnGpu: (families: string[]) => Promise<{ losses: Record<string, number[]>; runtime: string }>;
  var loseGpu: () => Promise<{ losses: number[]; lossesOnProcessor: number[]; notes: string[] }>;
}

const options = { wasmPaths: "/ort/", threads: 1 };

globalThis.trainOnGpu = async (families) => {
  const runtime = await wasmRuntime({ ...options, device: "webgpu" });
  return { losses: await trainFamilies(runtime, families), runtime: runtime.name };
};

/** Trains, and destroys the device after the first of three epochs. */
globalThis.loseGpu = async () => {
  const notes: string[] = [];
  const { env } = await import("onnxruntime-web/webgpu");
  const runtime = await wasmRuntime({ ...options, device: "webgpu" }, (line) => notes.push(line));
  const losses = await trainLosing(runtime, async () => (await env.webgpu.device).destroy());
  return { losses, lossesOnProcessor: await trainLosing(await wasmRuntime(options), async () => undefined), notes };
};
