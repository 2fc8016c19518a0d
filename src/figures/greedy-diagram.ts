import { count } from "../core/words.ts";
import { column, type LayerDrawing, network } from "./diagram.ts";
import { type ArchitectureOptions, mirrored } from "./mirrored.ts";
import { type Figure, figure } from "./svg.ts";

/**
 * Draws how a stacked autoencoder is trained one autoencoder at a time (figure 17-7 of the lecture): a phase for each layer of
 * the encoder, then the stack of all layers. Each arrow of the stack names the phase that trained it.
 * @throws OptionError if there are fewer than two sizes, or one isn't a whole number of units.
 * @example
 * const { svg } = greedyFigure({ sizes: [784, 100, 30] });
 */
export function greedyFigure({ sizes, title = "Training one autoencoder at a time", subtitle }: ArchitectureOptions): Figure {
  const stack = mirrored(sizes);
  const most = Math.max(...sizes);
  const phases = sizes.length - 1;
  const shallow = Array.from({ length: phases }, (_, i) => {
    const [before, trained] = [stack[i]!, stack[i + 1]!];
    const [what] = before.label!;
    const layers: LayerDrawing[] = [
      { ...before, role: "input" },
      trained,
      { units: before.units, role: "output", label: ["outputs", `≈ ${what}`, count(before.units)] },
    ];
    return { heading: `Phase ${i + 1}: learn to reconstruct ${i === 0 ? "the inputs" : what}`, drawing: network(layers, most) };
  });
  // Phase k trains the k-th link from either end.
  const named = stack.map((layer, i) => (i === 0 ? layer : { ...layer, link: `phase ${Math.min(i, 2 * phases + 1 - i)}` }));
  const drawing = column([...shallow, { heading: `Phase ${phases + 1}: stack the layers`, drawing: network(named, most) }]);
  return figure({ body: drawing.nodes, ...drawing, title, subtitle });
}
