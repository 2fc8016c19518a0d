import { UsageError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { Dataset } from "../data/dataset.ts";
import { asDataset } from "../data/given/dataset.ts";
import { tableOptionsIn } from "../recipes/columns.ts";
import { DETECTOR } from "../recipes/schema.ts";
import type { MemoryData } from "./example-parts.ts";
import type { NamedTrainOptions } from "./train.ts";

/** Converts data in memory to a dataset. Rows as objects are a table. @throws UsageError if an option is for files only. */
export async function datasetInMemory(data: MemoryData, options: NamedTrainOptions): Promise<Dataset> {
  expectNoFiles(options);
  const { validation = 0.1, seed, family } = options;
  const opening = {
    ...tableOptionsIn(options),
    drawTailsIn: options.drawTailsIn ?? family !== DETECTOR,
    validation,
    ...(seed !== undefined && { seed }),
  };
  return asDataset(data, { opening, onNote: (note) => options.onNote?.(`${note}.`) });
}

/** @throws UsageError if an option is for data in files. */
export function expectNoFiles(options: NamedTrainOptions): void {
  const ofFiles = (["resume", "query", "labels"] as const).find((name) => options[name] !== undefined && options[name] !== false);
  if (ofFiles)
    throw new UsageError(
      message`${option(ofFiles)} is for data in files, but these data are in memory. Leave it out, or give a path.`,
    );
}
