import { OptionError } from "../core/errors.ts";
import { count } from "../core/words.ts";
import { type LayerDrawing, network, row } from "./diagram.ts";
import { type ArchitectureOptions, mirrored } from "./mirrored.ts";
import { type Figure, figure } from "./svg.ts";

/**
 * Denoising autoencoders (figure 17-8): the same net behind Gaussian noise, on the left, and behind dropout.
 * @throws OptionError where there is no noise, or a size isn't a whole number of units.
 */
export function denoisingFigure({
  sizes,
  noises = ["Gaussian noise", "dropout"],
  title = "Denoising autoencoders",
  subtitle,
}: ArchitectureOptions & { readonly noises?: readonly string[] }): Figure {
  if (noises.length === 0) throw new OptionError('There are no noises to draw. Name one at least, such as "dropout".');
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
