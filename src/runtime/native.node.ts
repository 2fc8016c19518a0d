import { availableParallelism } from "node:os";
import type { Runtime, RuntimeOptions } from "./runtime.ts";
import { compileSession, type OrtModule, sessionOptions } from "./session.ts";

/** The native ONNX Runtime. Rejects where its library can't be loaded. */
export async function nativeRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const ort: OrtModule & { env: { versions: { node?: string } } } = await import("onnxruntime-node");
  const { threads = availableParallelism() } = options;
  return {
    name: `onnxruntime-node ${ort.env.versions.node}`,
    threads,
    compile: (onnx) => compileSession(ort, onnx, sessionOptions(options, threads, "cpu"), true),
  };
}
