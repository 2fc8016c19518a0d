import * as Plot from "@observablehq/plot";
import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { extent } from "../core/statistics.ts";
import { ACROSS, AXIS, lines, plotted } from "./plot.ts";
import { element, type Figure, type FigureTitles, figure } from "./svg.ts";
import { OKABE_ITO } from "./theme.ts";

export interface ActivationsOptions extends FigureTitles {
  /** [n, codings], or maps [n, …, codings]. */
  readonly codings: NdArray<"float32">;
  /** The mean that was aimed at, which is marked too. */
  readonly target?: number;
  /** The second histogram stands below the first, for a narrow page. */
  readonly stacked?: boolean;
}

/** Lengths in CSS pixels. */
const BOX = { width: 340, height: 270, top: 36, right: 20, bottom: 40, left: 48 };
const GAP = 24;
/** Of what is written above a histogram, a line for each mark. */
const LINE_HEIGHT = 14;
const BINS = 30;

/**
 * How active codings are: a histogram of all activations, beside one of each coding's mean (Géron, chapter 17, "Sparse Autoencoders"). The mean of all is marked, and the target.
 * @throws DataError where there are none, or one isn't a number.
 */
export function activationsFigure(options: ActivationsOptions): Figure {
  const { codings, title = "Activations of the codings", target, subtitle, stacked = false } = options;
  const { data } = codings;
  const units = codings.shape.at(-1) ?? 0;
  if (data.length === 0 || data.some((x) => !Number.isFinite(x))) throw new DataError("Activations are numbers, one at least.");
  const sums = new Float64Array(units);
  data.forEach((x, i) => {
    sums[i % units]! += x;
  });
  const means = sums.map((sum) => (sum * units) / data.length);
  const mean = means.reduce((sum, x) => sum + x, 0) / units;
  const marks: readonly Mark[] = [
    { name: "mean", at: mean, colour: OKABE_ITO.vermillion, dashes: "5,3" },
    ...(target === undefined ? [] : [{ name: "target", at: target, colour: OKABE_ITO.green, dashes: "none" }]),
  ];
  const height = BOX.height + (marks.length - 1) * LINE_HEIGHT;
  const first = histogram(data, marks, "activation", "share of activations");
  const second = histogram(means, marks, "mean activation of a coding", "share of codings");
  return figure({
    body: [first, element("g", { transform: `translate(${stacked ? `0,${height + GAP}` : `${BOX.width + GAP},0`})` }, second)],
    width: stacked ? BOX.width : 2 * BOX.width + GAP,
    height: stacked ? 2 * height + GAP : height,
    title,
    subtitle,
  });
}

/** A line in a histogram with what it is. */
interface Mark {
  readonly name: string;
  readonly at: number;
  readonly colour: string;
  readonly dashes: string;
}

function histogram(values: Float32Array | Float64Array, marks: readonly Mark[], name: string, share: string): Node {
  const [low, high] = extent(values);
  const width = (high - low || 1) / BINS;
  const counts = new Float64Array(BINS);
  for (const x of values) counts[Math.min(BINS - 1, Math.floor((x - low) / width))]! += 1 / values.length;
  const bars = Array.from(counts, (part, i) => ({ from: low + i * width, to: low + (i + 1) * width, part }));
  const above = (marks.length - 1) * LINE_HEIGHT;
  const box = { ...BOX, height: BOX.height + above, top: BOX.top + above };
  return plotted(box, {
    marks: [
      lines(),
      Plot.axisY({ ...AXIS, label: share, ticks: 5, tickFormat: "~%" }),
      Plot.axisX({ ...ACROSS, label: name, tickSize: 4, ticks: 6 }),
      Plot.rectY(bars, { x1: "from", x2: "to", y: "part", fill: OKABE_ITO.blue, insetLeft: 0.5, insetRight: 0.5 }),
      ...marks.flatMap(({ name, at, colour, dashes }, i) => [
        Plot.ruleX([at], { stroke: colour, strokeWidth: 1.5, strokeDasharray: dashes }),
        Plot.text([at], {
          x: at,
          frameAnchor: "top",
          text: [`${name} ${at.toPrecision(2)}`],
          dy: -LINE_HEIGHT * (marks.length - i),
          dx: at > (low + high) / 2 ? -4 : 4,
          textAnchor: at > (low + high) / 2 ? "end" : "start",
          fill: colour,
        }),
      ]),
    ],
  });
}
