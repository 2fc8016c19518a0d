import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { savedName, savedQuery } from "../core/saved-name.ts";
import { isSavedData } from "../data/fingerprint.node.ts";
import { datasets } from "../data/open.node.ts";
import { split } from "../data/split.ts";
import { readCells } from "../data/tables/duckdb/read-cells.node.ts";
import { type ReadingOptions, readingFor } from "../data/tables/schema/reading.ts";
import { isThere, type LearnedFrom, openLearned } from "../tasks/learned-data.node.ts";
import { type DataOptions, openFor } from "../tasks/open.node.ts";
import type { ReportData } from "./measure/data.ts";

/** A model with its name and, if its folder records it, its training data. */
export interface KnownModel {
  readonly name: string;
  readonly autoencoder: Autoencoder;
  readonly saved?: LearnedFrom | undefined;
}

/**
 * Opens the data for a report: the given data, or by default the model's training data.
 * @throws OptionError if no data are given and the model doesn't record its training data; DataError if its training data were
 * moved or deleted.
 */
export async function openReportData(
  { name: model, autoencoder, saved }: KnownModel,
  data: string | undefined,
  options: DataOptions,
): Promise<ReportData> {
  const reading = readingFor(options, autoencoder.settings.table);
  const trained = saved && (await asGiven(saved, data, options));
  if (data === undefined && !trained) throw unknownData(model);
  const isTraining = trained !== undefined && isTrainingData(data, trained, options);
  const parts = trained && (await openTraining(model, trained, isTraining, options));
  if (isTraining && parts) {
    const from = parts.learned.examples.shape[0]!;
    const { data: path, query } = trained;
    return { path, query, ...parts, from, name: "held out", isTraining, cells: cellsOf(path, query, reading) };
  }
  const { part, query } = options;
  const dataset = await openFor(autoencoder, data!, options);
  const { learned, heldOut } = parts ?? {};
  const name = `of ${savedName(dataset.name)}${Object.hasOwn(datasets, data!) ? `, ${part} part` : ""}`;
  return { path: data!, query, dataset, learned, heldOut, from: 0, name, isTraining, cells: cellsOf(data!, query, reading) };
}

/**
 * Returns the record of the training data, with the paths that the user gives if these are the same data and query. A model
 * folder may have only the names of its data without their folders.
 */
async function asGiven(saved: LearnedFrom, data: string | undefined, { query }: DataOptions): Promise<LearnedFrom> {
  const isSame = data !== undefined && (await isSavedData(data, saved));
  const isSameQuery = query !== undefined && saved.query !== undefined && savedQuery(query) === savedQuery(saved.query);
  return { ...saved, ...(isSame && { data }), ...(isSameQuery && { query, lacksFolders: false }) };
}

const cellsOf =
  (path: string, query: string | undefined, reading: ReadingOptions): ReportData["cells"] =>
  (columns, rows) =>
    readCells(path, columns, rows, { ...reading, ...(query !== undefined && { query }) });

/**
 * Returns whether the report is about the rows held out in the training, because the given data are the training data or no data
 * are given.
 */
function isTrainingData(data: string | undefined, trained: LearnedFrom, { part, query }: DataOptions): boolean {
  const hasTest = Object.hasOwn(datasets, trained.data);
  return data === undefined || (data === trained.data && query === trained.query && (part === "train" || !hasTest));
}

/** The error if data aren't given, and the model doesn't record its training data. */
export const unknownData = (model: string): OptionError =>
  new OptionError(message`${model} doesn't record its training data. Name the data for the report: ${option("data")}`);

/** The error if the training data aren't where they were. */
export const movedData = (model: string, { data, fingerprint }: LearnedFrom): DataError =>
  new DataError(
    fingerprint === undefined
      ? message`${data}, the training data of ${model}, doesn't exist any more. Give other data with the same columns or shape: ${option("data")}`
      : message`${data}, the training data of ${model}, isn't in this folder. Give its path, or other data with the same columns or shape: ${option("data")}`,
  );

/**
 * Opens the training data, split into training and held-out rows. Returns undefined if they can't be opened and the report
 * doesn't require them.
 */
async function openTraining(model: string, saved: LearnedFrom, isWanted: boolean, task: DataOptions) {
  const { data, query, lacksFolders, validation = 0 } = saved;
  if (!(await isThere(data, saved))) {
    if (!isWanted) return undefined;
    throw movedData(model, saved);
  }
  if (query !== undefined && lacksFolders) {
    if (!isWanted) return undefined;
    throw new OptionError(
      message`${model} doesn't save the folders of the files in its query. Give it again: ${option("query", query)}.`,
    );
  }
  try {
    const dataset = await openLearned(saved, task);
    const { train: learned, validation: heldOut } = split(dataset, validation);
    return { dataset, learned, heldOut };
  } catch (error) {
    if (isWanted) throw error;
    return undefined;
  }
}
