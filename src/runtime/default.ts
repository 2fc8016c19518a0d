import type { Program, Runtime } from "./runtime.ts";

/** Node's fastest runtime in Node, WebAssembly anywhere else; made once, at the first use. */
export function defaultRuntime(): Promise<Runtime> {
  made ??=
    typeof process === "object" && process.versions?.node
      ? import("./node.ts").then(({ nodeRuntime }) => nodeRuntime())
      : import("./wasm.ts").then(({ wasmRuntime }) => wasmRuntime());
  return made;
}

let made: Promise<Runtime> | undefined;

/** Compiles a graph, works with it, and gives its memory back. @param runtime what runs it; the machine's fastest by default. */
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
