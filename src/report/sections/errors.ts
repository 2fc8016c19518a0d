import { countUpTo, quantile } from "../../core/statistics.ts";
import { count, counted, figureOf, listed, percent } from "../../core/words.ts";
import { errorHistogramFigure, type NamedErrors } from "../../figures/error-histogram.ts";
import { percentileOf } from "../../scoring/calibration.ts";
import { tooFewHeldOut } from "../../scoring/thresholds/index.ts";
import type { Subject } from "../measure/subject.ts";
import { drawing } from "../page/drawing.ts";
import { html } from "../page/html.ts";
import { table } from "../page/table.ts";
import { driftOf } from "./drift.ts";
import { section } from "./section.ts";

export interface ErrorsValues {
  readonly looked: NamedErrors;
  readonly beside?: NamedErrors | undefined;
  readonly threshold: { readonly value: number; readonly from: string; readonly doubt?: string | undefined };
  /** Name of the error, such as "mean squared error". */
  readonly measure: string;
}

const PERCENTILES = [0.5, 0.9, 0.95, 0.99, 0.999, 1];

export const errors = section<ErrorsValues>({
  title: "Reconstruction errors",
  measure(subject) {
    const { autoencoder, data, looked, before, errors } = subject;
    const { settings, scalers } = autoencoder;
    const learned = data.isTraining ? { name: "used for training", errors: errors.subarray(0, data.from) } : undefined;
    return {
      looked: { name: data.name, errors: looked },
      beside: before ? { name: "held out in the training", errors: before } : learned,
      threshold: thresholdOf(subject),
      measure: settings.table
        ? "error of a row (1 = predicting the mean)"
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
      html`<p>The threshold is ${figureOf(threshold.value)}, ${threshold.from}. The model has an error above the threshold on ${listed(
        parts.map(
          ({ name, sorted }, i) =>
            `${count(beyond[i]!)} of ${counted(sorted.length, "example")} ${name} (${percent(beyond[i]! / sorted.length)})`,
        ),
      )}.</p>`,
      threshold.doubt && html`<p class="note">${threshold.doubt}</p>`,
      drift && html`<p class="note"><b>Drift.</b> ${drift}</p>`,
      drawing({
        id: "errors-figure",
        figure: errorHistogramFigure(options),
        narrow: errorHistogramFigure({ ...options, width: 400 }),
        title: "Histogram of the reconstruction errors",
        description: `Half of the ${count(parts[0]!.sorted.length)} examples ${looked.name} have an error below ${figureOf(quantile(parts[0]!.sorted, 0.5))}, and the largest error is ${figureOf(parts[0]!.sorted.at(-1)!)}. ${count(beyond[0]!)} errors are above the threshold.`,
        caption: `The distribution of the errors on examples ${looked.name}${beside ? ` (bars) and ${beside.name} (line)` : ""}. The percentages above the bars are the shares of examples with smaller errors.`,
      }),
      table({
        caption: "Percentiles of the errors",
        columns: [{ title: "Examples with no larger error" }, ...parts.map(({ name }) => ({ title: name, numeric: true }))],
        rows: PERCENTILES.map((share) => [
          share === 1 ? "all" : percent(share),
          ...parts.map(({ sorted }) => figureOf(quantile(sorted, share))),
        ]),
      }),
    ];
  },
});

/** Returns the threshold above which an error is unusual, with a relative clause that explains it. */
export function thresholdOf({ autoencoder, data, calibration }: Subject): ErrorsValues["threshold"] {
  const share = `${Number(percentileOf(calibration, calibration.threshold).toFixed(1))}\u00a0%`;
  const isHeldOut = autoencoder.calibration || data.isTraining || data.heldOut;
  const rows = isHeldOut ? "the rows held out in the training" : "the rows of this report";
  return {
    value: calibration.threshold,
    from: `which ${share} of ${rows} don't exceed`,
    doubt: isHeldOut ? tooFewHeldOut({ method: "quantile", value: 0.99 }, calibration.quantiles.length) : undefined,
  };
}
