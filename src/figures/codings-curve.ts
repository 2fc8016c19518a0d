import * as Plot from "@observablehq/plot";
import { DataError } from "../core/errors.ts";
import { CURVES_SIZE, type SeedCurve, seedCurves } from "./seed-curves.ts";
import { type Figure, type FigureTitles, figure } from "./svg.ts";
import { COLOUR } from "./theme.ts";

export interface CodingsCurveOptions extends FigureTitles {
  readonly sizes: readonly {
    readonly codings: number;
    /** The share of variance lost, by each seed. */
    readonly errors: readonly number[];
    /** The same of as many principal components. */
    readonly pca?: number;
    /** By each seed. */
    readonly trustworthiness?: readonly number[];
  }[];
  /** The size that is marked, and the smallest and the largest that a seed chose. */
  readonly chosen?: { readonly codings: number; readonly low: number; readonly high: number };
}

/**
 * What each number of codings loses of held-out rows, on a scale of logarithms, beside PCA's curve and how far neighbours stay neighbours; the chosen size is marked, and
 * between which sizes the seeds differ.
 * @throws DataError where there is no size, or one without an error or with one that isn't a number.
 */
export function codingsCurveFigure({
  sizes,
  chosen,
  title = "Error by number of codings",
  subtitle,
}: CodingsCurveOptions): Figure {
  if (sizes.length === 0 || sizes.some(({ errors }) => errors.length === 0 || !errors.every(Number.isFinite)))
    throw new DataError("A curve of codings needs sizes, each with an error at least.");
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

/** A line at the chosen size with its number, and a band over those that seeds chose. */
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
