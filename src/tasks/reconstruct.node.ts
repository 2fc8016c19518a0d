import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { expectEnding } from "../core/endings.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import { apartFrom } from "../data/tables/schema/column-names.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import {
  type InMemory,
  modelOf,
  PARTS_OPTIONS,
  type PartsOptions,
  type TaskData,
  type TaskModel,
  type ToFile,
  type WrittenResults,
  withParts,
  writeArray,
  writeResults,
} from "./example-parts.node.ts";
import type { ExampleParts } from "./example-parts.ts";
import { expectModelOfRows } from "./open.node.ts";
import { type Reconstructed, reconstructParts } from "./reconstruct.ts";
import { givenColumns } from "./table-cells.ts";

/**
 * Options of `reconstruct`. `output` is a .npy file, or for rows of a table also a .parquet, .csv, .tsv, .json or .jsonl file.
 */
export type ReconstructOptions = PartsOptions;

/**
 * Reconstructs data. With `output`, the reconstructions are written to a file. Rows of a table have the number of the `row`, the
 * key columns, and each column that was used for training, with values like those of the table. A table may be larger than
 * memory. The file is complete, or isn't written at all.
 * @param model - autoencoder, or the path of its folder.
 * @param data - name of a dataset, path of a file or folder, or data in memory.
 * @throws DataError if the data can't be read or doesn't fit the model; UsageError if the output has another ending; OptionError
 * if windows should be written as rows; the signal's reason.
 * @example
 * const { examples, reconstructions } = await reconstruct("model", "mnist", { part: "test", count: 10 });
 * @example
 * await reconstruct("model", "people.csv", { output: "rebuilt.parquet" });
 */
export function reconstruct(model: TaskModel, data: TaskData, options: ToFile<ReconstructOptions>): Promise<WrittenResults>;
export function reconstruct(model: TaskModel, data: TaskData, options?: InMemory<ReconstructOptions>): Promise<Reconstructed>;
export async function reconstruct(
  model: TaskModel,
  data: TaskData,
  options: ReconstructOptions = {},
): Promise<Reconstructed | WrittenResults> {
  const { output, ...task } = knownOptions("reconstruct", options, PARTS_OPTIONS);
  const autoencoder = await modelOf(model);
  const { table } = autoencoder.settings;
  const ofRows = output !== undefined && !output.endsWith(".npy") ? table : undefined;
  if (ofRows) expectModelOfRows(autoencoder, "reconstruct");
  if (output !== undefined)
    expectEnding(
      output,
      table ? "reconstructed rows" : "reconstructions of examples that aren't rows of a table",
      ...(table ? TABLE_ENDINGS : [".npy"]),
    );
  return withParts(autoencoder, autoencoder.trained.model, data, { ...task, output }, async (parts, runtime) => {
    const working = { ...task, runtime };
    if (ofRows) return { output: output!, shape: await writeRows(autoencoder, ofRows, parts, { ...working, output: output! }) };
    const reconstructed = await reconstructParts(autoencoder, parts, working);
    return output === undefined ? reconstructed : writeArray(output, reconstructed.reconstructions);
  });
}

/** Writes reconstructed rows to a file. @returns [rows, reconstructed columns]. */
async function writeRows(
  autoencoder: Autoencoder,
  table: TablePreprocessing,
  parts: ExampleParts,
  { output, runtime, ...task }: ToFile<ReconstructOptions>,
): Promise<readonly number[]> {
  const row = { name: "row", type: "whole" } as const;
  const keys = apartFrom(["row"], parts.keys);
  const { columns, cellsOf } = givenColumns(table, output, ["row", ...keys.map(({ name }) => name)]);
  const resultsOf = async ({ examples }: { readonly examples: NdArray }) =>
    cellsOf(await autoencoder.reconstruct(examples, { runtime }));
  await writeResults(output, parts, { columns: [row, ...keys, ...columns], resultsOf }, task);
  return [parts.count, columns.length];
}
