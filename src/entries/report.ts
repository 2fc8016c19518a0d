import type { Autoencoder } from "../autoencoders/index.ts";
import type { Dataset } from "../data/dataset.ts";
import { pictureUrl } from "../figures/png.ts";
import { type DatasetOptions, measureDataset, type ReportOfOptions, reportOf } from "../report/index.ts";

export * from "../report/index.ts";

export interface ReportOptions extends DatasetOptions, Omit<ReportOfOptions, "pngUrl"> {}

/**
 * A report on an autoencoder as one HTML file, as `codings report` writes it: measured on the dataset's rows that were held out, and drawn on the page's own
 * thread. `measureDataset` and `reportOf` do the same in two steps, the first of which a worker can do.
 * @throws ShapeError where the examples aren't of the shape that the model takes; OptionError where it has learned windows of rows.
 * @example
 * const html = await report(autoencoder, dataset, { from: 800 });
 */
export const report = async (autoencoder: Autoencoder, dataset: Dataset, options: ReportOptions = {}): Promise<string> =>
  reportOf(await measureDataset(autoencoder, dataset, options), { ...options, pngUrl: pictureUrl });
