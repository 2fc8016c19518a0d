import { AnomalyDetector } from "../anomalies/index.ts";
import type { Autoencoder } from "../autoencoders/index.ts";
import { DataError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { keyColumns } from "../data/tables/duckdb/read.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { readWindows } from "../data/tables/duckdb/windows.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { openLearnedTable, partOf, rowsInParts, type TaskData } from "./example-parts.node.ts";
import { type ExampleParts, partsToScore, ROWS_A_PART } from "./example-parts.ts";
import { type DataOptions, openData, openFor } from "./open.node.ts";
import type { ScoreOptions } from "./score.ts";

export interface ScoreNodeOptions extends ScoreOptions, DataOptions {
  /** For tables: column of labels (1 or true for outliers), which measure the quality of the scores. Default: the label column of the training, if the table has it. */
  readonly label?: string;
  /** The file that scores are written to, by its ending: .parquet, .csv, .tsv, .json, .jsonl or .npy; "-" is CSV on stdout. Without it, they are in the result. */
  readonly output?: string;
}

/** Opens data to score. A table of rows is read in parts, one of windows whole. @throws DataError where it can't be read. */
export async function openToScore(
  model: Autoencoder | AnomalyDetector,
  data: TaskData,
  options: ScoreNodeOptions,
): Promise<ExampleParts> {
  if (typeof data !== "string") return partsToScore(data, options.labels);
  if (model.settings.table) return openTable(model.settings.table, data, options);
  const { part = "test", skipBad, seed, onProgress, onNote } = options;
  const asked = { part, skipBad, seed };
  const told = { onProgress, onNote };
  const dataset = model instanceof AnomalyDetector ? openData(data, asked, told) : openFor(model, data, { ...asked, ...told });
  return partsToScore(await dataset, options.labels);
}

async function openTable(table: TablePreprocessing, data: string, options: ScoreNodeOptions): Promise<ExampleParts> {
  const source = await openLearnedTable(data, table, options);
  try {
    const label = labelIn(source, table, options.label);
    const asked = { unlisted: true, warn: options.onNote };
    const parts = rowsInParts(source, table, { ...asked, label, rowsAtATime: ROWS_A_PART });
    if (!table.windows) return parts;
    const preprocessing = { ...table, ...(label !== undefined && { label }) };
    const { rows, keys, unlisted, ...windows } = await readWindows(source, { preprocessing, ...asked });
    const all = partOf({ start: 0, features: rows, keys, unlisted }, keyColumns(source, table), label);
    return {
      ...parts,
      windows: { rows, ...windows },
      async *each() {
        yield all;
      },
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** The column to measure by: the one that was asked for, or the training's. @throws DataError where the one asked for isn't there. */
function labelIn({ columns, name }: TableSource, table: TablePreprocessing, wanted?: string): string | undefined {
  const label = wanted ?? table.label;
  if (label === undefined || columns.some((column) => column.name === label)) return label;
  if (wanted === undefined || wanted === table.label) return undefined;
  throw new DataError(message`${name} has no column "${wanted}" to measure by. Check ${option("label")}.`);
}
