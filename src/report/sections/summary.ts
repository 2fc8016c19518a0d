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
  /** What it has learned, where that is known. */
  readonly learned?: { readonly dataset: string; readonly rows: number } | undefined;
  /** What one example is: "an image of 28 x 28 pixels". */
  readonly example: string;
  readonly codings: number;
  /** How many examples the report is about, and which: "held out". */
  readonly rows: { readonly looked: number; readonly name: string };
  readonly loss: { readonly value: number; readonly name: string };
  /** Shares of the variance that are kept: by the autoencoder, and by PCA with as many components, where that can be said. */
  readonly kept: { readonly own: number; readonly pca?: number | undefined };
  /** What isn't good about the model, a sentence or two each. */
  readonly findings: readonly string[];
  /** Of a table: the mean error, where 1 is that of knowing nothing. */
  readonly tableError?: number | undefined;
  /** From which error on a row is strange, and in words where that comes from. */
  readonly threshold: { readonly value: number; readonly from: string };
  /** Rows of all that are shown whose error is beyond the threshold. */
  readonly beyond: { readonly count: number; readonly of: number };
}

/** Measures what the summary says. */
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

/** The share of the variance that PCA keeps, where the rows that were learned from are known and narrow enough. */
async function pcaOf({ data, known, rows, codings, moments, runtime, onStep }: Subject): Promise<number | undefined> {
  const size = sizeOf(codings.shape.slice(1));
  if (data.learned === undefined || !hasPca(known, size)) return undefined;
  onStep(`PCA with ${count(size)} components …`);
  return pcaKeeps(known, rows, size, moments.mean, runtime);
}

/** The report in a few sentences and four numbers, for those who read no further. */
export const summary = (values: SummaryValues): Html => html`
<section id="summary" class="summary" aria-label="Summary">
<p>${whatItIs(values)} ${howGood(values)}</p>
<p>${strange(values)}</p>
${values.findings.map((finding) => html`<p class="finding">${finding}</p>`)}
${numbers(values)}
</section>`;

const whatItIs = ({ family, learned, example, codings }: SummaryValues): string =>
  `This ${family} autoencoder writes ${example} as ${counted(codings, "number")}, the codings, and makes the whole again from them.${learned ? ` It has learned from ${counted(learned.rows, "example")} of ${learned.dataset}.` : ""}`;

/** Two shares that differ by less are called the same. */
const ALIKE = 0.005;

function howGood({ rows: { looked, name }, kept: { own, pca }, tableError }: SummaryValues): string {
  const most =
    own > 0 ? `what it makes keeps ${percent(own)} of the variance` : "what it makes is no nearer than the mean of all rows";
  const error = tableError === undefined ? "" : `, at an error of ${figureOf(tableError)} where knowing nothing costs 1`;
  return `On ${counted(looked, "example")} ${name}, ${most}${error}.${pca === undefined ? "" : ` ${besidePca(own, pca)}`}`;
}

function besidePca(own: number, pca: number): string {
  const share = `PCA with as many components keeps ${percent(pca)}`;
  if (Math.abs(own - pca) < ALIKE) return `${share}: as much, so the simpler method is enough for that.`;
  return own > pca
    ? `${share}.`
    : `${share}: more, so the simpler method is better at it, or the autoencoder should train for longer.`;
}

const strange = ({ threshold, beyond: { count: beyond, of } }: SummaryValues): string =>
  `${beyond === 0 ? "None" : count(beyond)} of ${counted(of, "example")} (${percent(beyond / of)}) ${beyond === 1 ? "has" : "have"} a reconstruction error beyond ${figureOf(threshold.value)}, ${threshold.from}.`;

function numbers({ loss, kept, rows, learned, beyond, threshold }: SummaryValues): Html {
  const tiles = [
    ["loss", figureOf(loss.value), loss.name],
    ["variance kept", percent(Math.max(0, kept.own)), kept.pca === undefined ? "" : `PCA: ${percent(kept.pca)}`],
    ["examples", count(rows.looked), `${rows.name}${learned ? `; ${count(learned.rows)} learned from` : ""}`],
    ["beyond the threshold", count(beyond.count), `of ${count(beyond.of)}; threshold ${figureOf(threshold.value)}`],
  ];
  return html`<dl class="tiles">${tiles.map(
    ([name, value, note]) => html`<div><dt>${name}</dt><dd><b>${value}</b> <span>${note}</span></dd></div>`,
  )}</dl>`;
}
