import { bracket, moved, network, neurons } from "./diagram.ts";
import { type ArchitectureOptions, mirrored } from "./mirrored.ts";
import { type Figure, figure } from "./svg.ts";

/** Room for the brackets above the drawing, in CSS pixels. */
const ABOVE = 34;

/** If no layer has more units than this, each unit is drawn as a circle. */
const FEW = 12;

/**
 * Draws the layers of a symmetrical autoencoder (figures 17-1 and 17-3 of the lecture). Layers of up to 12 units show each unit
 * as a circle.
 * @throws OptionError if there are fewer than two sizes, or one isn't a whole number of units.
 * @example
 * const { svg } = autoencoderFigure({ sizes: [784, 100, 30] });
 */
export function autoencoderFigure({ sizes, title = "An autoencoder", subtitle }: ArchitectureOptions): Figure {
  const layers = mirrored(sizes);
  const drawing = Math.max(...sizes) <= FEW ? neurons(layers) : network(layers);
  const { width } = drawing;
  const brackets = [bracket(0, width / 2 - 8, ABOVE - 18, "encoder"), bracket(width / 2 + 8, width, ABOVE - 18, "decoder")];
  return figure({
    body: [...brackets, moved(drawing, 0, ABOVE)],
    width,
    height: ABOVE + drawing.height,
    title,
    subtitle,
  });
}
