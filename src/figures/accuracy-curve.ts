import { DataError } from "../core/errors.ts";
import { CURVES_SIZE, seedCurves } from "./seed-curves.ts";
import { type Figure, type FigureTitles, figure } from "./svg.ts";

/** The accuracies that one training method reached. */
export interface AccuracySeries {
  /** Name of the method, written at the end of its curve. */
  readonly name: string;
  /** For each number of labelled examples, one accuracy (0 to 1) per seed. */
  readonly points: readonly { readonly labels: number; readonly accuracies: readonly number[] }[];
}

/** The options of `accuracyCurveFigure`. */
export interface AccuracyCurveOptions extends FigureTitles {
  /** One curve for each series. */
  readonly series: readonly AccuracySeries[];
}

/**
 * Draws accuracy against the number of labelled examples, on a logarithmic axis. Each point is the mean over the seeds, and its
 * bar reaches from the lowest accuracy to the highest.
 * @throws DataError if there is nothing to draw, a series or a point is empty, or an accuracy isn't from 0 to 1.
 * @example
 * const points = [{ labels: 100, accuracies: [0.71, 0.74] }, { labels: 1000, accuracies: [0.86, 0.88] }];
 * const { svg } = accuracyCurveFigure({ series: [{ name: "pretrained", points }] });
 */
export function accuracyCurveFigure({ series, title = "Accuracy by number of labels", subtitle }: AccuracyCurveOptions): Figure {
  for (const { name, points } of series)
    if (
      points.length === 0 ||
      points.some(({ labels, accuracies }) => !(labels > 0 && labels < Infinity) || accuracies.length === 0)
    )
      throw new DataError(
        `Series "${name}" has no points or an incomplete one. Give each point a number of labels above 0 and at least one accuracy.`,
      );
  const all = series.flatMap(({ points }) => points.flatMap(({ accuracies }) => accuracies));
  if (all.length === 0 || all.some((accuracy) => !(accuracy >= 0 && accuracy <= 1)))
    throw new DataError("The accuracies must be numbers from 0 to 1. Give at least one.");
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
