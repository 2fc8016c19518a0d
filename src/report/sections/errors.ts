import { percentileOf } from "../../autoencoders/calibration.ts";
import { countUpTo, quantile } from "../../core/statistics.ts";
import { count, figureOf, listed, percent } from "../../core/words.ts";
import { errorHistogramFigure, type NamedErrors } from "../../figures/error-histogram.ts";
import type { Subject } from "../measure/subject.ts";
import { drawing } from "../page/drawing.ts";
import { html } from "../page/html.ts";
import { table } from "../page/table.ts";
import { driftOf } from "./drift.ts";
import { section } from "./section.ts";

export interface ErrorsValues {
  readonly looked: NamedErrors;
  readonly beside?: NamedErrors | undefined;
  readonly threshold: { readonly value: number; readonly from: string };
  /** What an error is: "mean squared error". */
  readonly measure: string;
}

const PERCENTILES = [0.5, 0.9, 0.95, 0.99, 0.999, 1];

export const errors = section<ErrorsValues>({
  title: "Reconstruction errors",
  measure(subject) {
    const { autoencoder, data, looked, before, errors } = subject;
    const { settings, scalers } = autoencoder;
    const learned = data.isTraining ? { name: "learned from", errors: errors.subarray(0, data.from) } : undefined;
    return {
      looked: { name: data.name, errors: looked },
      beside: before ? { name: "held out in the training", errors: before } : learned,
      threshold: thresholdOf(subject),
      measure: settings.table
        ? "error of a row (1: knowing nothing)"
        : `mean squared error${scalers ? " of scaled numbers" : ""}`,
    };
  },
  body({ looked, beside, threshold, measure }) {
    const options = { ...looked, beside, threshold: threshold.value, label: measure, title: "" };
    const parts = [looked, ...(beside ? [beside] : [])].map(({ name, errors }) => ({
      name,
      sorted: Float64Array.from(errors).sort(),
    }));
    const beyond = parts.map(({ sorted }) => sorted.length - countUpTo(sorted, threshold.value));
    const drift = beside && driftOf(looked, beside);
    return [
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
    ];
  },
});

/** The error from which on a row is strange, and in words where that comes from. */
export function thresholdOf({ autoencoder, data, calibration }: Subject): ErrorsValues["threshold"] {
  const share = `${Number(percentileOf(calibration, calibration.threshold).toFixed(1))} %`;
  const isHeldOut = autoencoder.calibration || data.isTraining || data.heldOut;
  const rows = isHeldOut ? "the rows held out in the training" : "these rows themselves";
  return { value: calibration.threshold, from: `what ${share} of ${rows} don't go beyond` };
}
