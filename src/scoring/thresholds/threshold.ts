import { OptionError } from "../../core/errors.ts";
import { shown } from "../../core/words.ts";

/** Scores of rows in ascending order and, if they are known, the labels in the same order (1 for an outlier, 0 otherwise). */
export interface SortedScores {
  readonly scores: Float32Array;
  readonly labels?: ArrayLike<number>;
}

/**
 * A method that chooses a threshold. To add one, write its file and add it to the list in `index.ts`: help, menus and
 * documentation are made from these fields.
 */
export interface ThresholdMethod {
  /** The forms in which users type it, with a usual number: "mad:3.5". */
  readonly forms: readonly string[];
  /** The meaning of the number, if the form doesn't show it. */
  readonly note?: string;
  /** Label in a menu. */
  readonly title: string;
  /** Completes the sentence "A row is an outlier if its score is …". Markdown. */
  readonly outliers: string;
  /** Completes the sentence "Use it if …". Markdown. */
  readonly when: string;
  /**
   * Label, default and limits of the number in a form. Undefined if the method takes no number, or if the number is the threshold
   * itself.
   */
  readonly number?: { readonly label: string; readonly usual: number; readonly from: number; readonly to: number };
  /** Default number if the user types none. Without it, a number is required. */
  readonly typed?: number;
  /** Set if the method needs labels, and takes no number. */
  readonly needsLabels?: true;
  /** Set if the method chooses from the rows that are scored, instead of those held out in training. */
  readonly isOfScoredRows?: true;
  /** Returns the share of the held-out scores that should lie above the threshold, if the number is one. */
  readonly shareAbove?: (value: number) => number;
  /**
   * Chooses the threshold: a row is an outlier if its score is greater.
   * @throws OptionError if the number isn't in its range.
   * @throws DataError if there are too few scores.
   */
  readonly choose: (scored: SortedScores, value: number) => number;
}

/** Checks a share. @throws OptionError if it isn't between 0 and 1. */
export function expectShare(name: string, share: number): void {
  if (!(share > 0 && share < 1))
    throw new OptionError(`The number of ${name} must be a share between 0 and 1, but it is ${shown(share)}.`);
}
