import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { eachPart } from "../data/each-part.ts";
import { areRecords } from "../data/given/dataset.ts";
import type { RowObject, TableRecord } from "../data/tables/records.ts";
import { featureCount, featureStarts, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { cellFromFeatures } from "../data/tables/schema/features.ts";
import { dataFor, type MemoryData, partsInMemory } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";

/** Options of `impute`. */
export interface ImputeOptions extends TaskOptions {
  /** Number of times that the examples are reconstructed, each time with the values filled before. Default: 2. */
  readonly rounds?: number;
}

export const IMPUTE_OPTIONS: OptionNames<ImputeOptions> = { ...TASK_OPTIONS, rounds: true };

/**
 * Default number of rounds. The second round sees complete rows. With more rounds, filled values depend on filled values and
 * become worse: the mean errors on the twelve tables of ADBench are .685, .670, .690, .738 and .826 after 1, 2, 3, 5 and 10
 * rounds (`npm run bench -- impute --seeds 2`).
 */
const ROUNDS = 2;

/** Returns whether a value of a row counts as missing in `fromRecords`. */
export const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || Number.isNaN(value) || (value instanceof Date && Number.isNaN(value.getTime()));

/**
 * Fills the missing values (NaN) of examples with the autoencoder's reconstructions. Other values don't change. An autoencoder
 * that was trained with the noise `missing` fills best.
 * @param data - examples [n, …] in any form (`Data`).
 * @returns float32 [n, …], with the probabilities of categories as features; or rows as objects with values like those of their
 * columns, if `data` is rows as objects.
 * @throws OptionError if the autoencoder can't take missing values, or `rounds` isn't a whole number of at least 1; DataError for
 * pixels (uint8), which can't be missing; the signal's reason.
 * @example
 * const whole = await impute(autoencoder, examples);
 * @example
 * const [row] = await impute(autoencoder, [{ temperature: 21.5, city: null }]); // { temperature: 21.5, city: "Bonn" }
 */
export function impute<Row extends RowObject>(
  autoencoder: Autoencoder,
  rows: readonly Row[],
  options?: ImputeOptions,
): Promise<Row[]>;
export function impute(autoencoder: Autoencoder, data: MemoryData, options?: ImputeOptions): Promise<NdArray<"float32">>;
export async function impute(
  autoencoder: Autoencoder,
  data: MemoryData,
  options: ImputeOptions = {},
): Promise<NdArray<"float32"> | TableRecord[]> {
  const { rounds = ROUNDS, ...task } = knownOptions("impute", options, IMPUTE_OPTIONS);
  if (!autoencoder.features && !autoencoder.makesMissing)
    throw new OptionError(
      message`This autoencoder can't take missing values, because it wasn't trained on a table or with the noise "missing". Train one with ${option("noise", "missing:0.2")}.`,
    );
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new OptionError(`rounds must be a whole number of at least 1, but it is ${shown(rounds)}.`);
  const { name, examples } = await dataFor(autoencoder, data, { ...task, shape: autoencoder.trained.model.inputExampleShape });
  if (examples.dtype === "uint8")
    throw new DataError(`${name}: pixels (uint8) can't have missing values. Give floats, with NaN as missing values.`);
  const filled = await filledExamples(autoencoder, { name, examples }, { ...task, rounds });
  return areRecords(data) ? filledRecords(autoencoder.table!, data, filled) : filled;
}

async function filledExamples(
  autoencoder: Autoencoder,
  { name, examples }: { readonly name: string; readonly examples: NdArray<"float32"> },
  { rounds, ...task }: TaskOptions & { readonly rounds: number },
): Promise<NdArray<"float32">> {
  const filled = ndarray("float32", examples.shape, examples.data.slice());
  const parts = partsInMemory({ name, examples: filled }, autoencoder.trained.model);
  const told = { unit: parts.unit, total: parts.count, onProgress: task.onProgress, signal: task.signal };
  await withPrograms(task, (runtime) =>
    eachPart(parts.each(), told, async ({ start, examples: some }) => {
      const end = start + some.shape[0]!;
      const { data: known } = sliceRows(examples, start, end);
      if (!known.some(Number.isNaN)) return end - start;
      for (let round = 0; round < rounds; round++) {
        const { data } = await autoencoder.reconstruct(some, { runtime });
        for (let i = 0; i < data.length; i++) if (Number.isNaN(known[i])) some.data[i] = data[i]!;
      }
      return end - start;
    }),
  );
  return filled;
}

/** Fills the missing values of rows as objects. Times stay missing, because features don't contain the date of a time. */
function filledRecords(
  table: TablePreprocessing,
  rows: readonly TableRecord[],
  { shape, data }: NdArray<"float32">,
): TableRecord[] {
  const starts = featureStarts(table.columns);
  const width = shape[1]!;
  return rows.map((row, i) => {
    const values = table.columns.flatMap((column, c) => {
      if (column.kind === "date" || !isMissing(row[column.name])) return [];
      const at = i * width + starts[c]!;
      const value = cellFromFeatures(column, data.subarray(at, at + featureCount(column)));
      return [[column.name, column.kind === "category" && !column.open ? value === "true" : value]];
    });
    return { ...row, ...Object.fromEntries(values) };
  });
}
