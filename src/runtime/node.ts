import { OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { nativeRuntime } from "./native.node.ts";
import { RUNTIME_OPTIONS, type Runtime, type RuntimeOptions } from "./runtime.ts";
import { wasmRuntime } from "./wasm.ts";

/** More would be a mistake: each takes memory, and none is of use beyond the cores. */
const MOST_THREADS = 1024;

/** What to say where the native library can't be loaded: why, what does its work, and how to have it. */
export function withoutNative(error: unknown): string {
  const { code, message = String(error) } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = code === "ERR_MODULE_NOT_FOUND" ? "onnxruntime-node isn't installed" : message.split("\n")[0];
  return `The native ONNX Runtime can't be loaded (${reason}); WebAssembly does the work, about three times slower. To have it: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node`;
}

/**
 * The fastest runtime of this Node: the native library, else WebAssembly, of which `warn` is told in one line.
 * @param load stands in for the native library's loader in tests.
 */
export async function nodeRuntime(
  options: RuntimeOptions = {},
  warn: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
  load: typeof nativeRuntime = nativeRuntime,
): Promise<Runtime> {
  const { threads = 1 } = knownOptions("nodeRuntime", options, RUNTIME_OPTIONS);
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS)
    throw new OptionError(`threads is a whole number from 1 to ${MOST_THREADS}, but this is ${shown(threads)}.`);
  try {
    return await load(options);
  } catch (error) {
    warn(withoutNative(error));
    return wasmRuntime(options);
  }
}
