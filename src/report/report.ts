import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { OptionError } from "../core/errors.ts";
import { savedName } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import type { Dataset } from "../data/dataset.ts";
import { rows } from "../data/split.ts";
import { dayOf } from "./day.ts";
import type { ReportData } from "./measure/data.ts";
import { WORST, worstOf } from "./measure/places.ts";
import { rowName } from "./measure/rows.ts";
import { type MeasureOptions, subjectOf } from "./measure/subject.ts";
import { reportPage } from "./page/page.ts";
import { type SectionValues, sections } from "./sections/index.ts";
import type { PageContext, ReportSection } from "./sections/section.ts";
import { measureSummary, type SummaryValues, summary } from "./sections/summary.ts";

/** The numbers of a report. They are plain values, which a worker can post to its page. */
export interface Measured {
  /** Name of the dataset. */
  readonly dataset: string;
  /** The numbers of the summary. */
  readonly summary: SummaryValues;
  /** The numbers of each section. */
  readonly sections: SectionValues;
  /** Names or numbers of the rows with the largest errors, the largest first. */
  readonly worst: readonly (string | number)[];
}

/** The page's sections by name. Each section receives the values that it measured. */
const all = Object.entries(sections) as [name: keyof SectionValues, section: ReportSection<unknown>][];

/**
 * Computes all the numbers of a report. `reportOf` makes the page from them.
 * @throws ShapeError if the examples don't have the model's input shape; DataError if its errors aren't finite, or `map` doesn't
 * have a point for each measured row; the signal's reason if it is aborted.
 * @example
 * const data = { path: "new.csv", dataset, from: 0, name: "of new.csv", isTraining: false };
 * const measured = await measure(autoencoder, data);
 */
export async function measure(autoencoder: Autoencoder, data: ReportData, options: MeasureOptions = {}): Promise<Measured> {
  const subject = await subjectOf(autoencoder, data, options);
  const measured: Partial<Record<keyof SectionValues, unknown>> = {};
  const first = await measureSummary(subject);
  for (const [name, section] of all) {
    options.signal?.throwIfAborted();
    const values = await section.measure(subject);
    if (values !== undefined) measured[name] = values;
  }
  return {
    dataset: savedName(data.dataset.name),
    summary: first,
    sections: measured as SectionValues,
    worst: worstOf(subject.errors, WORST).map((place) => rowName(data, place)),
  };
}

/** The options of `measureDataset`. */
export interface DatasetOptions extends MeasureOptions {
  /** Number of the first row that was held out; the rows before it were used for training (default 0: no row was). */
  readonly from?: number;
}

/**
 * Computes the numbers of a report on a dataset in memory.
 * @throws OptionError if the model was trained on windows of rows, and the errors of `measure`.
 * @example
 * const measured = await measureDataset(autoencoder, dataset, { from: 800 });
 */
export async function measureDataset(
  autoencoder: Autoencoder,
  dataset: Dataset,
  { from = 0, ...options }: DatasetOptions = {},
): Promise<Measured> {
  if (autoencoder.settings.table?.windows)
    throw new OptionError(
      "This model was trained on windows of rows, but a report shows single rows. Use the model's scores instead.",
    );
  const isTraining = from > 0;
  const data = {
    path: dataset.name,
    dataset,
    from,
    name: isTraining ? "held out" : `of ${dataset.name}`,
    isTraining,
    ...(isTraining && { learned: rows(dataset, 0, from) }),
  };
  return measure(autoencoder, data, options);
}

/** The options of `reportOf`. */
export interface ReportOfOptions extends PageContext {
  /** Title of the page (by default the names of the dataset and the family). */
  readonly title?: string;
  /** Text below the title (by default the date and the version). */
  readonly subtitle?: string;
}

/**
 * Makes the page of a report from its numbers. In a browser, it must run on the main thread, because its figures need a document.
 * @returns one HTML file that opens from disk.
 * @throws OptionError in a browser's worker.
 * @example
 * const html = reportOf(measured, { title: "My model", pngUrl });
 */
export function reportOf(measured: Measured, options: ReportOfOptions): string {
  const {
    dataset,
    summary: { family },
  } = measured;
  const {
    title = `${dataset}: a ${family} autoencoder`,
    subtitle = `A report made on ${dayOf(new Date())} with codings ${VERSION}`,
    ...context
  } = options;
  const shown = all.flatMap(([id, section]) => {
    const values = measured.sections[id];
    const body = values === undefined ? undefined : section.body(values, context);
    return body === undefined ? [] : [{ id, title: section.title, body }];
  });
  return reportPage({ title, subtitle, summary: summary(measured.summary), sections: shown });
}
