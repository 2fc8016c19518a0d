/** Statistics of a column of numbers. All rows count, but `values` may be a random sample of them. */
export interface NumberSample {
  readonly rows: number;
  readonly missing: number;
  readonly mean: number;
  /** The values in ascending order, without missing ones. */
  readonly values: Float64Array;
}

/** How often each value of a column of categories occurs, in all rows or in a random sample of them. */
export interface CategorySample {
  readonly rows: number;
  readonly missing: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** Samples of a table's columns, for comparing it with another table. */
export interface TableSample {
  readonly rows: number;
  readonly numbers: Readonly<Record<string, NumberSample>>;
  /** Categories; for a time its hour, weekday or month, depending on its cycles. */
  readonly categories: Readonly<Record<string, CategorySample>>;
  /** The patterns of keys, as `PATTERN of LENGTH`, in some evenly drawn rows. */
  readonly keys: Readonly<Record<string, CategorySample>>;
}
