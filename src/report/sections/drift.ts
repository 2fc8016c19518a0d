import { figureOf } from "../../core/words.ts";
import type { NamedErrors } from "../../figures/error-histogram.ts";
import { chanceOfLarger } from "../../scoring/drift/two-sample.ts";

/** Minimum distance of the probability from one half. Smaller changes aren't worth reporting. */
const NOTABLE = 0.05;
/** The same in standard errors, because smaller changes may be random. */
const STANDARD_ERRORS = 4;

/**
 * Describes whether the errors of some rows are larger or smaller than those of others. Returns undefined if the difference isn't
 * notable.
 */
export function driftOf(looked: NamedErrors, beside: NamedErrors): string | undefined {
  const { chance, standardError } = chanceOfLarger(looked.errors, beside.errors);
  const apart = Math.abs(chance - 0.5);
  if (apart < NOTABLE || apart < STANDARD_ERRORS * standardError) return undefined;
  const odds = `an example ${looked.name} has a larger error than one ${beside.name} in ${figureOf(100 * chance)} of 100 cases (50 would mean no change)`;
  return chance > 0.5
    ? `The model is worse on these examples: ${odds}.`
    : `The model is better on these examples: ${odds}. They may be easier, or the model may have been trained on them.`;
}
