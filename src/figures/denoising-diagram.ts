import { OptionError } from "../core/errors.ts";
import { count } from "../core/words.ts";
import { type LayerDrawing, network, row } from "./diagram.ts";
import { type ArchitectureOptions, mirrored } from "./mirrored.ts";
import { type Figure, figure } from "./svg.ts";

/**
 * Draws denoising autoencoders (figure 17-8 of the lecture): the same network for each kind of noise, by default with Gaussian
 * noise on the left and with dropout on the right.
 * @throws OptionError if `noises` is empty, or a size isn't a whole number of units.
 * @example
 * const { svg } = denoisingFigure({ sizes: [784, 100, 30] });
 */
export function denoisingFigure({
  sizes,
  noises = ["Gaussian noise", "dropout"],
  title = "Denoising autoencoders",
  subtitle,
}: ArchitectureOptions & { readonly noises?: readonly string[] }): Figure {
  if (noises.length === 0) throw new OptionError('noises is empty. Name at least one kind of noise, such as "dropout".');
  const layers = mirrored(sizes);
  const units = sizes[0]!;
  const clean: LayerDrawing = { units, role: "output", label: ["outputs", "≈ clean inputs", count(units)] };
  const parts = noises.map((noise) => {
    const noisy: LayerDrawing = { units, role: "noise", label: [noise, "(training)"] };
    return { heading: `With ${noise}`, drawing: network([layers[0]!, noisy, ...layers.slice(1, -1), clean]) };
  });
  const drawing = row(parts);
  return figure({ body: drawing.nodes, ...drawing, title, subtitle });
}
