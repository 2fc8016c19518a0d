import type { NdArray } from "../core/ndarray.ts";
import type { Layer } from "../layers/index.ts";
import type { Runtime } from "../runtime/runtime.ts";

export async function examine(
  _runtime: Runtime,
  _model: Layer,
  _examples: NdArray,
  _rows: Int32Array,
): Promise<string | undefined> {
  return undefined;
}
