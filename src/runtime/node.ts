import { OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { nativeRuntime } from "./native.node.ts";
import { RUNTIME_OPTIONS, type Runtime, type RuntimeOptions } from "./runtime.ts";
import { wasmRuntime } from "./wasm.ts";

/** Highest number of threads that is accepted. Each thread takes memory, and threads beyond the number of cores don't help. */
const MOST_THREADS = 1024;

/** Writes the warning for a native library that can't be loaded: the reason, what is used instead, and how to install it. */
export function withoutNative(error: unknown): string {
  const { code, message = String(error) } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = code === "ERR_MODULE_NOT_FOUND" ? "onnxruntime-node isn't installed" : message.split("\n")[0];
  return `The native ONNX Runtime can't be loaded (${reason}); WebAssembly is used instead, about three times slower. To install it, run: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node`;
}

/**
 * Creates the fastest runtime of this Node: the native library, or WebAssembly if the library can't be loaded.
 * @param options - threads, device and other settings; default: all cores.
 * @param warn - called with one line if the native library can't be loaded, if a GPU lacks operators, or if it fails; default: writes it to stderr.
 * @param load - loader of the native library, for tests.
 * @throws OptionError if an option is unknown, if `threads` isn't a whole number from 1 to 1024, or if `device` is "webgpu" and there is no GPU.
 * @example
 * const runtime = await nodeRuntime({ threads: 4 });
 */
export async function nodeRuntime(
  options: RuntimeOptions = {},
  warn: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
  load: typeof nativeRuntime = nativeRuntime,
): Promise<Runtime> {
  const { threads = 1 } = knownOptions("nodeRuntime", options, RUNTIME_OPTIONS);
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS)
    throw new OptionError(`threads must be a whole number from 1 to ${MOST_THREADS}, but it is ${shown(threads)}.`);
  try {
    return await load(options, warn);
  } catch (error) {
    if (error instanceof OptionError) throw error;
    warn(withoutNative(error));
    return wasmRuntime(options, warn);
  }
}
