import { sizeOf } from "../../core/ndarray.ts";
import type { FamilyPlan } from "../family.ts";
import type { AboutExamples } from "./about.ts";
import { principalOf } from "./principal.ts";
import { startShortcuts } from "./start-shortcuts.ts";
import { componentsKept, KEPT, trainingFor } from "./training.ts";

/** Filters of each layer of convolutions along time. */
const FILTERS = [32, 16, 16, 16, 16, 16];

/** Cells of a recurrent hidden layer. */
export const CELLS = 32;

/** The filters of hidden layers along so many steps, each of which halves them, and how many steps the codings are left with. */
export function timeLayers(steps: number): { readonly hidden: readonly number[]; readonly left: number } {
  const hidden = FILTERS.slice(0, Math.max(1, Math.floor(Math.log2(steps)) - 2));
  return { hidden, left: Math.max(1, steps >> (hidden.length + 1)) };
}

/** Plans recurrent layers for sequences [time, features]: few codings, or faults would pass through them. */
export async function planRecurrent({
  examples,
  standards,
  asked,
  runtime,
}: AboutExamples): Promise<FamilyPlan<{ shortcut: boolean }>> {
  const [count, steps, ...more] = examples.shape as readonly [number, number, ...number[]];
  const principal = await principalOf(examples, runtime, standards);
  const codings = asked.codings ?? componentsKept(principal);
  const { training, reasons } = trainingFor(count);
  return {
    options: { codings, hidden: [CELLS], shortcut: true, ...training },
    reasons: {
      codings: `${codings} codings: as many principal components keep ${100 * KEPT} % of the variance of ${steps} steps of ${sizeOf(more)}`,
      hidden: `a hidden layer of ${CELLS} cells`,
      ...reasons,
    },
    start: (network) => startShortcuts(network, principal),
  };
}
