import { figureOf } from "../../core/words.ts";
import type { NamedErrors } from "../../figures/error-histogram.ts";

/** Chances further from a half than this are worth a word, where they are further than chance goes. */
const NOTABLE = 0.05;
const STANDARD_ERRORS = 4;

/**
 * The chance that an error of `a` is larger than one of `b`, equal ones counting half (Mann & Whitney, 1947), and its standard error where both are alike.
 */
export function chanceOfLarger(a: ArrayLike<number>, b: ArrayLike<number>): { chance: number; standardError: number } {
  const [first, second] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [below, upTo, sum] = [0, 0, 0];
  for (const error of first) {
    while (below < second.length && second[below]! < error) below++;
    while (upTo < second.length && second[upTo]! <= error) upTo++;
    sum += (below + upTo) / 2;
  }
  const pairs = first.length * second.length;
  return { chance: sum / pairs, standardError: Math.sqrt((first.length + second.length + 1) / (12 * pairs)) };
}

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
