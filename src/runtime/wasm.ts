import { knownOptions } from "../core/options.ts";
import { RUNTIME_OPTIONS, type Runtime, type RuntimeOptions } from "./runtime.ts";
import { compileSession, sessionOptions } from "./session.ts";

/** The options of `wasmRuntime`. */
export interface WasmOptions extends RuntimeOptions {
  /** Folder or URLs of onnxruntime-web's `.wasm` and `.mjs` files; default: next to the script. */
  readonly wasmPaths?: string | { readonly wasm?: string; readonly mjs?: string };
}

/**
 * Creates the WebAssembly runtime, for browsers, workers, and Node without the native library. Several threads need a page
 * that is cross-origin isolated.
 * @throws OptionError if an option is unknown.
 * @example
 * const runtime = await wasmRuntime({ wasmPaths: "/ort/" });
 */
export async function wasmRuntime(options: WasmOptions = {}): Promise<Runtime> {
  knownOptions("wasmRuntime", options, { ...RUNTIME_OPTIONS, wasmPaths: true });
  const ort = await import("onnxruntime-web/wasm");
  const isolated = globalThis.crossOriginIsolated ?? true;
  const cores = globalThis.navigator?.hardwareConcurrency ?? 2;
  // A page needs one core for itself. With as many threads as cores, training was slower than with one thread (measured on
  // two cores).
  const threads = isolated ? (options.threads ?? Math.max(1, cores - 1)) : 1;
  ort.env.wasm.numThreads = threads;
  if (options.wasmPaths) ort.env.wasm.wasmPaths = options.wasmPaths;
  return {
    name: `onnxruntime-web ${ort.env.versions.web}`,
    threads,
    compile: (onnx) => compileSession(ort, onnx, sessionOptions(options, threads, "wasm"), false),
  };
}
