import type { Autoencoder } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { type NdArray, ndarray, sizeOf, sliceRows } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { eachPart } from "../data/each-part.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { partSize } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";
import { columnsOf } from "./table-cells.ts";

/** Options of `generate`. */
export interface GenerateDataOptions extends TaskOptions {
  /** Seed of the random codings. Default: 42. */
  readonly seed?: number;
}

export const GENERATE_OPTIONS: OptionNames<GenerateDataOptions> = { ...TASK_OPTIONS, seed: true };

/** The result of `generate`. */
export interface Generated {
  /** float32 [count, …]; for a table, the features of the rows. */
  readonly examples: NdArray<"float32">;
  /** For a table: each column that was used for training, [count], with values like those of the table. */
  readonly columns?: Readonly<Record<string, readonly Cell[]>>;
}

/**
 * Generates new examples with a variational autoencoder. It draws codings from the standard normal distribution and decodes them.
 * The categories of a table are drawn by their probabilities.
 * @param count - number of examples.
 * @throws OptionError if the model isn't variational or the count isn't a whole number of at least 1; the signal's reason.
 * @example
 * const { examples } = await generate(autoencoder, 64, { seed: 7 });
 */
export async function generate(autoencoder: Autoencoder, count: number, options: GenerateDataOptions = {}): Promise<Generated> {
  const task = knownOptions("generate", options, GENERATE_OPTIONS);
  const variational = expectToGenerate(autoencoder, count);
  const { outputShape } = variational.trained.model;
  const { table } = autoencoder.settings;
  const examples: NdArray<"float32"> = ndarray("float32", [count, ...outputShape], new Float32Array(count * sizeOf(outputShape)));
  let start = 0;
  await withPrograms(task, (runtime) =>
    generateParts(variational, count, { ...task, runtime }, async (part) => {
      sliceRows(examples, start, start + part.shape[0]!).data.set(part.data);
      start += part.shape[0]!;
    }),
  );
  return { examples, ...(table && !table.windows && { columns: columnsOf(table, examples) }) };
}

/**
 * Returns the autoencoder if it can generate examples.
 * @param name - name of the model in messages.
 * @throws OptionError if the model has no distribution of codings, or the count isn't a whole number of at least 1.
 */
export function expectToGenerate(autoencoder: Autoencoder, count: number, name = "The model"): Autoencoder {
  if (!Number.isInteger(count) || count < 1)
    throw new OptionError(`The number of examples must be a whole number of at least 1, but it is ${shown(count)}.`);
  if (autoencoder.descriptor.prior) return autoencoder;
  throw new OptionError(
    message`${name} is a ${autoencoder.family} autoencoder, which can't generate examples, because the distribution of its codings isn't known. Train one with ${option("family", "variational")}.`,
  );
}

/** Generates examples in parts, and calls `use` with each part. */
export async function generateParts(
  autoencoder: Autoencoder,
  count: number,
  { seed, runtime, onProgress, signal }: GenerateDataOptions,
  use: (part: NdArray<"float32">) => Promise<void>,
): Promise<void> {
  const size = partSize(autoencoder.trained.decoder);
  const next = autoencoder.generator({ runtime, seed });
  const parts = async function* () {
    for (let start = 0; start < count; start += size) yield await next(Math.min(size, count - start));
  };
  await eachPart(
    parts(),
    { unit: autoencoder.settings.table ? "rows" : "examples", total: count, onProgress, signal },
    async (part) => {
      await use(part);
      return part.shape[0]!;
    },
  );
}
