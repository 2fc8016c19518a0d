import { ShapeError } from "../core/errors.ts";
import { listed } from "../core/words.ts";
import type { Symbolic } from "./symbolic.ts";

/** Runs `work`, and adds the name of the layer, and of the layer before it, to errors about shapes. */
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
      from ? [`"${from.layer.called}" returns [${["batch", ...shape].join(", ")}]`] : [],
    );
    throw new ShapeError(`Layer "${layer.called}" ${error.message}${before.length > 0 ? ` Before it, ${listed(before)}.` : ""}`);
  }
}
