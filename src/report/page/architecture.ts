import { count, figureOf, listed } from "../../core/words.ts";
import { autoencoderFigure } from "../../figures/autoencoder-diagram.ts";
import type { LayerRow } from "../../models/index.ts";
import { drawing } from "./drawing.ts";
import { type Content, html } from "./html.ts";
import { facts, type Section } from "./section.ts";
import { table } from "./table.ts";

export interface ArchitectureValues {
  readonly family: string;
  /** Units from the inputs down to the codings. */
  readonly sizes: readonly number[];
  readonly layers: readonly LayerRow[];
}

export function architectureSection({ family, sizes, layers }: ArchitectureValues): Section {
  const parameters = layers.filter(({ depth }) => depth === 0).reduce((sum, layer) => sum + layer.parameters, 0);
  const hidden = sizes.slice(1, -1).map(count);
  const through = hidden.length === 0 ? "at once" : `by way of ${listed(hidden)} units`;
  const codings = sizes.at(-1)!;
  return {
    id: "architecture",
    title: "The architecture",
    body: [
      facts([
        ["family", family],
        ["codings", count(codings)],
        ["inputs for each coding", figureOf(sizes[0]! / codings)],
        ["parameters", count(parameters)],
      ]),
      drawing({
        id: "architecture-figure",
        figure: autoencoderFigure({ sizes, title: "" }),
        title: "Diagram of the layers",
        description: `The encoder goes from ${count(sizes[0]!)} inputs ${through} to ${count(codings)} codings; the decoder goes the same way back to ${count(sizes[0]!)} outputs.`,
        caption: "Layers from left to right; a layer is as high as the logarithm of its units.",
      }),
      table({
        caption: "Layers",
        columns: [{ title: "Layer" }, { title: "Kind" }, { title: "Output" }, { title: "Parameters", numeric: true }],
        rows: layers.map(layerCells),
      }),
    ],
  };
}

const layerCells = ({ depth, name, kind, shape, parameters }: LayerRow): readonly Content[] => [
  depth === 0 ? html`<b>${name}</b>` : html`<span class="inner">${name}</span>`,
  kind,
  shape.map(count).join(" x "),
  count(parameters),
];
