import type { WorkProgress } from "../core/progress.ts";
import type { Callback } from "../training/index.ts";

/**
 * Tells a task's `onProgress` how far a training has come: some times a second, and at the end of each epoch.
 * @param examples the number of examples of an epoch. Early stopping may end before the total.
 */
export const tellingProgress = (examples: number, onProgress: ((progress: WorkProgress) => void) | undefined): readonly Callback[] => {
  if (!onProgress) return [];
  let epochs = 0;
  const tell = (done: number, perSecond: number) => {
    const total = epochs * examples;
    onProgress({ unit: "examples", done, total, perSecond, secondsLeft: (total - done) / perSecond });
  };
  return [
    {
      onProgress({ epoch, batch, batches, examplesPerSecond, ...progress }) {
        epochs = progress.epochs;
        tell(Math.min(epoch * examples, Math.round((epoch - 1 + batch / batches) * examples)), examplesPerSecond);
      },
      onEpochEnd({ epoch, examplesPerSecond }) {
        epochs = Math.max(epochs, epoch);
        tell(epoch * examples, examplesPerSecond);
      },
    },
  ];
};
