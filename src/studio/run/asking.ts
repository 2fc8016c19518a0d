import { latest } from "../engine/workers.ts";
import type { Run } from "./run.svelte.ts";

/**
 * Returns a function that sends requests to the viewer of a run and passes on the answers. While a request is under way, only the last of the new ones waits.
 * Weights and answers belong to one network: if another one is opened meanwhile, the request and its answer are dropped.
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
