import type { Autoencoder } from "../../autoencoders/index.ts";
import { VERSION } from "../../core/version.ts";
import type { Dataset } from "../../data/dataset.ts";
import { type ComposeOptions, dayOf, type Measured, reportOf as pageOf } from "../../report/index.ts";
import type { EpochLog } from "../../training/history.ts";
import { type MeasureReportOptions, measureReport } from "./measure.ts";
import { pictureUrl } from "./png.ts";

export interface ReportOptions extends MeasureReportOptions, Partial<Pick<ComposeOptions, "title" | "subtitle" | "again">> {}

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

/** The report of what `measureReport` has measured; on the page's own thread, as its figures need a document. */
export const composeReport = (
  measured: Measured,
  {
    title = `${measured.summary.learned?.dataset ?? measured.data.known[0]![1]}: a ${measured.summary.family} autoencoder`,
    subtitle = `A report made on ${dayOf(new Date())} with codings ${VERSION}`,
    again,
  }: ReportOptions = {},
): string => pageOf(measured, { title, subtitle, again, pngUrl: pictureUrl });
