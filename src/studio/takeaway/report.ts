import type { Autoencoder } from "../../autoencoders/index.ts";
import { OptionError } from "../../core/errors.ts";
import { VERSION } from "../../core/version.ts";
import type { Dataset } from "../../data/dataset.ts";
import { rows } from "../../data/split.ts";
import {
  type ComposeOptions,
  dayOf,
  type Measured,
  type MeasureOptions,
  measure,
  reportOf as pageOf,
} from "../../report/index.ts";
import { defaultRuntime } from "../../runtime/default.ts";
import type { EpochLog } from "../../training/history.ts";
import { pictureUrl } from "./png.ts";

export interface ReportOptions extends Partial<MeasureOptions>, Partial<Pick<ComposeOptions, "title" | "subtitle" | "again">> {
  /** Rows of the dataset from here on were held out; those before were learned from. 0 by default: none of them was. */
  readonly from?: number;
}

/**
 * A report on an autoencoder as one HTML file, as `codings report` writes it: measured on the dataset's rows that were held out, the page's own
 * thread being busy meanwhile; `measureReport` and `composeReport` do the same in two steps, the first of which a worker can do.
 * @throws ShapeError where the examples aren't of the shape that it takes, OptionError where it has learned windows of rows.
 */
export const reportOf = async (
  autoencoder: Autoencoder,
  dataset: Dataset,
  history: readonly EpochLog[],
  options: ReportOptions = {},
): Promise<string> => composeReport(await measureReport(autoencoder, dataset, history, options), options);

/** All numbers of a report, plain values that can be posted from a worker to its page. @throws as `reportOf`. */
export async function measureReport(
  autoencoder: Autoencoder,
  dataset: Dataset,
  history: readonly EpochLog[],
  { from = 0, ...options }: ReportOptions = {},
): Promise<Measured> {
  const { table, seed = 42 } = autoencoder.settings;
  if (table?.windows)
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
  const runtime = options.runtime ?? (await defaultRuntime());
  return measure(autoencoder, data, { seed, trained: { options: {}, seed }, history, ...options, runtime });
}

/** The report of what `measureReport` has measured; on the page's own thread, as its figures need a document. */
export const composeReport = (
  measured: Measured,
  {
    title = `${measured.summary.learned?.dataset ?? measured.data.known[0]![1]}: a ${measured.summary.family} autoencoder`,
    subtitle = `A report made on ${dayOf(new Date())} with codings ${VERSION}`,
    again,
  }: ReportOptions = {},
): string => pageOf(measured, { title, subtitle, again, pngUrl: pictureUrl });
