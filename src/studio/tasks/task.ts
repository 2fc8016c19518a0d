import type { NdArray } from "../../core/ndarray.ts";
import type { Opened } from "../../data/opened-files.ts";
import type { TypedColumn } from "../../data/tables/typed-columns.ts";
import type { Figure } from "../../figures/svg.ts";
import type { ModelStart } from "../engine/exporter.ts";
import type { Remote } from "../engine/workers.ts";
import type { Settings } from "../settings/settings.ts";

/** A field of a task: a number, or one of several texts. */
export type TaskField =
  | { readonly name: string; readonly label: string; readonly value: number; readonly from: number; readonly to: number }
  | {
      readonly name: string;
      readonly label: string;
      readonly value: string;
      readonly options: readonly (readonly [string, string])[];
    };

/** The values of a task's fields, by name. */
export type Given = Readonly<Record<string, number | string>>;

/** The data and the model that a task works on. */
export interface TaskInput {
  readonly opened: Opened;
  readonly settings: Settings;
  readonly model: ModelStart;
  /** The examples that the model learns. */
  readonly train: NdArray;
  /** The examples that the model hasn't learned. */
  readonly held: NdArray;
  readonly given: Given;
  /** The second dataset, if the task needs one. */
  readonly other?: Opened;
}

/** A curve with a threshold and marked ranges. */
export interface TaskCurve {
  readonly values: Float32Array;
  readonly threshold: number;
  /** First and last index of each range. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly label: string;
}

export interface TaskResult {
  /** Sentences with the result. */
  readonly lines: readonly string[];
  /** The rows to show. */
  readonly columns?: readonly TypedColumn[];
  /** The rows to save, if they aren't those that are shown. */
  readonly saved?: readonly TypedColumn[];
  readonly pictures?: { readonly examples: NdArray; readonly captions: readonly string[] };
  readonly curve?: TaskCurve;
  readonly figure?: Figure;
  /** Settings that follow from the result, and the label of the button that trains with them. */
  readonly advice?: { readonly label: string; readonly settings: Partial<Settings> };
}

/** The names that commands and code contain. */
export interface TaskNames {
  readonly file: string;
  readonly other: string;
  readonly given: Given;
}

/** A task of the library that the page offers for the data that is open. */
export interface PageTask {
  readonly name: string;
  readonly title: string;
  /** A description of the task, and of how long it takes. */
  readonly summary: string;
  /** The label of its button. */
  readonly button: string;
  /** Returns the reason why the task can't be done; undefined if it can. */
  lacks(opened: Opened, settings: Settings): string | undefined;
  fields?(opened: Opened): readonly TaskField[];
  /** The label of the button that opens the second dataset, if the task needs one. */
  readonly other?: string;
  /** Whether it uses the trained model. */
  readonly usesModel: boolean;
  run(input: TaskInput, worker: Remote<"exporter">, tell: (line: string) => void): Promise<TaskResult>;
  code(names: TaskNames): string;
  commands(names: TaskNames): readonly (readonly string[])[];
}

/** The folder of the unpacked model in commands and code. */
export const MODEL = "model";

/** Why a task that needs a table can't be done. */
export const needsTable = ({ table }: Opened): string | undefined =>
  table ? undefined : "This task needs a table. Open a CSV, JSON or Parquet file.";
