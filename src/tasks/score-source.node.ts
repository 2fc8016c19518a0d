import { AnomalyDetector } from "../anomalies/index.ts";
import type { Autoencoder } from "../autoencoders/index.ts";
import { DataError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { isTextFile } from "../data/tables/duckdb/copy.node.ts";
import { keyColumns, readFeatures, type TableRows } from "../data/tables/duckdb/read.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { STREAMING_MEMORY } from "../data/tables/duckdb/stream.node.ts";
import { readWindows } from "../data/tables/duckdb/windows.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { outlierOf } from "../scoring/labels.ts";
import type { TaskData } from "./example-parts.node.ts";
import { type DataOptions, openData, openFor, openTableFor } from "./open.node.ts";
import type { ScoreOptions } from "./score.ts";
import { ROWS_A_PART, type ScorePart, type ScoreSource, sourceOf } from "./score-source.ts";

export interface ScoreNodeOptions extends ScoreOptions, DataOptions {
  /** For tables: column of labels (1 or true for outliers), which measure the quality of the scores. Default: the label column of the training, if the table has it. */
  readonly label?: string;
  /** The file that scores are written to, by its ending: .parquet, .csv, .tsv, .json, .jsonl or .npy; "-" is CSV on stdout. Without it, they are in the result. */
  readonly output?: string;
}

/** A source to close after use. */
interface OpenedSource extends ScoreSource {
  close(): void;
}

/** Opens data to score. A table of rows is read in parts, one of windows whole. @throws DataError where it can't be read. */
export async function openedSource(
  model: Autoencoder | AnomalyDetector,
  data: TaskData,
  options: ScoreNodeOptions,
): Promise<OpenedSource> {
  if (typeof data !== "string") return { ...sourceOf(data, options.labels), close: () => undefined };
  if (model.settings.table) return tableSource(model.settings.table, data, options);
  return { ...sourceOf(await opened(model, data, options), options.labels), close: () => undefined };
}

const opened = (
  model: Autoencoder | AnomalyDetector,
  data: string,
  { part = "test", skipBad, seed, onProgress, onNote }: ScoreNodeOptions,
) => {
  const told = { ...(onProgress && { onProgress }), ...(onNote && { onNote }) };
  const asked = { part, ...(skipBad && { skipBad }), ...(seed !== undefined && { seed }) };
  return model instanceof AnomalyDetector ? openData(data, asked, told) : openFor(model, data, { ...asked, ...told });
};

async function tableSource(
  table: TablePreprocessing,
  data: string,
  { query, output, label: wanted, onNote }: ScoreNodeOptions,
): Promise<OpenedSource> {
  const source = await openTableFor(data, {
    ...(query !== undefined && { query }),
    preprocessing: table,
    keysAsWritten: output !== undefined && isTextFile(output),
    ...(!table.windows && { memory: STREAMING_MEMORY }),
  });
  try {
    const label = labelIn(source, table, wanted);
    const read = { ...table, keys: [...table.keys, ...(label === undefined ? [] : [label])] };
    const columns = keyColumns(source, table);
    const partOf = ({ start, features, keys, unlisted }: TableRows): ScorePart => ({
      start,
      examples: features,
      keys: Object.fromEntries(columns.map(({ name }) => [name, keys[name]!])),
      ...(unlisted && { unlisted }),
      ...(label !== undefined && { labels: keys[label]!.map((cell) => outlierOf(cell, label)) }),
    });
    const asked = { unlisted: true, ...(onNote && { warn: onNote }) };
    const common = { rows: source.rowCount, keys: columns, close: () => source.close() };
    if (!table.windows)
      return {
        ...common,
        async *each() {
          for await (const rows of readFeatures(source, read, { ...asked, rowsAtATime: ROWS_A_PART })) yield partOf(rows);
        },
      };
    const { rows, keys, unlisted, ...windows } = await readWindows(source, {
      preprocessing: { ...table, ...(label !== undefined && { label }) },
      ...asked,
    });
    const all = partOf({ start: 0, features: rows, keys, ...(unlisted && { unlisted }) });
    return {
      ...common,
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
