import { OptionError } from "../core/errors.ts";
import { count } from "../core/words.ts";
import type { LayerDrawing } from "./diagram.ts";
import type { FigureTitles } from "./svg.ts";

/** The options of the diagrams of architectures. */
export interface ArchitectureOptions extends FigureTitles {
  /**
   * Number of units of each layer, from the inputs to the codings, such as [784, 100, 30]. The decoder has the same layers in
   * reverse order.
   */
  readonly sizes: readonly number[];
}

export const isCount = (units: number): boolean => Number.isInteger(units) && units >= 1;

/**
 * Returns the layers of a symmetrical autoencoder, from the inputs to the codings and back to the outputs.
 * @throws OptionError if there are fewer than two sizes, or one isn't a whole number of units.
 */
export function mirrored(sizes: readonly number[]): LayerDrawing[] {
  if (sizes.length < 2 || !sizes.every(isCount))
    throw new OptionError(
      `sizes must be at least two whole numbers of units, such as [784, 100, 30], but it is [${sizes.join(", ")}].`,
    );
  const last = sizes.length - 1;
  // If there are other hidden layers, the codings layer is numbered with them.
  const codings = last === 1 ? ["codings"] : [`hidden ${last}`, "(codings)"];
  const down = sizes.map((units, i): LayerDrawing => {
    if (i === 0) return { units, role: "input", label: ["inputs", count(units)] };
    if (i === last) return { units, role: "codings", label: [...codings, count(units)] };
    return { units, role: "hidden", label: [`hidden ${i}`, count(units)] };
  });
  const up = sizes
    .slice(0, -1)
    .map((units, i): LayerDrawing => {
      if (i === 0) return { units, role: "output", label: ["outputs", "≈ inputs", count(units)] };
      return { units, role: "hidden", label: [`hidden ${2 * last - i}`, count(units)] };
    })
    .toReversed();
  return [...down, ...up];
}
