import { availableParallelism } from "node:os";
import { keptFolders } from "./keep-native.node.ts";
import type { Runtime, RuntimeOptions } from "./runtime.ts";
import { compileSession, type OrtModule, sessionOptions } from "./session.ts";

type NativeModule = OrtModule & { env: { versions: { node?: string } } };

/**
 * Loads the native ONNX Runtime.
 * @throws Error if its library can't be loaded.
 */
export async function nativeRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const ort = await load();
  const { threads = availableParallelism() } = options;
  return {
    name: `onnxruntime-node ${ort.env.versions.node}`,
    threads,
    compile: (onnx) => compileSession(ort, onnx, sessionOptions(options, threads, "cpu"), true),
  };
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
