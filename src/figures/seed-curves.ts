import * as Plot from "@observablehq/plot";
import { mean } from "../core/statistics.ts";
import { ACROSS, AXIS, lines, plotted } from "./plot.ts";
import { OKABE_ITO } from "./theme.ts";

/** What one way came to at each x, by each seed. */
export interface SeedCurve {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly values: readonly number[] }[];
}

export interface SeedCurvesOptions {
  readonly curves: readonly SeedCurve[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** Of y. */
  readonly domain: readonly [number, number];
  /** CSS pixels to the right, where the names stand. */
  readonly right: number;
  /** Drawn below the curves. */
  readonly below?: readonly Plot.Markish[];
}

/** Lengths in CSS pixels. */
export const CURVES_SIZE = { width: 620, height: 360 };
const MARGINS = { top: 30, bottom: 44, left: 56 };
const LINE_HEIGHT = 16;
/** Curves stand so far beside one another, so that no bar hides another of the same x. */
const APART = 7;

/** Colour, dashes and markers each tell the curves apart, so it can be read in grey print. */
const STYLES = [
  { colour: OKABE_ITO.blue, symbol: "circle", dashes: "none" },
  { colour: OKABE_ITO.vermillion, symbol: "square", dashes: "6,3" },
  { colour: OKABE_ITO.green, symbol: "triangle", dashes: "2,3" },
] as const;

/**
 * Curves of shares over a scale of logarithms, named at their ends, a little beside one another: each point the mean over seeds, its bar from the lowest to the
 * highest of them.
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
          // Not tickFormat, which on a scale of logarithms leaves out numbers such as 500.
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
  /** How far it stands beside its place, in CSS pixels. */
  readonly dx: number;
  readonly points: readonly { readonly x: number; readonly mean: number }[];
}

/** Each curve's name at its end, from the top down at least a line apart. */
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
