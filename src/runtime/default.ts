import type { Program, Runtime } from "./runtime.ts";

/**
 * Returns the default runtime: the fastest one of Node in Node, and WebAssembly elsewhere. It is created once, when it is
 * first needed.
 */
export function defaultRuntime(): Promise<Runtime> {
  made ??=
    typeof process === "object" && process.versions?.node
      ? import("./node.ts").then(({ nodeRuntime }) => nodeRuntime())
      : import("./wasm.ts").then(({ wasmRuntime }) => wasmRuntime());
  return made;
}

let made: Promise<Runtime> | undefined;

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
