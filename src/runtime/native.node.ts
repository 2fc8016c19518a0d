import { availableParallelism } from "node:os";
import { chosenDevice } from "./chosen-device.ts";
import { keptFolders } from "./keep-native.node.ts";
import type { Runtime, RuntimeOptions } from "./runtime.ts";
import type { OrtModule } from "./session.ts";

type NativeModule = OrtModule & { env: { versions: { node?: string } } };

/**
 * Loads the native ONNX Runtime.
 * @param warn - receives a line about operators that a GPU lacks, and one if it fails.
 * @throws Error if its library can't be loaded. OptionError if `device` is "webgpu" and there is no GPU.
 */
export async function nativeRuntime(options: RuntimeOptions = {}, warn: (line: string) => void = console.warn): Promise<Runtime> {
  const ort = await load();
  const { threads = availableParallelism() } = options;
  const name = `onnxruntime-node ${ort.env.versions.node}`;
  return chosenDevice(options, warn, { ort, name, threads, cpu: "cpu", writesInPlace: true });
}

/**
 * Loads onnxruntime-node, or its files that were stored when this package was installed.
 * @throws Error with the reason why onnxruntime-node can't be loaded.
 */
async function load(): Promise<NativeModule> {
  // ONNX Runtime 1.30 for Linux and macOS records its use in a database in the home folder, to send it to Microsoft. This variable
  // prevents it if it is set before the library is loaded.
  process.env.ORT_DISABLE_TELEMETRY ??= "1";
  try {
    return await import("onnxruntime-node");
  } catch (error) {
    for (const folder of keptFolders()) {
      const kept = await import(new URL("dist/index.js", folder).href).catch(() => undefined);
      if (kept) return kept;
    }
    throw error;
  }
}
