import { latest } from "../engine/workers.ts";
import type { Run } from "./run.svelte.ts";

/**
 * A function that asks a run's viewer what was asked last, and takes the answer. Weights and answers belong to the network that they were made for:
 * where another one is opened meanwhile, the question and its answer are forgotten.
 */
export function asking<Given extends readonly unknown[], Answer>(
  run: Run,
  ask: (...given: Given) => Promise<Answer>,
  take: (answer: Answer) => void,
): (...given: Given) => void {
  const next = latest(async (number: number, ...given: Given) => {
    if (number !== run.number) return;
    try {
      const answer = await ask(...given);
      if (number === run.number) take(answer);
    } catch (error) {
      if (number === run.number) throw error;
    }
  });
  return (...given) => next(run.number, ...given);
}
