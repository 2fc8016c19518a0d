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

/** Options of every axis. */
export const AXIS = { labelArrow: "none", tickSize: 0, fill: COLOUR.text } as const;
/** The same, with the label at the middle of the axis. */
export const ACROSS = { ...AXIS, labelAnchor: "center" } as const;

/** Draws horizontal grid lines at the ticks of the vertical axis. */
export const lines = (): Plot.Markish => Plot.gridY({ stroke: COLOUR.grid, strokeOpacity: 1 });

/** Draws a plot as one element with the text size of the figures, without Plot's style sheet. */
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
