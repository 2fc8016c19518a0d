import type { WorkProgress } from "../core/progress.ts";
import type { Callback } from "../training/index.ts";

/** Unit of the progress of a training. */
export const TRAINED = "examples";

/**
 * Returns callbacks that report the progress of a training to `onProgress`. Early stopping may end the training before the total.
 * @param examples - number of examples in an epoch.
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
