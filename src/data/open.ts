import { DataError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { nearest } from "../core/suggest.ts";
import { type BuiltInOptions, builtIn } from "./built-in/index.ts";
import type { Dataset } from "./dataset.ts";
import { chosenFiles } from "./dropped.ts";
import { openFiles } from "./open-files.ts";
import { first } from "./split.ts";
import type { TableOptions } from "./tables/open.ts";

/** The options of `openDataset` in a page. */
export interface OpenOptions extends BuiltInOptions {
  /** The options of tables: columns, preprocessing and validation rows. */
  readonly table?: TableOptions;
}

/**
 * Opens a dataset in a page: a generated one by its name ("garments", "points-3d"), or files. The files may be a table (CSV, TSV,
 * JSON, Parquet, compressed or not), IDX or .npy arrays with their labels, a .npz archive, or images, whose folders are classes.
 * Each may be inside a .zip. The content of a file decides how it is read, not its name.
 * @throws DataError if the name isn't known (the message suggests a similar name), or if a file is broken.
 * @throws OptionError if there are fewer examples than `count`.
 * @example const dataset = await openDataset(input.files, { count: 1000 });
 */
export async function openDataset(data: string | File | ArrayLike<File>, options: OpenOptions = {}): Promise<Dataset> {
  const { count, table } = knownOptions("openDataset", options, { part: true, count: true, seed: true, table: true });
  const dataset =
    typeof data === "string" ? generated(data, options) : await fromFiles(data instanceof Blob ? [data] : data, table);
  return count === undefined ? dataset : first(dataset, count);
}

function generated(name: string, options: OpenOptions): Dataset {
  const generate = Object.hasOwn(builtIn, name) ? builtIn[name]!.generate : undefined;
  if (generate) return generate(options);
  const known = Object.keys(builtIn).filter((one) => builtIn[one]!.generate);
  const near = nearest(name, known);
  throw new DataError(
    `There is no dataset "${name}" in a page. ${near ? `Did you mean "${near}"?` : `Use one of ${known.join(", ")}, or give files.`}`,
  );
}

async function fromFiles(files: ArrayLike<File>, table: TableOptions = {}): Promise<Dataset> {
  // Unlike openFiles, this holds out no rows by default.
  const opened = await openFiles(chosenFiles(files), { ...table, validation: table.validation });
  if (opened.kind === "dataset") return opened.dataset;
  throw new DataError("The files are a model folder, not data. Load it with autoencoderFrom.");
}
