import * as Plot from "@observablehq/plot";
import { DataError } from "../core/errors.ts";
import { countUpTo, quantile, roundBetween } from "../core/statistics.ts";
import { rounded } from "../core/words.ts";
import { ACROSS, AXIS, lines, plotted } from "./plot.ts";
import { element, type Figure, type FigureTitles, figure, textWidth } from "./svg.ts";
import { COLOUR, OKABE_ITO } from "./theme.ts";

/** The reconstruction errors of a set of rows. */
export interface NamedErrors {
  /** Name of the set in the legend, such as "held out". */
  readonly name: string;
  /** One error for each row. */
  readonly errors: ArrayLike<number>;
}

/** The options of `errorHistogramFigure`. */
export interface ErrorHistogramOptions extends NamedErrors, FigureTitles {
  /** Another set of rows, such as the training set, which is drawn as a line over the bars. */
  readonly beside?: NamedErrors | undefined;
  /** Errors above the threshold have another colour, and the figure states their number. */
  readonly threshold: number;
  /** Label of the horizontal axis (default "reconstruction error"). */
  readonly label?: string;
  /** Width in CSS pixels (default 680). */
  readonly width?: number;
}

/** Lengths in CSS pixels. The top margin holds, from top to bottom, the legend, the threshold and the percentiles. */
const BOX = { width: 680, height: 340, top: 84, right: 20, bottom: 40, left: 48 };
const LINE = 20;
const MOST_BINS = 48;

/**
 * If the largest error exceeds the median by this factor, the axis is logarithmic. A linear one would crowd most rows into the
 * first bars.
 */
const SKEWED = 8;
/** On a logarithmic axis, the first bar counts all errors below this fraction of the median. */
const SMALLEST = 1e-3;

const PERCENTILES = [0.5, 0.9, 0.99, 0.999];

/**
 * Draws a histogram of reconstruction errors with their percentiles and a threshold. The axis is logarithmic if the distribution
 * is skewed.
 * @throws DataError if there are no errors, or one isn't a finite number.
 * @example
 * const { svg } = errorHistogramFigure({ name: "held out", errors: [0.1, 0.2, 0.15, 0.9], threshold: 0.5 });
 */
export function errorHistogramFigure(options: ErrorHistogramOptions): Figure {
  const { name, beside, threshold, label = "reconstruction error", title = "Reconstruction errors", subtitle } = options;
  const { width = BOX.width } = options;
  const sorted = sortedErrors(options.errors);
  const others = beside && sortedErrors(beside.errors);
  const { isLog, edges } = binsOf(sorted, others ?? sorted, threshold);
  const bars = sharesIn(sorted, edges);
  const line = others ? sharesIn(others, edges).flatMap(({ from, to, share }) => [from, to].map((x) => ({ x, share }))) : [];
  const highest = Math.max(...bars.map(({ share }) => share), ...line.map(({ share }) => share));
  const place = placeOn(edges, isLog, width);
  const axis = { ...ACROSS, label, tickSize: 4 } as const;
  const plot = plotted(
    { ...BOX, width },
    {
      x: { type: isLog ? "log" : "linear", domain: [edges[0]!, edges.at(-1)!] },
      y: { domain: [0, highest * 1.04] },
      marks: [
        lines(),
        Plot.axisY({ ...AXIS, label: null, ticks: 5, tickFormat: "~%" }),
        // Plot leaves out some labels of a logarithmic axis unless they are given as text.
        isLog
          ? Plot.axisX(roundNumbers(edges, place), { ...axis, text: shown })
          : Plot.axisX({ ...axis, ticks: Math.floor(width / 90) }),
        Plot.rectY(bars, {
          x1: "from",
          x2: "to",
          y: "share",
          fill: ({ from }: Bar) => (from >= threshold ? OKABE_ITO.vermillion : OKABE_ITO.blue),
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        Plot.lineY(line, { x: "x", y: "share", stroke: COLOUR.text, strokeWidth: 1.5 }),
      ],
    },
  );
  const beyond = sorted.length - countUpTo(sorted, threshold);
  return figure({
    body: [
      ...keyOf(name, beside?.name),
      plot,
      ...percentileMarks(sorted, place),
      ...thresholdMark(place(threshold), width, `${beyond.toLocaleString("en-US")} above ${shown(threshold)}`),
    ],
    width,
    height: BOX.height,
    title,
    subtitle,
  });
}

const shown = (error: number): string => String(rounded(error));

function sortedErrors(errors: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(errors).sort();
  if (sorted.length === 0 || !sorted.every(Number.isFinite))
    throw new DataError("The errors are empty or hold a value that isn't a finite number. Leave out those rows.");
  return sorted;
}

/**
 * Computes the edges of the bars, at equal distances on the axis. One edge is the threshold, so that every bar is on one side of
 * it.
 */
function binsOf(sorted: Float64Array, others: Float64Array, threshold: number): { isLog: boolean; edges: readonly number[] } {
  const median = quantile(sorted, 0.5);
  const largest = Math.max(sorted.at(-1)!, others.at(-1)!, threshold);
  const smallest = Math.min(sorted[0]!, others[0]!, threshold);
  const isLog = median > 0 && threshold > 0 && largest > SKEWED * median;
  const [to, back] = isLog ? [Math.log, Math.exp] : [(x: number) => x, (x: number) => x];
  const low = to(isLog ? Math.max(smallest, SMALLEST * median) : smallest);
  const high = to(largest);
  const count = Math.min(MOST_BINS, Math.max(8, Math.round(2 * Math.sqrt(sorted.length))));
  const step = (high - low || Math.abs(high) || 1) / count;
  const before = Math.max(1, Math.ceil((to(threshold) - low) / step - 1e-9));
  const after = Math.max(1, Math.ceil((high - to(threshold)) / step - 1e-9));
  const edges = Array.from({ length: before + after + 1 }, (_, i) => back(to(threshold) + (i - before) * step));
  // Errors are never negative, so the first bar begins at 0 or later, unless it would then have no width.
  if (smallest >= 0 && edges[1]! > 0) edges[0] = Math.max(0, edges[0]!);
  return { isLog, edges };
}

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/**
 * Computes the share of the errors in each bar, including its upper edge. The first and the last bar also count the errors
 * outside all bars.
 */
function sharesIn(sorted: Float64Array, edges: readonly number[]): readonly Bar[] {
  const last = edges.length - 2;
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1]!;
    const [before, within] = [i === 0 ? 0 : countUpTo(sorted, from), i === last ? sorted.length : countUpTo(sorted, to)];
    return { from, to, share: (within - before) / sorted.length };
  });
}

