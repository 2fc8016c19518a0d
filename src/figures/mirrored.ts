import { OptionError } from "../core/errors.ts";
import { count } from "../core/words.ts";
import type { LayerDrawing } from "./diagram.ts";
import type { FigureTitles } from "./svg.ts";

export interface ArchitectureOptions extends FigureTitles {
  /** Units of the layers, from the inputs down to the codings: [784, 100, 30]. The decoder has them in reverse. */
  readonly sizes: readonly number[];
}

export const isCount = (units: number): boolean => Number.isInteger(units) && units >= 1;

/**
 * The layers of an autoencoder: down to the codings and up again.
 * @throws OptionError where there are fewer than two sizes, or one isn't a whole number of units.
 */
export function mirrored(sizes: readonly number[]): LayerDrawing[] {
  if (sizes.length < 2 || !sizes.every(isCount))
    throw new OptionError(
      `Sizes are two whole numbers of units or more, such as 784, 100, 30, but these are ${sizes.join(", ")}.`,
    );
  const last = sizes.length - 1;
  // Where there are other hidden layers, the codings are one of those that are counted.
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
