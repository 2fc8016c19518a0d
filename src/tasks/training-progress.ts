import type { WorkProgress } from "../core/progress.ts";
import type { Callback } from "../training/index.ts";

/** What the progress of a training counts. */
export const TRAINED = "examples";

/**
 * Tells a task's `onProgress` how far a training has come, some times a second and at the end of each epoch. Early stopping may end it before the total.
 * @param examples the number of examples of an epoch.
 */
export const tellingProgress = (
  examples: number,
  onProgress: ((progress: WorkProgress) => void) | undefined,
): readonly Callback[] =>
  onProgress
    ? [
        {
          onProgress({ epoch, epochs, batch, batches, examplesPerSecond: perSecond, secondsLeft }) {
            const done = Math.round((epoch - 1 + batch / batches) * examples);
            onProgress({ unit: TRAINED, done, total: epochs * examples, perSecond, secondsLeft });
          },
        },
      ]
    : [];
