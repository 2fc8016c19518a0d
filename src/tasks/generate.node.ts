import { expectEnding } from "../core/endings.ts";
import { OptionError } from "../core/errors.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { TABLE_ENDINGS, writeTable } from "../data/tables/duckdb/write.node.ts";
import { type InMemory, modelOf, type TaskModel, type ToFile, type WrittenResults, writeArray } from "./example-parts.node.ts";
import {
  expectToGenerate,
  GENERATE_OPTIONS,
  type Generated,
  type GenerateDataOptions as GenerateInMemoryOptions,
  generate as generateInMemory,
  generateParts,
} from "./generate.ts";
import { streamingRuntime } from "./open.node.ts";
import { withPrograms } from "./options.ts";
import { givenColumns } from "./table-cells.ts";

/** Options of `generate`. */
export interface GenerateDataOptions extends GenerateInMemoryOptions {
  /** A .npy file; of a model of a table also .parquet, .csv, .tsv, .json or .jsonl, for rows in the table's own terms, or "-" for CSV on stdout. */
  readonly output?: string;
}

const OPTIONS: OptionNames<GenerateDataOptions> = { ...GENERATE_OPTIONS, output: true };

/** What `generate` wrote. */
export interface WrittenExamples extends WrittenResults {
  /** For tables: columns that the generated rows lack, because the model didn't learn from them. */
  readonly leftOut: readonly string[];
}

/**
 * Makes new examples with a variational autoencoder: codings drawn from the standard normal distribution, decoded. With `output` any number of a table's rows stream
 * into the file, which is there whole or not at all.
 * @param model an autoencoder, or the path of its folder.
 * @param count how many.
 * @throws OptionError where the model isn't variational, or has learned windows, which are no rows; UsageError for a file of another ending; the signal's reason.
 *
 *     const { columns } = await generate("model", 100);
 *     await generate("model", 1_000_000, { output: "made.parquet", seed: 7 });
 */
export function generate(model: TaskModel, count: number, options: ToFile<GenerateDataOptions>): Promise<WrittenExamples>;
export function generate(model: TaskModel, count: number, options?: InMemory<GenerateDataOptions>): Promise<Generated>;
export async function generate(
  model: TaskModel,
  count: number,
  options: GenerateDataOptions = {},
): Promise<Generated | WrittenExamples> {
  const { output, ...task } = knownOptions("generate", options, OPTIONS);
  const autoencoder = expectToGenerate(await modelOf(model), count, typeof model === "string" ? model : undefined);
  const { table } = autoencoder.settings;
  if (output === undefined) return generateInMemory(autoencoder, count, task);
  if (!table) expectEnding(output, "generated examples that are no table's rows", ".npy");
  else if (output !== "-") expectEnding(output, "generated rows of a table", ...TABLE_ENDINGS);
  if (!table || output.endsWith(".npy")) {
    const { examples } = await generateInMemory(autoencoder, count, task);
    return { ...(await writeArray(output, examples)), leftOut: [] };
  }
  if (table.windows)
    throw new OptionError(
      `The model has learned windows of ${table.windows.window} rows, which are no table's rows. Write new ones as .npy.`,
    );
  const { columns, cellsOf } = givenColumns(table, output);
  const own = () => streamingRuntime(autoencoder.trained.decoder, task.onNote);
  await withPrograms(task.runtime ?? (await own()), (runtime) =>
    writeTable(output, columns, count, (write) =>
      generateParts(autoencoder, count, { ...task, runtime }, (features) => write(cellsOf(features))),
    ),
  );
  const leftOut = [...table.keys, ...table.leftOut.map(({ name }) => name), ...(table.label ? [table.label] : [])];
  return { output, shape: [count, columns.length], leftOut: [...new Set(leftOut)] };
}
