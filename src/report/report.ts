import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { OptionError } from "../core/errors.ts";
import { savedName } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import type { Dataset } from "../data/dataset.ts";
import { rows } from "../data/split.ts";
import type { ReportData } from "./measure/data.ts";
import { WORST, worstOf } from "./measure/places.ts";
import { rowName } from "./measure/rows.ts";
import { type MeasureOptions, subjectOf } from "./measure/subject.ts";
import { reportPage } from "./page/page.ts";
import { type SectionValues, sections } from "./sections/index.ts";
import type { PageContext, ReportSection } from "./sections/section.ts";
import { measureSummary, type SummaryValues, summary } from "./sections/summary.ts";

/** All that is measured for a report: plain values, which a worker can post to its page. */
export interface Measured {
  /** The dataset's name. */
  readonly dataset: string;
  readonly summary: SummaryValues;
  readonly sections: SectionValues;
  /** What the rows of the largest errors are called, the largest first. */
  readonly worst: readonly (string | number)[];
}

/** The page's sections by name; each takes the values that it has measured itself. */
const all = Object.entries(sections) as [name: keyof SectionValues, section: ReportSection<unknown>][];

/**
 * Measures a model on data: all numbers of a report.
 * @throws ShapeError where the examples aren't of the shape that the model takes; DataError where its errors aren't numbers.
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

export interface DatasetOptions extends MeasureOptions {
  /** Rows of the dataset from here on were held out, those before were learned from. By default 0: none of them was. */
  readonly from?: number;
}

/** Measures a model on a dataset in memory. @throws as `measure`; OptionError where the model has learned windows of rows. */
export async function measureDataset(
  autoencoder: Autoencoder,
  dataset: Dataset,
  { from = 0, ...options }: DatasetOptions = {},
): Promise<Measured> {
  if (autoencoder.settings.table?.windows)
    throw new OptionError(
      "A report looks at rows by themselves, and this model has learned windows of rows. Take its scores instead.",
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

export interface ReportOfOptions extends PageContext {
  /** By default the dataset's and the family's name. */
  readonly title?: string;
  /** By default the day and the version. */
  readonly subtitle?: string;
}

/** The report of what was measured: one HTML file that opens from disk. Its figures need a document: in a page it is made on the page's own thread. */
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

/** 24 November 2026 */
export const dayOf = (date: Date): string =>
  date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
