import type { Program, Runtime, RuntimeOptions } from "./runtime.ts";

/**
 * Returns the default runtime: the fastest one of Node in Node, and WebAssembly elsewhere. It is created once for each number of
 * threads and each device, when it is first needed.
 */
export function defaultRuntime(options: Pick<RuntimeOptions, "threads" | "device"> = {}): Promise<Runtime> {
  const { threads, device = "cpu" } = options;
  const found = made.get(`${threads} ${device}`);
  if (found) return found;
  const runtime =
    typeof process === "object" && process.versions?.node
      ? import("./node.ts").then(({ nodeRuntime }) => nodeRuntime(options))
      : import("./wasm.ts").then(({ wasmRuntime }) => wasmRuntime(options));
  made.set(`${threads} ${device}`, runtime);
  return runtime;
}

const made = new Map<string, Promise<Runtime>>();

/**
 * Compiles a graph, runs `work` with the program, and then frees its memory.
 * @param runtime - runtime to use; default: the fastest one on this machine.
 */
export async function withProgram<T>(
  runtime: Runtime | undefined,
  onnx: Uint8Array,
  work: (program: Program) => Promise<T>,
): Promise<T> {
  const program = await (runtime ?? (await defaultRuntime())).compile(onnx);
  try {
    return await work(program);
  } finally {
    await program.close();
  }
}
