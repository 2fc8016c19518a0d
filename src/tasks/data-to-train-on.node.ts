import { UsageError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { Dataset } from "../data/dataset.ts";
import { openTable } from "../data/tables/open.node.ts";
import { tableOptionsIn } from "../recipes/columns.ts";
import { datasetInMemory, expectNoFiles } from "./data-to-train-on.ts";
import type { MemoryData } from "./example-parts.ts";
import { recordsIn } from "./records.node.ts";
import type { NamedTrainOptions } from "./train.ts";

/** Data in memory, of which rows as objects are taken as a table's, and cut into windows as a file's. @throws UsageError for an option of files. */
export async function datasetToTrainOn(data: MemoryData, options: NamedTrainOptions): Promise<Dataset> {
  if (options.window === undefined) return datasetInMemory(data, options);
  expectNoFiles(options);
  const { records } = await recordsIn(data);
  if (!records)
    throw new UsageError(
      message`${option("window")} cuts rows as objects, or a table's file, into windows, and these data are neither. Give rows, [{ time: 1, load: 0.2 }, …], or examples that are windows already: [windows, steps, features].`,
    );
  const { validation = 0.1, seed = 42 } = options;
  const dataset = await openTable(records, { ...tableOptionsIn(options), validation, seed });
  for (const note of dataset.notes ?? []) options.onNote?.(`${note}.`);
  return dataset;
}
