import { type Runtime, wasmRuntime } from "../../browser.ts";
import type { DeviceChoice } from "../../runtime/runtime.ts";

/** Maximum number of threads for training. Small matrices don't use more. */
const MOST_THREADS = 4;

/** The folder with the WebAssembly files of ONNX Runtime, next to the page. */
const files = new URL("../ort/", import.meta.url);

/**
 * Opens ONNX Runtime in this worker. @param threads fewer threads leave cores to other workers. @param warn receives what is wrong with
 * a GPU.
 */
export function pageRuntime(
  threads = Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency - 2)),
  device: DeviceChoice = "cpu",
  warn?: (line: string) => void,
): Promise<Runtime> {
  const wasmPaths = {
    wasm: new URL("ort-wasm-simd-threaded.wasm", files).href,
    mjs: new URL("ort-wasm-simd-threaded.mjs", files).href,
  };
  return wasmRuntime({ threads, device, wasmPaths }, warn);
}
