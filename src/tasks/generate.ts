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
  /** The same seed gives the same examples; 42 by default. */
  readonly seed?: number;
}

export const GENERATE_OPTIONS: OptionNames<GenerateDataOptions> = { ...TASK_OPTIONS, seed: true };

export interface Generated {
  /** float32 [count, …]; of a table's rows their features. */
  readonly examples: NdArray<"float32">;
  /** Of a model of a table's rows: each column that it learned from, [count], in the table's own terms. */
  readonly columns?: Readonly<Record<string, readonly Cell[]>>;
}

/**
 * Makes new examples with a variational autoencoder: codings drawn from the standard normal distribution, decoded. Of a table, categories are drawn by their
 * probabilities.
 * @param count how many.
 * @throws OptionError where the model isn't variational, or the count isn't a whole number of at least 1; the signal's reason.
 *
 *     const { examples } = await generate(autoencoder, 64, { seed: 7 });
 */
export async function generate(autoencoder: Autoencoder, count: number, options: GenerateDataOptions = {}): Promise<Generated> {
  const task = knownOptions("generate", options, GENERATE_OPTIONS);
  const variational = expectToGenerate(autoencoder, count);
  const { outputShape } = variational.trained.model;
  const { table } = autoencoder.settings;
  const examples: NdArray<"float32"> = ndarray("float32", [count, ...outputShape], new Float32Array(count * sizeOf(outputShape)));
  let start = 0;
  await withPrograms(task.runtime, (runtime) =>
    generateParts(variational, count, { ...task, runtime }, async (part) => {
      sliceRows(examples, start, start + part.shape[0]!).data.set(part.data);
      start += part.shape[0]!;
    }),
  );
  return { examples, ...(table && !table.windows && { columns: columnsOf(table, examples) }) };
}

/**
 * @param name what messages call the model.
 * @throws OptionError where it doesn't know how likely codings are, or the count isn't a whole number of at least 1.
 */
export function expectToGenerate(autoencoder: Autoencoder, count: number, name = "The model"): Autoencoder {
  if (!Number.isInteger(count) || count < 1)
    throw new OptionError(`A number of examples is a whole one of at least 1, but this is ${shown(count)}.`);
  if (autoencoder.descriptor.prior) return autoencoder;
  throw new OptionError(
    message`${name} is a ${autoencoder.family} autoencoder, which doesn't know how likely codings are. Train one that does: ${option("family", "variational")}.`,
  );
}

/** Makes new examples some at a time, and has each part used. */
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
