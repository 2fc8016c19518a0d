import { countUpTo, quantile } from "../../core/statistics.ts";
import { count, figureOf, listed, percent } from "../../core/words.ts";
import { errorHistogramFigure, type NamedErrors } from "../../figures/error-histogram.ts";
import { drawing } from "./drawing.ts";
import { driftOf } from "./drift.ts";
import { html } from "./html.ts";
import type { Section } from "./section.ts";
import { table } from "./table.ts";

export interface ErrorsValues {
  readonly looked: NamedErrors;
  readonly beside?: NamedErrors | undefined;
  readonly threshold: { readonly value: number; readonly from: string };
  /** What an error is: "mean squared error". */
  readonly measure: string;
}

const PERCENTILES = [0.5, 0.9, 0.95, 0.99, 0.999, 1];

export function errorsSection({ looked, beside, threshold, measure }: ErrorsValues): Section {
  const options = { ...looked, beside, threshold: threshold.value, label: measure, title: "" };
  const parts = [looked, ...(beside ? [beside] : [])].map(({ name, errors }) => ({
    name,
    sorted: Float64Array.from(errors).sort(),
  }));
  const beyond = parts.map(({ sorted }) => sorted.length - countUpTo(sorted, threshold.value));
  const drift = beside && driftOf(looked, beside);
  return {
    id: "errors",
    title: "Reconstruction errors",
    body: [
      html`<p>The threshold of ${figureOf(threshold.value)} is ${threshold.from}. Beyond it: ${listed(
        parts.map(
          ({ name, sorted }, i) =>
            `${count(beyond[i]!)} of ${count(sorted.length)} ${name} (${percent(beyond[i]! / sorted.length)})`,
        ),
      )}.</p>`,
      drift && html`<p class="note"><b>Drift.</b> ${drift}</p>`,
      drawing({
        id: "errors-figure",
        figure: errorHistogramFigure(options),
        narrow: errorHistogramFigure({ ...options, width: 400 }),
        title: "Histogram of the reconstruction errors",
        description: `Half of the ${count(parts[0]!.sorted.length)} examples ${looked.name} have an error below ${figureOf(quantile(parts[0]!.sorted, 0.5))}, the largest is ${figureOf(parts[0]!.sorted.at(-1)!)}. ${count(beyond[0]!)} lie beyond the threshold.`,
        caption: `How large the errors are, ${looked.name}${beside ? ` (bars) and ${beside.name} (line)` : ""}. Above the bars: the share of rows with smaller errors.`,
      }),
      table({
        caption: "Errors that a share of the rows doesn't go beyond",
        columns: [{ title: "Share" }, ...parts.map(({ name }) => ({ title: name, numeric: true }))],
        rows: PERCENTILES.map((share) => [
          share === 1 ? "all" : percent(share),
          ...parts.map(({ sorted }) => figureOf(quantile(sorted, share))),
        ]),
      }),
    ],
  };
}
