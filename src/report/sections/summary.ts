import { diagnose } from "../../autoencoders/diagnose/diagnose.ts";
import { varianceKept } from "../../autoencoders/variance-kept.ts";
import { sizeOf } from "../../core/ndarray.ts";
import { countUpTo, mean } from "../../core/statistics.ts";
import { count, counted, figureOf, percent } from "../../core/words.ts";
import { lossTitle } from "../../figures/loss-titles.ts";
import { exampleOf } from "../measure/data.ts";
import { hasPca, pcaKeeps } from "../measure/measures.ts";
import type { Subject } from "../measure/subject.ts";
import { type Html, html } from "../page/html.ts";
import { thresholdOf } from "./errors.ts";

export interface SummaryValues {
  /** "stacked", … */
  readonly family: string;
  /** The training data, if they are known. */
  readonly learned?: { readonly dataset: string; readonly rows: number } | undefined;
  /** Description of one example, such as "an image of 28 x 28 pixels". */
  readonly example: string;
  readonly codings: number;
  /** Number of measured examples, and their name, such as "held out". */
  readonly rows: { readonly looked: number; readonly name: string };
  readonly loss: { readonly value: number; readonly name: string };
  /** Shares of the variance that the autoencoder keeps and, if known, that PCA keeps with the same number of components. */
  readonly kept: { readonly own: number; readonly pca?: number | undefined };
  /** Problems of the model and their remedies, one or two sentences each. */
  readonly findings: readonly string[];
  /** Mean error of a table's row, where always predicting averages has an error of 1. */
  readonly tableError?: number | undefined;
  /**
   * The threshold above which a row is unusual, with a relative clause that explains it: "which 99 % of the rows don't exceed".
   */
  readonly threshold: { readonly value: number; readonly from: string };
  /** Number of rows in the report with errors above the threshold, and of all its rows. */
  readonly beyond: { readonly count: number; readonly of: number };
}

/** Measures the values of the summary. */
export async function measureSummary(subject: Subject): Promise<SummaryValues> {
  const { autoencoder, data, errors, looked, rows, reconstructions, codings, known, moments, runtime } = subject;
  const { table, loss: lossName } = autoencoder.settings;
  const { loss = Number.NaN } = await autoencoder.trained.model.evaluate(rows, rows, { runtime });
  const threshold = thresholdOf(subject);
  const { learned } = data;
  return {
    family: autoencoder.family,
    learned: learned && { dataset: learned.name, rows: learned.examples.shape[0]! },
    example: exampleOf(data),
    codings: sizeOf(codings.shape.slice(1)),
    rows: { looked: looked.length, name: data.name },
    loss: { value: loss, name: lossTitle(lossName) },
    kept: { own: varianceKept(rows, reconstructions, moments.mean), pca: await pcaOf(subject) },
    findings: (await diagnose(autoencoder, rows, { learned: learned && known, runtime })).map(({ message }) => String(message)),
    tableError: table && mean(looked),
    threshold,
    beyond: { count: errors.length - countUpTo(Float64Array.from(errors).sort(), threshold.value), of: errors.length },
  };
}

/**
 * Computes the share of the variance that PCA keeps. Returns undefined if the training data aren't known or have too many
 * features.
 */
async function pcaOf({ data, known, rows, codings, moments, runtime, onStep }: Subject): Promise<number | undefined> {
  const size = sizeOf(codings.shape.slice(1));
  if (data.learned === undefined || !hasPca(known, size)) return undefined;
  onStep(`PCA with ${count(size)} components …`);
  return pcaKeeps(known, rows, size, moments.mean, runtime);
}

/** Summarizes the report in a few sentences and four numbers. */
export const summary = (values: SummaryValues): Html => html`
<section id="summary" class="summary" aria-label="Summary">
<p>${whatItIs(values)} ${howGood(values)}</p>
<p>${strange(values)}</p>
${values.findings.map((finding) => html`<p class="finding">${finding}</p>`)}
${numbers(values)}
</section>`;

const whatItIs = ({ family, learned, example, codings }: SummaryValues): string =>
  `This ${family} autoencoder encodes ${example} as ${counted(codings, "number")}, its codings, and reconstructs it from them.${learned ? ` It was trained on ${counted(learned.rows, "example")} of ${learned.dataset}.` : ""}`;

/** Two shares of the variance that differ by less are about the same. */
const ALIKE = 0.005;

function howGood({ rows: { looked, name }, kept: { own, pca }, tableError }: SummaryValues): string {
  const most =
    own > 0
      ? `its reconstructions keep ${percent(own)} of the variance`
      : "its reconstructions are no better than the mean of all rows";
  const error =
    tableError === undefined
      ? ""
      : ` The mean error of a row is ${figureOf(tableError)}, where always predicting averages has an error of 1.`;
  return `On ${counted(looked, "example")} ${name}, ${most}.${pca === undefined ? "" : ` ${besidePca(own, pca)}`}${error}`;
}

function besidePca(own: number, pca: number): string {
  const share = `PCA with the same number of components keeps ${percent(pca)}`;
  if (Math.abs(own - pca) < ALIKE) return `${share}, about the same. PCA is simpler and sufficient for this purpose.`;
  return own > pca ? `${share}.` : `${share}, which is more. Use PCA, which is simpler, or train the autoencoder for longer.`;
}

const strange = ({ threshold, beyond: { count: beyond, of } }: SummaryValues): string =>
  `${beyond === 0 ? "None" : count(beyond)} of ${counted(of, "example")} (${percent(beyond / of)}) ${beyond === 1 ? "has" : "have"} a reconstruction error above the threshold of ${figureOf(threshold.value)}, ${threshold.from}.`;

function numbers({ loss, kept, rows, learned, beyond, threshold }: SummaryValues): Html {
  const tiles = [
    ["loss", figureOf(loss.value), loss.name],
    ["variance kept", percent(Math.max(0, kept.own)), kept.pca === undefined ? "" : `PCA: ${percent(kept.pca)}`],
    ["examples", count(rows.looked), `${rows.name}${learned ? `; ${count(learned.rows)} used for training` : ""}`],
    ["above the threshold", count(beyond.count), `of ${count(beyond.of)}; threshold ${figureOf(threshold.value)}`],
  ];
  return html`<dl class="tiles">${tiles.map(
    ([name, value, note]) => html`<div><dt>${name}</dt><dd><b>${value}</b> <span>${note}</span></dd></div>`,
  )}</dl>`;
}
