import { figureOf } from "../../core/words.ts";
import type { NamedErrors } from "../../figures/error-histogram.ts";
import { chanceOfLarger } from "../../scoring/drift/two-sample.ts";

/** Chances further from a half than this are worth a word, where they are further than chance goes. */
const NOTABLE = 0.05;
const STANDARD_ERRORS = 4;

/** Whether some rows' errors are larger, or smaller, than others': in words, where it is worth one. */
export function driftOf(looked: NamedErrors, beside: NamedErrors): string | undefined {
  const { chance, standardError } = chanceOfLarger(looked.errors, beside.errors);
  const apart = Math.abs(chance - 0.5);
  if (apart < NOTABLE || apart < STANDARD_ERRORS * standardError) return undefined;
  const odds = `of an example ${looked.name} and one ${beside.name}, the first has the larger error ${figureOf(100 * chance)} times in 100 (50 where nothing has changed)`;
  return chance > 0.5
    ? `The model does worse on these: ${odds}.`
    : `The model does better on these: ${odds}. They may be easier, or among those it learned from.`;
}
