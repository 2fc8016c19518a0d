import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { expectEnding } from "../core/endings.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { asRows, columnOf } from "../core/rows.ts";
import { type ResultColumn, TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import { apartFrom } from "../data/tables/schema/column-names.ts";
import { codingNames } from "./coding-names.ts";
import { type Encoded, encodeParts } from "./encode.ts";
import {
  type InMemory,
  modelOf,
  type TaskData,
  type TaskModel,
  type ToFile,
  type WrittenResults,
  withParts,
  writeArray,
  writeResults,
} from "./example-parts.node.ts";
import type { ExampleParts } from "./example-parts.ts";
import { DATA_OPTIONS, type DataOptions } from "./open.node.ts";

/** Options of `encode`. */
export interface EncodeOptions extends DataOptions {
  /**
   * File for the codings: .parquet, .csv, .tsv, .json, .jsonl or .npy, or "-" for CSV on stdout. The codings aren't returned
   * then.
   */
  readonly output?: string;
}

export const ENCODE_OPTIONS: OptionNames<EncodeOptions> = { ...DATA_OPTIONS, output: true };

/**
 * Encodes data. With `output`, the codings `z1`, `z2`, … are written to a file, after the number of the `row` and the keys of
 * each example. The keys are the key columns of a table, the group, start and end of windows, or the names of images. A table may
 * be larger than memory. The file is complete, or isn't written at all.
 * @param model - autoencoder, or the path of its folder.
 * @param data - name of a dataset, path of a file or folder, or data in memory.
 * @throws DataError if the data can't be read or doesn't fit the model; UsageError if the output has another ending; the signal's
 * reason.
 * @example
 * const { codings, keys } = await encode("model", "people.csv");
 * @example
 * const { shape } = await encode("model", "people.csv", { output: "codings.parquet" });
 */
export function encode(model: TaskModel, data: TaskData, options: ToFile<EncodeOptions>): Promise<WrittenResults>;
export function encode(model: TaskModel, data: TaskData, options?: InMemory<EncodeOptions>): Promise<Encoded>;
export async function encode(model: TaskModel, data: TaskData, options: EncodeOptions = {}): Promise<Encoded | WrittenResults> {
  const { output, ...task } = knownOptions("encode", options, ENCODE_OPTIONS);
  if (output !== undefined && output !== "-") expectEnding(output, "codings", ...TABLE_ENDINGS);
  const autoencoder = await modelOf(model);
  return withParts(autoencoder, autoencoder.trained.encoder, data, { ...task, output }, async (parts, runtime) => {
    if (output !== undefined && (parts.unit !== "examples" || !output.endsWith(".npy")))
      return { output, shape: await writeCodings(autoencoder, parts, { ...task, output, runtime }) };
    const encoded = await encodeParts(autoencoder, parts, { ...task, runtime });
    return output === undefined ? encoded : writeArray(output, encoded.codings);
  });
}

/** Writes the codings to a file. @returns their shape in the file. */
async function writeCodings(
  autoencoder: Autoencoder,
  parts: ExampleParts,
  { output, runtime, ...task }: ToFile<EncodeOptions>,
): Promise<readonly number[]> {
  const { outputShape } = autoencoder.trained.encoder;
  const codings: ResultColumn[] = codingNames(sizeOf(outputShape)).map((name) => ({ name, type: "number" }));
  const row: ResultColumn[] = parts.unit === "rows" ? [{ name: "row", type: "whole" }] : [];
  const names = [...row, ...codings].map(({ name }) => name);
  const columns = [...row, ...apartFrom(names, parts.keys), ...codings];
  const resultsOf = async ({ examples }: { readonly examples: NdArray }) => {
    const rows = asRows(await autoencoder.transform(examples, { runtime }));
    return codings.map((_, i) => columnOf(rows, i));
  };
  await writeResults(output, parts, { columns, resultsOf }, task);
  return [parts.count, ...(parts.unit === "examples" ? outputShape : [codings.length])];
}
