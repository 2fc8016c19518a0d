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

/** Rows as they are, and as they are expected to be. */
export interface LookedAt {
  readonly of: ScoredMoment;
  readonly examples: NdArray;
  readonly expected: NdArray<"float32">;
}
