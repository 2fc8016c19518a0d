import { count, figureOf, listed } from "../../core/words.ts";
import { autoencoderFigure } from "../../figures/autoencoder-diagram.ts";
import type { LayerRow } from "../../models/index.ts";
import { architectureOf } from "../measure/architecture.ts";
import { drawing } from "../page/drawing.ts";
import { type Content, html } from "../page/html.ts";
import { facts } from "../page/parts.ts";
import { table } from "../page/table.ts";
import { section } from "./section.ts";

export const architecture = section({
  title: "Architecture",
  measure: ({ autoencoder }) => architectureOf(autoencoder),
  body({ family, sizes, layers }) {
    const parameters = layers.filter(({ depth }) => depth === 0).reduce((sum, layer) => sum + layer.parameters, 0);
    const hidden = sizes.slice(1, -1).map(count);
    const through =
      hidden.length === 0 ? "directly" : `through ${hidden.length === 1 ? "a layer" : "layers"} of ${listed(hidden)} units`;
    const codings = sizes.at(-1)!;
    return [
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
        description: `The encoder leads from ${count(sizes[0]!)} inputs ${through} to ${count(codings)} codings. The decoder leads back the same way to ${count(sizes[0]!)} outputs.`,
        caption: "The layers from left to right. Their height grows with the logarithm of the number of units.",
      }),
      table({
        caption: "Layers",
        columns: [{ title: "Layer" }, { title: "Kind" }, { title: "Output" }, { title: "Parameters", numeric: true }],
        rows: layers.map(layerCells),
      }),
    ];
  },
});

const layerCells = ({ depth, name, kind, shape, parameters }: LayerRow): readonly Content[] => [
  depth === 0 ? html`<b>${name}</b>` : html`<span class="inner">${name}</span>`,
  kind,
  shape.map(count).join(" x "),
  count(parameters),
];
