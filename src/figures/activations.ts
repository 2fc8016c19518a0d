import * as Plot from "@observablehq/plot";
import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { plotted } from "./plot.ts";
import { element, type Figure, figure } from "./svg.ts";
import { COLOUR, OKABE_ITO } from "./theme.ts";

export interface ActivationsOptions {
  /** [n, codings], or maps [n, …, codings]. */
  readonly codings: NdArray<"float32">;
  readonly title?: string;
  readonly subtitle?: string;
  /** The second histogram stands below the first, for a narrow page. */
  readonly stacked?: boolean;
}

/** Lengths in CSS pixels. */
const BOX = { width: 340, height: 270, top: 36, right: 20, bottom: 40, left: 48 };
const GAP = 24;
const BINS = 30;

/**
 * How active codings are: a histogram of all activations, beside one of each coding's mean (Géron, chapter 17, "Sparse Autoencoders"). The mean of all is marked.
 * @throws DataError where there are none, or one isn't a number.
 */
export function activationsFigure(options: ActivationsOptions): Figure {
  const { codings, title = "Activations of the codings", subtitle, stacked = false } = options;
  const { data } = codings;
  const units = codings.shape.at(-1) ?? 0;
  if (data.length === 0 || data.some((x) => !Number.isFinite(x))) throw new DataError("Activations are numbers, one at least.");
  const sums = new Float64Array(units);
  data.forEach((x, i) => {
    sums[i % units]! += x;
  });
  const means = sums.map((sum) => (sum * units) / data.length);
  const mean = means.reduce((sum, x) => sum + x, 0) / units;
  const first = histogram(data, mean, "activation", "share of activations");
  const second = histogram(means, mean, "mean activation of a coding", "share of codings");
  return figure({
    body: [
      first,
      element("g", { transform: `translate(${stacked ? `0,${BOX.height + GAP}` : `${BOX.width + GAP},0`})` }, second),
    ],
    width: stacked ? BOX.width : 2 * BOX.width + GAP,
    height: stacked ? 2 * BOX.height + GAP : BOX.height,
    title,
    ...(subtitle !== undefined && { subtitle }),
  });
}

function histogram(values: Float32Array | Float64Array, mean: number, name: string, share: string): Node {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of values) [low, high] = [Math.min(low, x), Math.max(high, x)];
  const width = (high - low || 1) / BINS;
  const counts = new Float64Array(BINS);
  for (const x of values) counts[Math.min(BINS - 1, Math.floor((x - low) / width))]! += 1 / values.length;
  const bars = Array.from(counts, (part, i) => ({ from: low + i * width, to: low + (i + 1) * width, part }));
  return plotted(BOX, {
    marks: [
      Plot.gridY({ stroke: COLOUR.grid, strokeOpacity: 1 }),
      Plot.axisY({ label: share, labelArrow: "none", tickSize: 0, fill: COLOUR.text, ticks: 5, tickFormat: "~%" }),
      Plot.axisX({ label: name, labelAnchor: "center", labelArrow: "none", tickSize: 4, fill: COLOUR.text, ticks: 6 }),
      Plot.rectY(bars, { x1: "from", x2: "to", y: "part", fill: OKABE_ITO.blue, insetLeft: 0.5, insetRight: 0.5 }),
      Plot.ruleX([mean], { stroke: OKABE_ITO.vermillion, strokeWidth: 1.5, strokeDasharray: "5,3" }),
      Plot.text([mean], {
        x: (x: number) => x,
        frameAnchor: "top",
        text: (x: number) => `mean ${x.toPrecision(2)}`,
        dy: -14,
        dx: 4,
        textAnchor: mean > (low + high) / 2 ? "end" : "start",
        fill: OKABE_ITO.vermillion,
      }),
    ],
  });
}
