import * as Plot from "@observablehq/plot";
import { mean } from "../core/statistics.ts";
import { ACROSS, AXIS, lines, plotted } from "./plot.ts";
import { OKABE_ITO } from "./theme.ts";

/** The results of one method, several for each x. */
export interface SeedCurve {
  readonly name: string;
  /** For each x, one value per seed. */
  readonly points: readonly { readonly x: number; readonly values: readonly number[] }[];
}

export interface SeedCurvesOptions {
  readonly curves: readonly SeedCurve[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** Ends of the vertical axis. */
  readonly domain: readonly [number, number];
  /** Right margin in CSS pixels, for the names of the curves. */
  readonly right: number;
  /** Marks to draw before the curves, which then cover them. */
  readonly below?: readonly Plot.Markish[];
}

/** Lengths in CSS pixels. */
export const CURVES_SIZE = { width: 620, height: 360 };
const MARGINS = { top: 30, bottom: 44, left: 56 };
const LINE_HEIGHT = 16;
/** Horizontal distance between curves in CSS pixels, so that no bar hides another one at the same x. */
const APART = 7;

/** The curves differ in colour, dashes and markers, so that they can be told apart without colour. */
const STYLES = [
  { colour: OKABE_ITO.blue, symbol: "circle", dashes: "none" },
  { colour: OKABE_ITO.vermillion, symbol: "square", dashes: "6,3" },
  { colour: OKABE_ITO.green, symbol: "triangle", dashes: "2,3" },
] as const;

/**
 * Draws curves of percentages over a logarithmic axis, with their names at the ends. Each point is the mean over the seeds, and
 * its bar reaches from the lowest value to the highest.
 */
export function seedCurves({ curves, xLabel, yLabel, domain, right, below = [] }: SeedCurvesOptions): SVGElement {
  const ticks = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const styled = curves.map(({ name, points }, i) => ({
    name,
    ...STYLES[i % STYLES.length]!,
    dx: (i - (curves.length - 1) / 2) * APART,
    points: points.map(({ x, values }) => ({
      x,
      mean: mean(values),
      low: Math.min(...values),
      high: Math.max(...values),
    })),
  }));
  return plotted(
    { ...CURVES_SIZE, ...MARGINS, right },
    {
      x: { type: "log", domain: [ticks[0]! / 1.08, ticks.at(-1)! * 1.08] },
      y: { domain },
      marks: [
        ...below,
        lines(),
        Plot.axisY({ ...AXIS, label: yLabel, ticks: 6, tickFormat: "~%" }),
        Plot.axisX(ticks, {
          ...ACROSS,
          label: xLabel,
          tickSize: 4,
          // With tickFormat instead, Plot leaves out numbers such as 500 on a logarithmic axis.
          text: (n: number) => n.toLocaleString("en-US"),
        }),
        ...styled.flatMap(({ points, colour, symbol, dashes, dx }) => [
          Plot.ruleX(points, { x: "x", y1: "low", y2: "high", stroke: colour, strokeWidth: 1.5, dx }),
          Plot.lineY(points, { x: "x", y: "mean", stroke: colour, strokeWidth: 2, strokeDasharray: dashes, dx }),
          Plot.dot(points, { x: "x", y: "mean", symbol, r: 4, fill: colour, dx }),
        ]),
        ...endLabels(styled, domain),
      ],
    },
  );
}

interface Styled {
  readonly name: string;
  readonly colour: string;
  /** Horizontal offset of the curve in CSS pixels. */
  readonly dx: number;
  readonly points: readonly { readonly x: number; readonly mean: number }[];
}

/** Writes each curve's name at its end. The names are at least a line apart. */
function endLabels(curves: readonly Styled[], [low, high]: readonly [number, number]) {
  const scale = (CURVES_SIZE.height - MARGINS.top - MARGINS.bottom) / (high - low);
  let lowest = Number.NEGATIVE_INFINITY;
  return curves
    .map((curve) => ({ ...curve, end: curve.points.at(-1)! }))
    .sort((a, b) => b.end.mean - a.end.mean)
    .map(({ name, colour, dx, end }) => {
      const wanted = (high - end.mean) * scale;
      const at = Math.max(wanted, lowest + LINE_HEIGHT);
      lowest = at;
      return Plot.text([end], {
        x: "x",
        y: "mean",
        text: [name],
        textAnchor: "start",
        dx: 12 + Math.max(0, dx),
        dy: at - wanted,
        fill: colour,
        fontWeight: 700,
      });
    });
}
