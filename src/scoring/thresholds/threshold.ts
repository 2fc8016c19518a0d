import { OptionError } from "../../core/errors.ts";
import { shown } from "../../core/words.ts";

/** Scores of rows in ascending order, and, where they are known, which rows are outliers (1, else 0), in the same order. */
export interface SortedScores {
  readonly scores: Float32Array;
  readonly labels?: ArrayLike<number>;
}

/** One way to choose a threshold. Its file, and its line in the list of `index.ts`, are all that it takes: help, menus and documentation are made from these fields. */
export interface ThresholdMethod {
  /** How it is typed, with a usual number: "mad:3.5". */
  readonly forms: readonly string[];
  /** What the number is, where the form doesn't say it. */
  readonly note?: string;
  /** What a menu calls it. */
  readonly title: string;
  /** Completes "a row is an outlier where its score is". Markdown. */
  readonly outliers: string;
  /** Completes "take it where". Markdown. */
  readonly when: string;
  /** What a form asks for. None where a method takes no number, or the number is the threshold itself. */
  readonly number?: { readonly label: string; readonly usual: number; readonly from: number; readonly to: number };
  /** The number that counts if none is typed; without one, a number is needed. */
  readonly typed?: number;
  /** Whether it needs labels, and takes no number. */
  readonly needsLabels?: true;
  /**
   * The threshold: a row whose score is greater is an outlier.
   * @throws OptionError where the number isn't in its range; DataError where the scores are too few for it.
   */
  readonly choose: (scored: SortedScores, value: number) => number;
}

/** @throws OptionError where a number isn't between 0 and 1. */
export function expectShare(name: string, share: number): void {
  if (!(share > 0 && share < 1)) throw new OptionError(`${name} is a share between 0 and 1, but this is ${shown(share)}.`);
}
