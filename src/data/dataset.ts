import type { NdArray } from "../core/ndarray.ts";
import { rowNumber } from "../core/rows.ts";
import type { Cell } from "./tables/schema/column-types.ts";
import type { TablePreprocessing } from "./tables/schema/columns.ts";
import type { Unlisted } from "./tables/schema/unlisted.ts";

/** The rows of a table, and the windows that they are cut into. */
export interface RowWindows {
  /** [rows, features], in the table's order. */
  readonly rows: NdArray<"float32">;
  /** For each series (group), the indices of its rows in order. */
  readonly parts: readonly Int32Array[];
  /** For each window, the indices of its rows. */
  readonly members: readonly Int32Array[];
  /**
   * The time of each row, in milliseconds since 1970 UTC (or since midnight). Undefined if rows are sorted by plain numbers, or
   * not at all.
   */
  readonly times?: Float64Array;
  /** The values of each key column, one for each row. They include the columns that order and group the rows. */
  readonly keys?: Readonly<Record<string, readonly Cell[]>>;
}

/**
 * A dataset: examples with their labels, names and table columns, if they have any. The first axis of `examples` counts the
 * examples.
 */
export interface Dataset {
  /** Name of the dataset in messages, figures and the model card. */
  readonly name: string;
  /** The examples [n, …shape of one]. Pixels are uint8 from 0 to 255, as in their file. */
  readonly examples: NdArray<"uint8"> | NdArray<"float32">;
  /** The class of each example [n], if it has one; -1 if it isn't known. */
  readonly labels?: NdArray<"uint8"> | NdArray<"int32">;
  /** The names of the classes: the name of label i is `classes[i]`. */
  readonly classes?: readonly string[];
  /** How the columns of a table became the features of the examples (tables only). */
  readonly table?: TablePreprocessing;
  /** The key columns of a table, one value for each row; null if it is missing (tables only). */
  readonly keys?: Readonly<Record<string, readonly (string | number | boolean | null)[]>>;
  /**
   * For each example, the index of its row in the table. Undefined if the examples are in the table's order; held-out rows come
   * last.
   */
  readonly rowIndices?: Int32Array;
  /** Number of examples at the end that are already held out for validation. */
  readonly heldOut?: number;
  /** The rows of a table and the rows of each window, if the examples are windows (tables only). */
  readonly windows?: RowWindows;
  /** Values of a table in memory that its features don't contain: unlisted categories, and the dates themselves. */
  readonly unlisted?: Unlisted;
  /** The name of each example, if it has one, such as the file name of an image. */
  readonly rowNames?: readonly string[];
  /** Notes about what was skipped or read in an unexpected way, one line each. */
  readonly notes?: readonly string[];
}

/**
 * Returns the row number of an example in its table or file, counted from 1.
 * @param place - index of the example in the dataset.
 */
export const rowNumberOf = ({ rowIndices }: Pick<Dataset, "rowIndices">, place: number): number =>
  rowNumber(rowIndices?.[place] ?? place);
