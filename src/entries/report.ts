import type { Autoencoder } from "../autoencoders/index.ts";
import type { Dataset } from "../data/dataset.ts";
import { pictureUrl } from "../figures/png.ts";
import { type DatasetOptions, type Measured, measureDataset, type ReportOfOptions, reportOf } from "../report/index.ts";

export * from "../report/index.ts";

export interface ReportOptions extends DatasetOptions, Omit<ReportOfOptions, "pngUrl"> {}

/** A report, and the numbers in it. */
export interface Report {
  /** One HTML file that opens from disk. */
  readonly html: string;
  readonly measured: Measured;
}

/**
 * Makes a report on an autoencoder, as `codings report` does: measured on the dataset's rows that were held out, and drawn on the page's own thread.
 * `measureDataset` and `reportOf` do the same in two steps, the first of which a worker can do.
 * @throws ShapeError if the examples aren't of the shape that the model takes; OptionError if it has learned windows of rows.
 * @example
 * const { html } = await report(autoencoder, dataset, { from: 800 });
 */
export async function report(autoencoder: Autoencoder, dataset: Dataset, options: ReportOptions = {}): Promise<Report> {
  const measured = await measureDataset(autoencoder, dataset, options);
  return { html: reportOf(measured, { ...options, pngUrl: pictureUrl }), measured };
}
