import type { Program, Runtime } from "./runtime.ts";

/** A runtime that keeps what it compiles. */
export interface KeepingRuntime extends Runtime {
  /** Gives the memory of all programs back. */
  close(): Promise<void>;
}

/**
 * A runtime for work that comes a part at a time: a graph is compiled at the first part and kept for those after it, until the runtime is closed. Graphs
 * are the same where their bytes are.
 */
export function keepingPrograms(runtime: Runtime): KeepingRuntime {
  const kept: { readonly onnx: Uint8Array; readonly program: Program }[] = [];
  return {
    name: runtime.name,
    threads: runtime.threads,
    async compile(onnx) {
      let found = kept.find((one) => isSame(one.onnx, onnx));
      if (!found) {
        found = { onnx, program: await runtime.compile(onnx) };
        kept.push(found);
      }
      return { run: found.program.run, close: async () => undefined };
    },
    async close() {
      for (const { program } of kept.splice(0)) await program.close();
    },
  };
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
