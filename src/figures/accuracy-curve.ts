import { DataError } from "../core/errors.ts";
import { CURVES_SIZE, seedCurves } from "./seed-curves.ts";
import { type Figure, type FigureTitles, figure } from "./svg.ts";

/** The accuracies that one way of learning reached, with each number of labels: one for each seed. */
export interface AccuracySeries {
  readonly name: string;
  readonly points: readonly { readonly labels: number; readonly accuracies: readonly number[] }[];
}

export interface AccuracyCurveOptions extends FigureTitles {
  readonly series: readonly AccuracySeries[];
}

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
  const room = (Math.max(...all) - Math.min(...all) || 0.1) * 0.06;
  const domain = [Math.max(0, Math.min(...all) - room), Math.min(1, Math.max(...all) + room)] as const;
  const body = seedCurves({
    curves: series.map(({ name, points }) => ({
      name,
      points: points.map(({ labels, accuracies }) => ({ x: labels, values: accuracies })),
    })),
    xLabel: "labelled examples",
    yLabel: "accuracy",
    domain,
    right: 140,
  });
  return figure({ body: [body], ...CURVES_SIZE, title, subtitle });
}
