import { expectFinite } from "../core/finite.ts";
import { heldCount } from "../core/hold-out.ts";
import { expectSome } from "../data/checks.ts";
import type { Dataset, RowWindows } from "../data/dataset.ts";
import { split } from "../data/split.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { FitData } from "./train.ts";

/** What a run learns from and is measured on. */
export interface TrainingData extends FitData {
  readonly name: string;
  /** Number of examples to learn from. */
  readonly count: number;
  readonly table?: TablePreprocessing | undefined;
  /** Of windows: the table's rows, and the windows that are held out. */
  readonly windows?: Omit<RowWindows, "parts"> | undefined;
  close(): void;
}

/**
 * All of a dataset at once, with a part held out.
 * @param validation examples to hold out: their number, or a share below 1, of few examples one.
 * @throws DataError where there are no examples; OptionError where a part would be empty.
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
