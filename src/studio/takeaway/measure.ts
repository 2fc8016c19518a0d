import type { Autoencoder } from "../../autoencoders/index.ts";
import { OptionError } from "../../core/errors.ts";
import type { Dataset } from "../../data/dataset.ts";
import { rows } from "../../data/split.ts";
import { type Measured, type MeasureOptions, measure } from "../../report/measure.ts";
import { defaultRuntime } from "../../runtime/default.ts";
import type { EpochLog } from "../../training/history.ts";

export interface MeasureReportOptions extends Partial<MeasureOptions> {
  /** Rows of the dataset from here on were held out; those before were learned from. 0 by default: none of them was. */
  readonly from?: number;
}

/** All numbers of a report, plain values that can be posted from a worker to its page. @throws as `reportOf`. */
export async function measureReport(
  autoencoder: Autoencoder,
  dataset: Dataset,
  history: readonly EpochLog[],
  { from = 0, ...options }: MeasureReportOptions = {},
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
