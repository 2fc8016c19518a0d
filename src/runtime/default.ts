import type { Runtime } from "./runtime.ts";

/** Node's fastest runtime in Node, WebAssembly anywhere else; made once, at the first use. */
export function defaultRuntime(): Promise<Runtime> {
  made ??=
    typeof process === "object" && process.versions?.node
      ? import("./node.ts").then(({ nodeRuntime }) => nodeRuntime())
      : import("./wasm.ts").then(({ wasmRuntime }) => wasmRuntime());
  return made;
}

let made: Promise<Runtime> | undefined;
