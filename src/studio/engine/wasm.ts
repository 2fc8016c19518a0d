import { type Runtime, wasmRuntime } from "../../browser.ts";

/** Threads that a page trains with at most: small matrices keep no more of them busy. */
const MOST_THREADS = 4;

/** The folder beside the page that ONNX Runtime's WebAssembly lies in. */
const files = new URL("../ort/", import.meta.url);

/** ONNX Runtime in this worker. `threads` for a worker that shall leave the cores to another one. */
export function pageRuntime(threads = Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency - 2))): Promise<Runtime> {
  return wasmRuntime({
    threads,
    wasmPaths: {
      wasm: new URL("ort-wasm-simd-threaded.wasm", files).href,
      mjs: new URL("ort-wasm-simd-threaded.mjs", files).href,
    },
  });
}
