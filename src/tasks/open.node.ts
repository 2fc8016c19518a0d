import { stat } from "node:fs/promises";
import type { Autoencoder } from "../autoencoders/index.ts";
import type { Bytes } from "../core/bytes.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { message, type NamedOption, option } from "../core/message.ts";
import { sizeOf } from "../core/ndarray.ts";
import type { OptionNames } from "../core/options.ts";
import type { Dataset } from "../data/dataset.ts";
import { datasets, isTable, type OpenOptions, openDataset } from "../data/open.node.ts";
import { openTableSource, type TableSource, type TableSourceOptions } from "../data/tables/duckdb/source.node.ts";
import type { Records } from "../data/tables/records.ts";
import { READING_OPTIONS, type ReadingOptions, readingIn } from "../data/tables/schema/reading.ts";
import type { Layer } from "../layers/index.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { TASK_OPTIONS, type TaskOptions } from "./options.ts";
import { runtimeOf } from "./runtime.node.ts";

/** Options that select and open the data of a task. */
export interface DataOptions extends TaskOptions, ReadingOptions {
  /** Part of the dataset to use, if it has both. Each task has its own default. */
  readonly part?: "train" | "test";
  /** Whether to skip images that can't be read, with a note. Default: false. */
  readonly skipBad?: boolean;
  /** SQL on the table, which is called `data` in it. */
  readonly query?: string;
  readonly seed?: number;
}

export const DATA_OPTIONS: OptionNames<DataOptions> = {
  ...TASK_OPTIONS,
  ...READING_OPTIONS,
  part: true,
  skipBad: true,
  query: true,
  seed: true,
};

/** Opens a dataset by its name or path. Reports the progress of reading images, and notes what was left out. */
export async function openData(data: string, options: OpenOptions, { onProgress, onNote }: TaskOptions): Promise<Dataset> {
  const onImages = (done: number, total: number, perSecond: number) =>
    onProgress?.({ unit: "images", done, total, perSecond, secondsLeft: (total - done) / perSecond });
  const dataset = await openDataset(data, { ...options, onImages });
  for (const note of dataset.notes ?? []) onNote?.(`${note}.`);
  return dataset;
}

/**
 * Opens data for a trained model. Columns of a table become features as in training, and images get the size and channels of the
 * training images.
 * @param shuffle - whether to shuffle rows by the seed, so that the first ones have every class.
 * @throws DataError if the model was trained on another kind of data.
 */
export async function openFor(
  autoencoder: Autoencoder,
  data: string,
  { part, skipBad, seed, query, maxMemory, ...task }: DataOptions,
  { shuffle = false, keysAsWritten = false } = {},
): Promise<Dataset> {
  const { table } = autoencoder.settings;
  if (table) await expectTable(data, maxMemory);
  const images = imagesOf(autoencoder.trained.model.inputExampleShape);
  const columns = table && { preprocessing: table, keysAsWritten, warn: task.onNote, query, ...readingIn(task) };
  const asTable = table !== undefined;
  const dataset = await openData(data, { part, skipBad, seed, shuffle, maxMemory, ...images, table: columns, asTable }, task);
  if (!table) expectNoTable(autoencoder, data, dataset);
  return dataset;
}

/** @throws DataError if the data is a table, but the model was trained on images or other arrays. */
function expectNoTable({ trained }: Autoencoder, data: string, { examples, table }: Dataset): void {
  const [learned, given] = [trained.model.inputExampleShape, examples.shape.slice(1)].map((shape) => shape.join(" x "));
  if (table && learned !== given)
    throw new DataError(
      `${data} is a table, but the model was trained on examples of ${learned}, not on a table. Give such examples, or train a model on the table.`,
    );
}

/** @throws OptionError if a task works on single rows, but the model was trained on windows. */
export function expectModelOfRows({ settings: { table } }: Autoencoder, task: string | NamedOption): void {
  if (table?.windows)
    throw new OptionError(
      message`${task} works on single rows, but this model was trained on windows of ${table.windows.window} rows. Use score or encode, or train a model without ${option("window")}.`,
    );
}

/** Returns the options to read images for examples of a shape, or none if the shape isn't that of images. */
function imagesOf([height, width, channels = 1, ...more]: readonly number[]): Pick<OpenOptions, "size" | "channels"> {
  if (height === undefined || width === undefined || more.length > 0 || (channels !== 1 && channels !== 3)) return {};
  return { size: [height, width], channels: channels === 3 ? "rgb" : "grey" };
}

/** Opens a table for a model of a table. @throws DataError if the data isn't a table or can't be read. */
export async function openTableFor(data: string | Records, options: TableSourceOptions): Promise<TableSource> {
  if (typeof data === "string") await expectTable(data, options.maxMemory);
  return openTableSource(data, options);
}

/** @throws DataError if the data exists and isn't a table. */
export async function expectTable(data: string, maxMemory?: Bytes): Promise<void> {
  const isThere = Object.hasOwn(datasets, data) || (await stat(data).catch(() => undefined))?.isFile() === true;
  if (isThere && !(await isTable(data, true, maxMemory)))
    throw new DataError(`${data} isn't a table, but the model was trained on one. Give a table with the same columns.`);
}

/**
 * Models with fewer weights run on one thread. More threads would mostly wait for each other, and reading the table needs the
 * other cores.
 */
const SMALL = 50_000;

/** Returns the runtime of a task, or creates one for a model that reads a table in parts. */
export function streamingRuntime(
  { variables }: Pick<Layer, "variables">,
  { onNote = () => undefined, ...task }: Pick<TaskOptions, "runtime" | "device" | "onNote">,
): Promise<Runtime> {
  const weights = variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return runtimeOf({ ...task, onNote }, weights < SMALL ? 1 : undefined);
}
