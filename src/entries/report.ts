import type { Autoencoder } from "../autoencoders/index.ts";
import type { Dataset } from "../data/dataset.ts";
import { pictureUrl } from "../figures/png.ts";
import { type DatasetOptions, type Measured, measureDataset, type ReportOfOptions, reportOf } from "../report/index.ts";

export * from "../report/index.ts";

/** The options of `report`: how to measure the model, and what to write. */
export interface ReportOptions extends DatasetOptions, Omit<ReportOfOptions, "pngUrl"> {}

/** A report, with the numbers in it. */
export interface Report {
  /** The report as one HTML file, which opens without a server. */
  readonly html: string;
  readonly measured: Measured;
}

/**
 * Makes a report on an autoencoder in a page, as `codings report` does. It measures the model on the held-out rows of the
 * dataset. To do the slow part in a worker, call `measureDataset` there and then `reportOf`.
 * @throws ShapeError if the shape of the examples isn't that of the model; OptionError if the model was trained on windows of
 * rows.
 * @example
 * const { html } = await report(autoencoder, dataset, { from: 800 });
 */
export async function report(autoencoder: Autoencoder, dataset: Dataset, options: ReportOptions = {}): Promise<Report> {
  const measured = await measureDataset(autoencoder, dataset, options);
  return { html: reportOf(measured, { ...options, pngUrl: pictureUrl }), measured };
}
