import { UsageError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { Dataset } from "../data/dataset.ts";
import { openTable } from "../data/tables/open.node.ts";
import { isOfSeries, tableOptionsIn } from "../recipes/columns.ts";
import { datasetInMemory, expectNoFiles } from "./data-to-train-on.ts";
import type { MemoryData } from "./example-parts.ts";
import { recordsIn } from "./records.node.ts";
import type { NamedTrainOptions } from "./train.ts";

/**
 * Converts data in memory to a dataset. Rows as objects are a table, and are cut into windows if `window` is given.
 * @throws UsageError if an option is for files only, or if `window` is given and the data isn't rows as objects.
 */
export async function datasetToTrainOn(data: MemoryData, options: NamedTrainOptions): Promise<Dataset> {
  if (!isOfSeries(options)) return datasetInMemory(data, options);
  expectNoFiles(options);
  const { records } = await recordsIn(data);
  if (!records)
    throw new UsageError(
      message`${option("window")} is for rows as objects or for the file of a table, but these data are neither. Give rows such as [{ time: 1, load: 0.2 }, …], or an array of windows [windows, steps, features].`,
    );
  const { validation = 0.1, seed = 42 } = options;
  const dataset = await openTable(records, { ...tableOptionsIn(options), validation, seed });
  for (const note of dataset.notes ?? []) options.onNote?.(`${note}.`);
  return dataset;
}
