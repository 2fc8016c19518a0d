import { expectFinite } from "../core/finite.ts";
import { heldCount } from "../core/hold-out.ts";
import { expectSome } from "../data/checks.ts";
import type { Dataset, RowWindows } from "../data/dataset.ts";
import { split } from "../data/split.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { FitData } from "./train.ts";

/** The data of a run, for training and validation. */
export interface TrainingData extends FitData {
  readonly name: string;
  /** Number of examples for training. */
  readonly count: number;
  readonly table?: TablePreprocessing | undefined;
  /** For windows: the rows of the table, and the held-out windows. */
  readonly windows?: Omit<RowWindows, "parts"> | undefined;
  close(): void;
}

/**
 * Splits a dataset in memory into examples for training and validation.
 * @param validation - number of examples to hold out, or a share below 1. A share holds out at least one example.
 * @throws DataError if there are no examples; OptionError if a part would be empty.
 */
export function whole(dataset: Dataset, validation: number): TrainingData {
  const { name, table, windows, examples } = dataset;
  expectSome(examples, name);
  if (!table) expectFinite(examples, { mayBeTable: true });
  const isTooFew = validation > 0 && validation < 1 && heldCount(examples.shape[0]!, validation) < 1;
  const { train, validation: held } = split(dataset, isTooFew ? 1 : validation);
  const count = train.examples.shape[0]!;
  return {
    name,
    train: train.examples,
    validation: held.examples,
    count,
    table,
    windows: windows && { rows: windows.rows, members: windows.members.slice(count) },
    close: () => undefined,
  };
}
