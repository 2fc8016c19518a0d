import { knownOptions } from "../core/options.ts";
import { chosenDevice } from "./chosen-device.ts";
import { RUNTIME_OPTIONS, type Runtime, type RuntimeOptions } from "./runtime.ts";

/** The options of `wasmRuntime`. */
export interface WasmOptions extends RuntimeOptions {
  /**
   * Folder or URLs of onnxruntime-web's `.wasm` and `.mjs` files; default: next to the script. For a device other than "cpu", its files
   * with `.asyncify` in their names must be there as well.
   */
  readonly wasmPaths?: string | { readonly wasm?: string; readonly mjs?: string };
}

/**
 * Creates the WebAssembly runtime, for browsers, workers, and Node without the native library. Several threads need a page
 * that is cross-origin isolated. In a browser with WebGPU it can compute on the GPU.
 * @param warn - receives a line about operators that the GPU lacks, and one if it fails; default: `console.warn`.
 * @throws OptionError if an option is unknown, or if `device` is "webgpu" and there is no GPU.
 * @example
 * const runtime = await wasmRuntime({ wasmPaths: "/ort/" });
 */
export async function wasmRuntime(options: WasmOptions = {}, warn: (line: string) => void = console.warn): Promise<Runtime> {
  knownOptions("wasmRuntime", options, { ...RUNTIME_OPTIONS, wasmPaths: true });
  const isolated = globalThis.crossOriginIsolated ?? true;
  const cores = globalThis.navigator?.hardwareConcurrency ?? 2;
  // A page needs one core for itself. With as many threads as cores, training was slower than with one thread (measured on
  // two cores).
  const threads = isolated ? (options.threads ?? Math.max(1, cores - 1)) : 1;
  const { wasmPaths } = options;
  const prepared = <T extends typeof import("onnxruntime-web/wasm")>(ort: T, paths: WasmOptions["wasmPaths"]): T => {
    ort.env.wasm.numThreads = threads;
    if (paths) ort.env.wasm.wasmPaths = paths;
    return ort;
  };
  const ort = prepared(await import("onnxruntime-web/wasm"), wasmPaths);
  return chosenDevice(options, warn, {
    ort,
    name: `onnxruntime-web ${ort.env.versions.web}`,
    threads,
    cpu: "wasm",
    writesInPlace: false,
    gpu: async () => prepared(await import("onnxruntime-web/webgpu"), inAsyncify(wasmPaths)),
  });
}

/** Returns where the files of the package with WebGPU are, which stand beside the others. */
function inAsyncify(paths: WasmOptions["wasmPaths"]): WasmOptions["wasmPaths"] {
  if (typeof paths !== "object") return paths;
  return Object.fromEntries(Object.entries(paths).map(([kind, url]) => [kind, url.replace(/\.(?=[^.]+$)/, ".asyncify.")]));
}
