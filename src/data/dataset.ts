import type { NdArray } from "../core/ndarray.ts";
import { rowNumber } from "../core/rows.ts";
import type { Cell } from "./tables/schema/column-types.ts";
import type { TablePreprocessing } from "./tables/schema/columns.ts";
import type { Unlisted } from "./tables/schema/unlisted.ts";

/** Rows of a table, and the windows that they are cut into. */
export interface RowWindows {
  /** [rows, features], in the table's order. */
  readonly rows: NdArray<"float32">;
  /** The indices of each series' rows, in their order. */
  readonly parts: readonly Int32Array[];
  /** The indices of each window's rows. */
  readonly members: readonly Int32Array[];
  /** Each key column's values, a row each: what rows are ordered and grouped by among them. */
  readonly keys?: Readonly<Record<string, readonly Cell[]>>;
}

/** Examples and what is known of them. The first axis of `examples` counts the examples. */
export interface Dataset {
  /** What messages, figures and the model card call it. */
  readonly name: string;
  /** [examples, …shape of one]; pixels are uint8 0-255, as in their file. */
  readonly examples: NdArray<"uint8"> | NdArray<"float32">;
  /** [examples], the class of each, where there is one. */
  readonly labels?: NdArray<"uint8"> | NdArray<"int32">;
  /** The names of the classes, by label. */
  readonly classes?: readonly string[];
  /** Of a table: how its columns became the examples' features. */
  readonly table?: TablePreprocessing;
  /** Of a table: its key columns, a value a row, as text; null where it is missing. */
  readonly keys?: Readonly<Record<string, readonly (string | number | boolean | null)[]>>;
  /** Where rows don't stand in the table's order, because some are held out: each one's index in the table. */
  readonly rowIndices?: Int32Array;
  /** How many of the last examples are held out already. */
  readonly heldOut?: number;
  /** Of a table whose examples are windows of its rows: the rows, and which of them each window holds. */
  readonly windows?: RowWindows;
  /** Of a table in memory: what its features don't tell, the values that categories don't list and the dates themselves. */
  readonly unlisted?: Unlisted;
  /** What each example is called, where it has a name: a picture's file. */
  readonly rowNames?: readonly string[];
  /** What was left out or taken otherwise than one might expect, a line each. */
  readonly notes?: readonly string[];
}

/** The number of an example's row in its table or file, as people read it. @param place the example's index in the dataset. */
export const rowNumberOf = ({ rowIndices }: Pick<Dataset, "rowIndices">, place: number): number =>
  rowNumber(rowIndices?.[place] ?? place);
