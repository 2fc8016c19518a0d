import { stat } from "node:fs/promises";
import type { NdArray } from "../core/ndarray.ts";
import { isTable, openDataset } from "../data/open.node.ts";
import { split } from "../data/split.ts";
import type { TablePreprocessing } from "../data/tables/columns.ts";
import { openTable, type TableOptions } from "../data/tables/open.node.ts";
import { openTableSource } from "../data/tables/source.node.ts";
import { MOST_IN_MEMORY, openTableStream, STREAMING_MEMORY } from "../data/tables/stream.node.ts";
import type { ExampleStream } from "../training/train.ts";

/** What a run learns from and is measured on. */
export interface TrainingData {
  readonly name: string;
  /** All that is learned from; of a table that streams, the first part of it. */
  readonly train: NdArray;
  readonly validation: NdArray;
  /** How many examples are learned from. */
  readonly count: number;
  readonly table?: TablePreprocessing;
  /** Of a table that memory doesn't hold. */
  readonly stream?: ExampleStream;
  close(): void;
}

/** Opens the data of a run: names and arrays at once, tables that are too large for that a part at a time. */
export async function openTrainingData(
  data: string,
  { validation, seed, table = {} }: { validation: number; seed: number; table?: TableOptions },
): Promise<TrainingData> {
  if (await isTable(data)) {
    const options = { ...table, validation, seed };
    return (await isLarge(data, table)) ? streamed(data, options) : whole(await openTable(data, options), validation);
  }
  return whole(await openDataset(data, { seed }), validation);
}

function whole(dataset: Awaited<ReturnType<typeof openDataset>>, share: number): TrainingData {
  const { train, validation } = split(dataset, share);
  return {
    name: dataset.name,
    train: train.examples,
    validation: validation.examples,
    count: train.examples.shape[0]!,
    ...(dataset.table && { table: dataset.table }),
    close: () => undefined,
  };
}

async function streamed(data: string, options: TableOptions): Promise<TrainingData> {
  const { name, table, sample, validation, count, partSize, parts, close } = await openTableStream(data, options);
  return { name, train: sample, validation, count, table, stream: { count, partSize, parts }, close };
}

/** Files smaller than this have no features that are too large. */
const SMALL_FILE = 32 * 2 ** 20;

/** Whether a table's columns, as a number each, are more than memory should hold. */
async function isLarge(path: string, options: TableOptions): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  if (info && info.size < SMALL_FILE) return false;
  const source = await openTableSource(path, { ...options, memory: STREAMING_MEMORY });
  source.close();
  return (4 * source.rowCount * source.columns.length) / 2 ** 20 > MOST_IN_MEMORY;
}
