/** What is known of a column of numbers: of all its rows but for the values, which may be those of some rows drawn evenly. */
export interface NumberSample {
  readonly rows: number;
  readonly missing: number;
  readonly mean: number;
  /** In ascending order, without the missing ones. */
  readonly values: Float64Array;
}

/** How often each value of a column of categories occurs, in all rows or in some drawn evenly. */
export interface CategorySample {
  readonly rows: number;
  readonly missing: number;
  readonly counts: ReadonlyMap<string, number>;
}
