import { knownOptions } from "../core/options.ts";
import { RUNTIME_OPTIONS, type Runtime, type RuntimeOptions } from "./runtime.ts";
import { compileSession, sessionOptions } from "./session.ts";

export interface WasmOptions extends RuntimeOptions {
  /** Folder or files that hold the `.wasm` of onnxruntime-web, where a page doesn't serve them beside the script. */
  readonly wasmPaths?: string | { readonly wasm?: string; readonly mjs?: string };
}

/** ONNX Runtime in WebAssembly: browsers, workers, and Node without the native library. Threads need a page that is cross-origin isolated. */
export async function wasmRuntime(options: WasmOptions = {}): Promise<Runtime> {
  knownOptions("wasmRuntime", options, { ...RUNTIME_OPTIONS, wasmPaths: true });
  const ort = await import("onnxruntime-web/wasm");
  const isolated = globalThis.crossOriginIsolated ?? true;
  const cores = globalThis.navigator?.hardwareConcurrency ?? 2;
  // A page keeps a core for itself: with as many threads as cores, training was slower than on one (measured on two).
  const threads = isolated ? (options.threads ?? Math.max(1, cores - 1)) : 1;
  ort.env.wasm.numThreads = threads;
  if (options.wasmPaths) ort.env.wasm.wasmPaths = options.wasmPaths;
  return {
    name: `onnxruntime-web ${ort.env.versions.web}`,
    threads,
    compile: (onnx) => compileSession(ort, onnx, sessionOptions(options, threads, "wasm"), false),
  };
}
