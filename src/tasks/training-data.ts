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

/** All of a dataset at once, with a part held out. @param validation examples to hold out: their number, or a share below 1. */
export function whole(dataset: Dataset, validation: number): TrainingData {
  const { name, table, windows } = dataset;
  const { train, validation: held } = split(dataset, validation);
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
