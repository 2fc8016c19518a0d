import type { Program, Runtime } from "./runtime.ts";

/** A runtime that stores compiled programs for reuse. */
export interface KeepingRuntime extends Runtime {
  /** Closes all programs and frees their memory. */
  close(): Promise<void>;
}

/**
 * Wraps a runtime so that it compiles each graph only once, for work that is done in parts. The programs stay open until the
 * wrapper is closed. Two graphs are the same if their bytes are equal.
 */
export function keepingPrograms(runtime: Runtime): KeepingRuntime {
  const kept: { readonly onnx: Uint8Array; readonly program: Program }[] = [];
  return {
    name: runtime.name,
    threads: runtime.threads,
    get device() {
      return runtime.device;
    },
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
