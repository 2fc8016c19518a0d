import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { expectEnding } from "../core/endings.ts";
import { ShapeError, UsageError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { sizeOf } from "../core/ndarray.ts";
import { knownOptions, type OptionNames, optionsIn } from "../core/options.ts";
import { count } from "../core/words.ts";
import type { Dataset } from "../data/dataset.ts";
import { readLabels } from "../data/labels.node.ts";
import { first } from "../data/split.ts";
import { type ReadingOptions, readingFor } from "../data/tables/schema/reading.ts";
import { encode } from "../tasks/encode.ts";
import { modelOf, type TaskData } from "../tasks/example-parts.node.ts";
import { dataFor } from "../tasks/example-parts.ts";
import { expectOwnOptions, MAP_OPTIONS, type MapOptions, mapCodings } from "../tasks/map.ts";
import { DATA_OPTIONS, type DataOptions, expectModelOfRows, openFor } from "../tasks/open.node.ts";
import { runtimeOf } from "../tasks/runtime.node.ts";
import { coloursNamed, columnsToShow, usualColours, withReconstructions } from "./map-columns.node.ts";
import type { MapColumn } from "./map-page.node.ts";
import { type DataMap, MOST_SHOWN, writeMap } from "./write-map.node.ts";

/** The options of `map` in Node. */
export interface DataMapOptions extends MapOptions, Pick<DataOptions, "part" | "skipBad" | "query" | keyof ReadingOptions> {
  /** Number of rows to map, from the first (default all). */
  readonly count?: number;
  /** Path of a file of labels to colour by: IDX, .npy, or text with one number per line. By default, the labels of the data. */
  readonly labels?: string;
  /**
   * Columns of a table to colour the points by: a list of names, or one string with commas between names. By default, the label
   * and the columns that the model was trained on.
   */
  readonly colour?: string | readonly string[];
  /**
   * Path of a file to write the map to: .svg or .png (a picture), .html (an interactive page), .csv, .parquet or .npy (the
   * positions). By default, no file is written.
   */
  readonly output?: string;
}

const OPTIONS: OptionNames<DataMapOptions> = {
  ...DATA_OPTIONS,
  ...MAP_OPTIONS,
  count: true,
  labels: true,
  colour: true,
  output: true,
};

/** Extensions of the files that a map can be written to. */
export const MAP_ENDINGS = [".svg", ".png", ".html", ".csv", ".parquet", ".npy"] as const;

/**
 * Maps the codings of data to two dimensions, with the columns to colour the points by, and can write the map as a picture, a
 * page or a table.
 * @param model an autoencoder, or the path of its folder.
 * @param data the name of a built-in dataset, a file or a folder, or data in memory in any form (`Data`). `part` chooses between
 * training and test data if there are both (default "test").
 * @throws UsageError if a column doesn't exist, the file has another extension, or an option belongs to another method.
 * @throws ShapeError if there isn't one label for each row; DataError if the data can't be read.
 * @example
 * const { positions, quality } = await map("model", "people.csv", { colour: ["age", "city"], output: "map.html" });
 */
export async function map(model: Autoencoder | string, data: TaskData, options: DataMapOptions = {}): Promise<DataMap> {
  const { output: file, count: most, labels: labelFile, colour, part = "test", ...task } = knownOptions("map", options, OPTIONS);
  if (file !== undefined) expectEnding(file, "maps", ...MAP_ENDINGS);
  expectOwnOptions(task);
  const autoencoder = await modelOf(model);
  if (colour !== undefined) expectColours(autoencoder, model, data);
  const table = autoencoder.settings.table?.windows || typeof data !== "string" ? undefined : autoencoder.settings.table;
  const source = { ...(task.query !== undefined && { query: task.query }), ...readingFor(task, table) };
  const named = colour === undefined ? undefined : await coloursNamed(colour, data as string, source);
  const all =
    typeof data === "string"
      ? await openFor(autoencoder, data, { ...task, part }, { keysAsWritten: file?.endsWith(".csv") === true })
      : await dataFor(autoencoder, data, { ...task, shape: autoencoder.trained.model.inputExampleShape });
  const labels = labelFile === undefined ? all.labels : await labelsFor(all, labelFile);
  const rows = Math.min(most ?? Number.POSITIVE_INFINITY, all.examples.shape[0]!);
  const kept = first({ ...all, ...(labels && { labels }) }, rows);
  const isPicture = file !== undefined && [".svg", ".png", ".html"].some((ending) => file.endsWith(ending));
  const isOwn = labelFile === undefined;
  const usual = table ? usualColours(table, { hasLabel: isOwn && labels !== undefined, isPicture }) : [];
  const shown = table && { data: data as string, source, table, isPicture };
  const columns = shown ? await columnsToShow(named ?? usual, rows, shown, task.onNote) : [];
  const runtime = await runtimeOf(task, task.threads);
  const { codings } = await encode(autoencoder, kept.examples, { runtime, onProgress: task.onProgress });
  const made = await mapCodings(
    codings,
    { ...optionsIn({ where: "map", names: MAP_OPTIONS }, task), runtime },
    kept.labels?.data,
  );
  const reconstruct = () => autoencoder.reconstruct(kept.examples, { runtime });
  const classes = kept.labels && !(table && isOwn) ? [classesOf(kept, isOwn, table ? "labels" : "label")] : [];
  const isPage = file?.endsWith(".html") === true && columns.length > 0;
  if (isPage && rows > MOST_SHOWN)
    task.onNote?.(
      `The page shows no reconstructions, because it can hold those of at most ${count(MOST_SHOWN)} rows (--count ${MOST_SHOWN}).`,
    );
  const told =
    isPage && rows <= MOST_SHOWN
      ? withReconstructions(columns, autoencoder, await reconstruct())
      : columns.map(({ name, kind, values }) => ({ name, values, isDate: kind === "date" }));
  const { rowNames, keys, examples } = kept;
  const map: DataMap = {
    ...made,
    name: all.name,
    model: { family: autoencoder.family, codings: sizeOf(codings.shape.slice(1)) },
    colours: [...classes, ...told],
    rowNames,
    ...(keys && { keys }),
    examples,
  };
  if (file !== undefined) await writeMap(file, map, reconstruct, task.onNote);
  return map;
}

/** @throws OptionError if the model was trained on windows; UsageError if there are no columns to colour by. */
function expectColours(autoencoder: Autoencoder, model: Autoencoder | string, data: TaskData): void {
  expectModelOfRows(autoencoder, option("colour"));
  if (autoencoder.settings.table && typeof data === "string") return;
  const name = typeof model === "string" ? model : "the model";
  throw new UsageError(
    message`${option("colour")} is for tables, but ${name} wasn't trained on a table, or the data aren't one. Leave the option out.`,
  );
}

/** @throws ShapeError if a file of labels doesn't have one for each example. */
async function labelsFor({ name, examples }: Dataset, file: string): Promise<NonNullable<Dataset["labels"]>> {
  const labels = await readLabels(file);
  if (labels.shape[0] === examples.shape[0]) return labels;
  throw new ShapeError(
    `${file} has ${labels.shape[0]} labels, but ${name} has ${examples.shape[0]} examples. Give one label for each example.`,
  );
}

/** Returns labels as a column, with the names of the classes if they have names. */
function classesOf({ labels, classes }: Dataset, isOwn: boolean, name: string): MapColumn {
  const { data } = labels!;
  const areNamed = isOwn && classes?.some((one, k) => one !== String(k));
  return { name, values: areNamed ? Array.from(data, (label) => classes![label] ?? "unknown") : [...data] };
}
