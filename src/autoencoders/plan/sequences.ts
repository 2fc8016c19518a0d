import { sizeOf } from "../../core/ndarray.ts";
import type { FamilyPlan } from "../family.ts";
import type { AboutExamples } from "./about.ts";
import { principalOf } from "./principal.ts";
import { type Shortcut, startShortcuts } from "./start-shortcuts.ts";
import { componentsKept, KEPT, trainingFor } from "./training.ts";

/** Number of cells in the hidden layer. */
const CELLS = 32;

/**
 * Plans recurrent layers for sequences [time, features]. It chooses few codings, because anomalies would be reconstructed with
 * many.
 */
export async function planRecurrent({
  examples,
  count = examples.shape[0]!,
  standards,
  tellsMissing,
  asked,
  runtime,
}: AboutExamples): Promise<FamilyPlan<{ shortcut: Shortcut }>> {
  const [, steps, ...more] = examples.shape as readonly [number, number, ...number[]];
  const principal = await principalOf(examples, runtime, standards);
  const codings = asked.codings ?? componentsKept(principal);
  const { training, reasons } = trainingFor(count);
  return {
    options: { codings, hidden: [CELLS], shortcut: tellsMissing ? "none" : "dense", ...training },
    reasons: {
      codings: `${codings} codings: ${codings} principal components keep ${100 * KEPT} % of the variance of ${steps} steps of ${sizeOf(more)}`,
      hidden: `a hidden layer of ${CELLS} cells`,
      ...reasons,
    },
    start: (network) => startShortcuts(network, principal),
  };
}
