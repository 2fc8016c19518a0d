import type { NdArray } from "../../../core/ndarray.ts";
import type { ScoredMoment } from "./bench.svelte.ts";

/** A row of the list, in words. */
export interface WorstRow {
  /** Its place among what was looked at. */
  readonly at: number;
  /** Its place among the scores. */
  readonly row: number;
  /** Its place in the dataset. */
  readonly place: number;
  readonly score: string;
  readonly percentile: string;
  readonly isHeldOut: boolean;
  readonly isAbove: boolean;
  readonly about: readonly { readonly name: string; readonly value: string }[];
}

/** The worst rows as they are, and as they are expected to be; behind them the one that is selected. */
export interface LookedAt {
  readonly of: ScoredMoment;
  /** Their places among the scores. */
  readonly rows: readonly number[];
  /** How many of them are the worst. */
  readonly listed: number;
  readonly examples: NdArray;
  readonly expected: NdArray<"float32">;
}
