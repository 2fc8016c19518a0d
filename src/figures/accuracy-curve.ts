import * as Plot from "@observablehq/plot";
import { DataError } from "../core/errors.ts";
import { plotted } from "./plot.ts";
import { type Figure, figure } from "./svg.ts";
import { COLOUR, OKABE_ITO } from "./theme.ts";

/** The accuracies that one way of learning reached, with each number of labels: one for each seed. */
export interface AccuracySeries {
  readonly name: string;
  readonly points: readonly { readonly labels: number; readonly accuracies: readonly number[] }[];
}

export interface AccuracyCurveOptions {
  readonly series: readonly AccuracySeries[];
  readonly title?: string;
  readonly subtitle?: string;
}

/** Lengths in CSS pixels. */
const BOX = { width: 620, height: 360, top: 30, right: 140, bottom: 44, left: 56 };
const LINE_HEIGHT = 16;

/** Colour, dashes and markers each tell the series apart, so it can be read in grey print. */
const STYLES = [
  { colour: OKABE_ITO.blue, symbol: "circle", dashes: "none" },
  { colour: OKABE_ITO.vermillion, symbol: "square", dashes: "6,3" },
  { colour: OKABE_ITO.green, symbol: "triangle", dashes: "2,3" },
] as const;

/**
 * Accuracy against the number of labelled examples, on a scale of logarithms: each point the mean over seeds, its bar from the lowest to the highest of them.
 * @throws DataError where there is nothing to draw, a series or a point is empty, or an accuracy isn't from 0 to 1.
 */
export function accuracyCurveFigure({ series, title = "Accuracy by number of labels", subtitle }: AccuracyCurveOptions): Figure {
  for (const { name, points } of series)
    if (
      points.length === 0 ||
      points.some(({ labels, accuracies }) => !(labels > 0 && labels < Infinity) || accuracies.length === 0)
    )
      throw new DataError(`Series "${name}" needs points, each with a number of labels above 0 and an accuracy at least.`);
  const all = series.flatMap(({ points }) => points.flatMap(({ accuracies }) => accuracies));
  if (all.length === 0 || all.some((accuracy) => !(accuracy >= 0 && accuracy <= 1)))
    throw new DataError("Accuracies are numbers from 0 to 1, one at least.");
  const curves = series.map(({ name, points }, i) => ({
    name,
    ...STYLES[i % STYLES.length]!,
    points: points.map(({ labels, accuracies }) => ({
      labels,
      mean: accuracies.reduce((sum, x) => sum + x, 0) / accuracies.length,
      low: Math.min(...accuracies),
      high: Math.max(...accuracies),
    })),
  }));
  const ticks = [...new Set(series.flatMap(({ points }) => points.map(({ labels }) => labels)))].sort((a, b) => a - b);
  const room = (Math.max(...all) - Math.min(...all) || 0.1) * 0.06;
  const domain = [Math.max(0, Math.min(...all) - room), Math.min(1, Math.max(...all) + room)] as const;
  const body = plotted(BOX, {
    x: { type: "log", domain: [ticks[0]! / 1.08, ticks.at(-1)! * 1.08] },
    y: { domain },
    marks: [
      Plot.gridY({ stroke: COLOUR.grid, strokeOpacity: 1 }),
      Plot.axisY({ label: "accuracy", labelArrow: "none", tickSize: 0, fill: COLOUR.text, ticks: 6, tickFormat: "~%" }),
      Plot.axisX(ticks, {
        label: "labelled examples",
        labelAnchor: "center",
        labelArrow: "none",
        tickSize: 4,
        fill: COLOUR.text,
        // Not tickFormat, which on a scale of logarithms leaves out numbers such as 500.
        text: (n: number) => n.toLocaleString("en-US"),
      }),
      ...curves.flatMap(({ points, colour, symbol, dashes }) => [
        Plot.ruleX(points, { x: "labels", y1: "low", y2: "high", stroke: colour, strokeWidth: 1.5 }),
        Plot.lineY(points, { x: "labels", y: "mean", stroke: colour, strokeWidth: 2, strokeDasharray: dashes }),
        Plot.dot(points, { x: "labels", y: "mean", symbol, r: 4, fill: colour }),
      ]),
      ...endLabels(curves, domain),
    ],
  });
  return figure({
    body: [body],
    width: BOX.width,
    height: BOX.height,
    title,
    ...(subtitle !== undefined && { subtitle }),
  });
}

interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly labels: number; readonly mean: number }[];
}

/** Each series' name at its end, from the top down at least a line apart. */
function endLabels(curves: readonly Curve[], [low, high]: readonly [number, number]) {
  const scale = (BOX.height - BOX.top - BOX.bottom) / (high - low);
  let lowest = Number.NEGATIVE_INFINITY;
  return curves
    .map((curve) => ({ ...curve, end: curve.points.at(-1)! }))
    .sort((a, b) => b.end.mean - a.end.mean)
    .map(({ name, colour, end }) => {
      const wanted = (high - end.mean) * scale;
      const at = Math.max(wanted, lowest + LINE_HEIGHT);
      lowest = at;
      return Plot.text([end], {
        x: "labels",
        y: "mean",
        text: [name],
        textAnchor: "start",
        dx: 12,
        dy: at - wanted,
        fill: colour,
        fontWeight: 700,
      });
    });
}
