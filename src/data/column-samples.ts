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
