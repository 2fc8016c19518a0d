import * as Plot from "@observablehq/plot";
import { DataError } from "../core/errors.ts";
import { CURVES_SIZE, type SeedCurve, seedCurves } from "./seed-curves.ts";
import { type Figure, type FigureTitles, figure } from "./svg.ts";
import { COLOUR } from "./theme.ts";

/** The options of `codingsCurveFigure`. */
export interface CodingsCurveOptions extends FigureTitles {
  /** The numbers of codings that were tried, with their results. */
  readonly sizes: readonly {
    readonly codings: number;
    /** The share of the variance that the reconstruction loses (0 to 1), one value per seed. */
    readonly errors: readonly number[];
    /** The share of the variance that PCA loses with the same number of components. */
    readonly pca?: number;
    /** Trustworthiness of the codings (0 to 1), one value per seed. */
    readonly trustworthiness?: readonly number[];
  }[];
  /** The number of codings to mark, and the smallest and the largest number that a seed chose. */
  readonly chosen?: { readonly codings: number; readonly low: number; readonly high: number };
}

/**
 * Draws the reconstruction error on held-out rows against the number of codings, on a logarithmic axis, with PCA's error and the
 * trustworthiness of the codings. Marks the chosen number of codings and the range that the seeds chose.
 * @throws DataError if there are no sizes, or a size has no error or one that isn't a finite number.
 * @example
 * const sizes = [{ codings: 2, errors: [0.42, 0.4], pca: 0.55 }, { codings: 10, errors: [0.12, 0.11], pca: 0.24 }];
 * const { svg } = codingsCurveFigure({ sizes, chosen: { codings: 10, low: 8, high: 12 } });
 */
export function codingsCurveFigure({
  sizes,
  chosen,
  title = "Error by number of codings",
  subtitle,
}: CodingsCurveOptions): Figure {
  if (sizes.length === 0 || sizes.some(({ errors }) => errors.length === 0 || !errors.every(Number.isFinite)))
    throw new DataError("There are no sizes to draw, or a size has no valid error. Give each size at least one finite error.");
  const curve = (name: string, of: (size: (typeof sizes)[number]) => readonly number[] | undefined): SeedCurve => ({
    name,
    points: sizes.flatMap((size) => (of(size)?.length ? [{ x: size.codings, values: of(size)! }] : [])),
  });
  const curves = [
    curve("autoencoder", ({ errors }) => errors),
    curve("PCA", ({ pca }) => (pca === undefined ? undefined : [pca])),
    curve("trustworthiness", ({ trustworthiness }) => trustworthiness),
  ].filter(({ points }) => points.length > 0);
  const highest = Math.max(1, ...curves.flatMap(({ points }) => points.flatMap(({ values }) => values)));
  const body = seedCurves({
    curves,
    xLabel: "codings",
    yLabel: "variance lost; trustworthiness",
    domain: [0, highest],
    right: 130,
    ...(chosen && { below: marks(chosen, highest) }),
  });
  return figure({ body: [body], ...CURVES_SIZE, title, subtitle });
}

/** Draws a line at the chosen size with its number, and a band over the range that the seeds chose. */
function marks({ codings, low, high }: NonNullable<CodingsCurveOptions["chosen"]>, top: number): Plot.Markish[] {
  const band = low < high ? [Plot.rect([0], { x1: low, x2: high, y1: 0, y2: top, fill: COLOUR.grid, fillOpacity: 0.6 })] : [];
  return [
    ...band,
    Plot.ruleX([codings], { stroke: COLOUR.quiet, strokeWidth: 1.5, strokeDasharray: "4,3" }),
    Plot.text([codings], {
      x: (x: number) => x,
      y: 0,
      dx: 6,
      dy: -10,
      textAnchor: "start",
      text: () => `${codings} chosen`,
      fill: COLOUR.text,
      stroke: COLOUR.paper,
      strokeWidth: 4,
      fontWeight: 700,
    }),
  ];
}
