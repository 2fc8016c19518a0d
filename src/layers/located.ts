import { ShapeError } from "../core/errors.ts";
import type { Symbolic } from "./symbolic.ts";

/** Names the layer, and the one before it, in an error about shapes. */
export function located<T>(
  layer: { readonly called: string },
  inputs: readonly Symbolic<{ readonly called: string }>[],
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ShapeError) || error.message.startsWith('Layer "')) throw error;
    const before = inputs.flatMap(({ from, shape }) =>
      from ? [`"${from.layer.called}", which gives [${["batch", ...shape].join(", ")}]`] : [],
    );
    throw new ShapeError(
      `Layer "${layer.called}" ${error.message}${before.length > 0 ? ` Before it: ${before.join("; ")}.` : ""}`,
    );
  }
}