/** Returns a function that gives the position of an error on the axis, in CSS pixels. */
function placeOn(edges: readonly number[], isLog: boolean, width: number): (error: number) => number {
  const to = isLog ? Math.log : (x: number) => x;
  const [low, high] = [to(edges[0]!), to(edges.at(-1)!)];
  return (error) => BOX.left + ((Math.max(low, to(error)) - low) / (high - low)) * (width - BOX.left - BOX.right);
}

/** Returns 1, 2, 5, 10, … between the ends of a logarithmic axis, or only the powers of ten if the labels would touch. */
function roundNumbers(edges: readonly number[], place: (error: number) => number): number[] {
  const within = (factors: readonly number[]) => roundBetween(edges[0]!, edges.at(-1)!, factors);
  const all = within([1, 2, 5]);
  const touch = all.some((number, i) => i > 0 && place(number) - place(all[i - 1]!) < textWidth(shown(number)) + 6);
  return touch ? within([1]) : all;
}

const words = (text: string, x: number, y: number, attributes: Readonly<Record<string, string | number>>): SVGElement =>
  element("text", { x, y, ...attributes }, text);

const SHARE = "share of rows";

/** Draws the label of the vertical axis and the legend: a square for the bars and a line for the other rows. */
function keyOf(name: string, beside: string | undefined): SVGElement[] {
  const at = textWidth(SHARE) + 20;
  const bars = [
    words(SHARE, 0, 11, { fill: COLOUR.text }),
    element("rect", { x: at, y: 2, width: 10, height: 10, fill: OKABE_ITO.blue }),
    words(name, at + 16, 11, { fill: COLOUR.text }),
  ];
  if (beside === undefined) return bars;
  const next = at + 34 + textWidth(name);
  return [
    ...bars,
    element("line", { x1: next, x2: next + 16, y1: 7, y2: 7, stroke: COLOUR.text, "stroke-width": 1.5 }),
    words(beside, next + 22, 11, { fill: COLOUR.text }),
  ];
}

/** Draws percentiles of the errors above the bars. Leaves out those whose labels would touch. */
function percentileMarks(sorted: Float64Array, place: (error: number) => number): SVGElement[] {
  let end = Number.NEGATIVE_INFINITY;
  return PERCENTILES.flatMap((share) => {
    const [x, text] = [place(quantile(sorted, share)), `${Number((100 * share).toFixed(1))} %`];
    const half = textWidth(text) / 2;
    if (x - half < end + 6) return [];
    end = x + half;
    return [
      element("line", { x1: x, x2: x, y1: BOX.top - 14, y2: BOX.top - 8, stroke: COLOUR.quiet }),
      words(text, x, BOX.top - 18, { fill: COLOUR.quiet, "text-anchor": "middle" }),
    ];
  });
}

function thresholdMark(x: number, width: number, text: string): SVGElement[] {
  const side = x > width / 2 ? { "text-anchor": "end" } : { "text-anchor": "start" };
  const line = { x1: x, x2: x, y1: BOX.top - 14, y2: BOX.height - BOX.bottom };
  return [
    element("line", {
      class: "threshold",
      ...line,
      stroke: OKABE_ITO.vermillion,
      "stroke-width": 1.5,
      "stroke-dasharray": "5,3",
    }),
    words(text, x, LINE + 14, { fill: OKABE_ITO.vermillion, "font-weight": 700, ...side }),
  ];
}
