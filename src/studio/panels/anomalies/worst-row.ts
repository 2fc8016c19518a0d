import type { NdArray } from "../../../core/ndarray.ts";
import type { ScoredMoment } from "./bench.svelte.ts";

/** A row of the list, formatted as text. */
export interface WorstRow {
  /** The index in the arrays of `LookedAt`. */
  readonly at: number;
  /** The index among the scores. */
  readonly row: number;
  /** The index in the dataset. */
  readonly place: number;
  readonly score: string;
  readonly percentile: string;
  readonly isHeldOut: boolean;
  readonly isAbove: boolean;
  readonly about: readonly { readonly name: string; readonly value: string }[];
}

/** The rows with the largest errors and their reconstructions, followed by the selected row. */
export interface LookedAt {
  readonly of: ScoredMoment;
  /** The indices of the rows among the scores. */
  readonly rows: readonly number[];
  /** Number of rows in the list, without the selected one. */
  readonly listed: number;
  readonly examples: NdArray;
  readonly expected: NdArray<"float32">;
}
