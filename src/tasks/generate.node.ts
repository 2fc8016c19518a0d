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
  /** File for the examples: .npy. For rows of a table also .parquet, .csv, .tsv, .json or .jsonl, or "-" for CSV on stdout. */
  readonly output?: string;
}

const OPTIONS: OptionNames<GenerateDataOptions> = { ...GENERATE_OPTIONS, output: true };

/** The file that `generate` has written. */
export interface WrittenExamples extends WrittenResults {
  /** For tables: columns that the generated rows lack, because they weren't used for training. */
  readonly leftOut: readonly string[];
}

/**
 * Generates new examples with a variational autoencoder. It draws codings from the standard normal distribution and decodes them.
 * With `output`, the examples are written to a file, which is complete or isn't written at all. Rows of a table may be more than
 * memory holds.
 * @param model - autoencoder, or the path of its folder.
 * @param count - number of examples.
 * @throws OptionError if the model isn't variational, or if windows should be written as rows; UsageError if the output has
 * another ending; the signal's reason.
 * @example
 * const { columns } = await generate("model", 100);
 * @example
 * await generate("model", 1_000_000, { output: "made.parquet", seed: 7 });
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
  if (!table) expectEnding(output, "generated examples that aren't rows of a table", ".npy");
  else if (output !== "-") expectEnding(output, "generated rows of a table", ...TABLE_ENDINGS);
  if (!table || output.endsWith(".npy")) {
    const { examples } = await generateInMemory(autoencoder, count, task);
    return { ...(await writeArray(output, examples)), leftOut: [] };
  }
  if (table.windows)
    throw new OptionError(
      `The model was trained on windows of ${table.windows.window} rows, which can't be written as a table. Write them as .npy.`,
    );
  const { columns, cellsOf } = givenColumns(table, output);
  await withPrograms({ runtime: await streamingRuntime(autoencoder.trained.decoder, task) }, (runtime) =>
    writeTable(output, columns, count, (write) =>
      generateParts(autoencoder, count, { ...task, runtime }, (features) => write(cellsOf(features))),
    ),
  );
  const leftOut = [...table.keys, ...table.leftOut.map(({ name }) => name), ...(table.label ? [table.label] : [])];
  return { output, shape: [count, columns.length], leftOut: [...new Set(leftOut)] };
}
