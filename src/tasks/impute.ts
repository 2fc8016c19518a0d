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

export interface ImputeOptions extends TaskOptions {
  /** How often the examples are reconstructed, each time with what was filled before; 2 by default. */
  readonly rounds?: number;
}

export const IMPUTE_OPTIONS: OptionNames<ImputeOptions> = { ...TASK_OPTIONS, rounds: true };

/**
 * The second round sees whole rows; from then on what was filled feeds on itself and drifts off. Mean error on adbench's twelve tables after 1, 2, 3, 5 and 10
 * rounds: .685, .670, .690, .738, .826 (`npm run bench -- impute --seeds 2`).
 */
const ROUNDS = 2;

/** Whether a value of a row is missing, as `fromRecords` takes it. */
export const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || Number.isNaN(value) || (value instanceof Date && Number.isNaN(value.getTime()));

/**
 * Fills the missing values (NaN) of examples [n, …] with the autoencoder's reconstructions: float32 [n, …], all else as it was. Of a table's categories, the
 * features become probabilities; rows as objects are given back as objects, in the columns' own terms. Best by an autoencoder that was trained with the noise `missing`.
 * @param data examples [n, …] in any form (`Data`).
 * @throws OptionError where the autoencoder can't be given missing values, or rounds aren't a whole number from 1; DataError for pixels, of which none are missing; the
 * signal's reason.
 *
 *     const whole = await impute(autoencoder, examples);
 *     const [row] = await impute(autoencoder, [{ temperature: 21.5, city: null }]); // { temperature: 21.5, city: "Bonn" }
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
      message`This autoencoder can't be given missing values: it isn't of a table, nor trained with the noise missing. Train one with ${option("noise", "missing:0.2")}.`,
    );
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new OptionError(`Rounds are a whole number from 1, but this is ${shown(rounds)}.`);
  const { name, examples } = await dataFor(autoencoder, data, { ...task, shape: autoencoder.trained.model.inputExampleShape });
  if (examples.dtype === "uint8")
    throw new DataError(`${name}: pixels (uint8) have no missing values. Give numbers, NaN where one is missing.`);
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
  await withPrograms(task.runtime, (runtime) =>
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

/** Rows as objects with what their features say in the place of missing values. Times stay missing, as features don't tell which day a time was. */
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
