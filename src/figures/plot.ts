import * as Plot from "@observablehq/plot";
import { drawingDocument, element } from "./svg.ts";
import { COLOUR, SIZE } from "./theme.ts";

/** Size of a plot and its margins, in CSS pixels. */
export interface PlotBox {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** What all axes have alike, and those across besides. */
export const AXIS = { labelArrow: "none", tickSize: 0, fill: COLOUR.text } as const;
export const ACROSS = { ...AXIS, labelAnchor: "center" } as const;

/** Lines across a plot, at its upright axis's ticks. */
export const lines = (): Plot.Markish => Plot.gridY({ stroke: COLOUR.grid, strokeOpacity: 1 });

/** A plot as one element, in the figures' size of text and without a style of its own. */
export function plotted({ width, height, top, right, bottom, left }: PlotBox, options: Plot.PlotOptions): SVGElement {
  const plot = Plot.plot({
    document: drawingDocument(),
    width,
    height,
    marginTop: top,
    marginRight: right,
    marginBottom: bottom,
    marginLeft: left,
    style: { fontSize: `${SIZE.text}px` },
    ...options,
  });
  return element("g", { "text-anchor": "middle" }, ...[...plot.children].filter(({ tagName }) => tagName !== "style"));
}
