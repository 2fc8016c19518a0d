import { DataError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { nearest } from "../core/suggest.ts";
import { type BuiltInOptions, builtIn } from "./built-in/index.ts";
import type { Dataset } from "./dataset.ts";
import { chosenFiles } from "./dropped.ts";
import { openFiles } from "./open-files.ts";
import { first } from "./split.ts";
import type { TableOptions } from "./tables/open.ts";

export interface OpenOptions extends BuiltInOptions {
  /** For tables: which columns, what was learned of them, what is held out. */
  readonly table?: TableOptions;
}

/**
 * Opens a dataset in a page: a generated one by its name ("garments", "points-3d"), or files: a table (CSV, TSV, JSON, Parquet, packed or not), IDX or .npy arrays
 * with their labels, a .npz archive, images (folders are classes), each also inside a .zip. The kind is seen from the content.
 * @throws DataError where the name isn't known (with the nearest name), or a file is broken; OptionError where there are fewer examples than `count`.
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
    `There is no dataset "${name}" in a page. ${near ? `Did you mean "${near}"?` : `Take one of ${known.join(", ")}, or give files.`}`,
  );
}

async function fromFiles(files: ArrayLike<File>, table: TableOptions = {}): Promise<Dataset> {
  // Nothing is held out unless it is asked for.
  const opened = await openFiles(chosenFiles(files), { ...table, validation: table.validation });
  if (opened.kind === "dataset") return opened.dataset;
  throw new DataError("The files are a model's folder, not data. Load it with autoencoderFrom.");
}
