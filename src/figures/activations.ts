import * as Plot from "@observablehq/plot";
import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { extent } from "../core/statistics.ts";
import { ACROSS, AXIS, lines, plotted } from "./plot.ts";
import { element, type Figure, type FigureTitles, figure } from "./svg.ts";
import { OKABE_ITO } from "./theme.ts";

/** The options of `activationsFigure`. */
export interface ActivationsOptions extends FigureTitles {
  /** Codings [n, codings], or feature maps [n, …, codings]. */
  readonly codings: NdArray<"float32">;
  /** The mean activation that the training aimed at. If given, the figure marks it. */
  readonly target?: number;
  /** Whether the second histogram is below the first, for a narrow page (default false: they are side by side). */
  readonly stacked?: boolean;
}

/** Lengths in CSS pixels. */
const BOX = { width: 340, height: 270, top: 36, right: 20, bottom: 40, left: 48 };
const GAP = 24;
/** Height of one line of text above a histogram; each mark has a line. */
const LINE_HEIGHT = 14;
const BINS = 30;

/**
 * Draws two histograms that show how sparse codings are: one of all activations, and one of the mean activation of each coding.
 * Both mark the overall mean and the target (Géron, chapter 17, "Sparse Autoencoders").
 * @throws DataError if there are no activations, or one isn't a finite number.
 * @example
 * const codings = await autoencoder.transform(images);
 * const { svg } = activationsFigure({ codings, target: 0.1 });
 */
export function activationsFigure(options: ActivationsOptions): Figure {
  const { codings, title = "Activations of the codings", target, subtitle, stacked = false } = options;
  const { data } = codings;
  const units = codings.shape.at(-1) ?? 0;
  if (data.length === 0 || data.some((x) => !Number.isFinite(x)))
    throw new DataError("The codings are empty or hold a value that isn't a finite number. Leave out those rows.");
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

/** A vertical line in a histogram, with its name. */
interface Mark {
  readonly name: string;
  readonly at: number;
  readonly colour: string;
  readonly dashes: string;
}

function histogram(values: Float32Array | Float64Array, marks: readonly Mark[], name: string, share: string): Node {
  const domain = [...extent(values), ...marks.map(({ at }) => at)];
  const [low, high] = [Math.min(...domain), Math.max(...domain)];
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
