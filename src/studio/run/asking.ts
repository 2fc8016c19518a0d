import { latest } from "../engine/workers.ts";
import type { Run } from "./run.svelte.ts";

/**
 * Makes a function that asks a run's viewer and takes the answer; of several questions in a row only the last one is asked. Weights and answers belong to one
 * network: if another one is opened meanwhile, the question and its answer are dropped.
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
