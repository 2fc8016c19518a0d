import { count as inWords } from "../../core/words.ts";
import { fewestReaching } from "../../manifold/principal-axes.ts";
import type { Principal } from "./principal.ts";

/** Share of the variance that is kept by the number of principal components that equals the number of codings. */
export const KEPT = 0.9;
/** Maximum number of codings that is chosen. More can be given as an option. */
export const MOST_CODINGS = 64;
/** Maximum number of training steps without early stopping, and the limits of the number of epochs. */
const STEPS = 4000;
const [LEAST_EPOCHS, MOST_EPOCHS] = [10, 1000];

/** Maximum number of epochs for a table. For a large table it is lower, so that about this many rows are seen. */
export const TABLE_EPOCHS = 200;
const ROWS_SEEN = 40_000_000;

/**
 * Training ends if the validation loss hasn't improved for this many epochs. It must also not have improved for a number of
 * steps, within limits.
 */
export const PATIENCE = 10;
const [MOST_PATIENCE, PATIENT_STEPS] = [50, 200];

/** Returns the batch size for a number of examples. */
export const batchFor = (rows: number): number => (rows < 2000 ? 32 : rows < 20_000 ? 64 : rows < 200_000 ? 256 : 1024);

/** Returns the maximum number of epochs, so that the number of steps is about the same for any number of examples. */
const epochsFor = (count: number, batchSize: number, steps: number): number =>
  Math.min(MOST_EPOCHS, Math.max(LEAST_EPOCHS, Math.ceil((steps * batchSize) / count)));

/** Returns the maximum number of epochs for a table with this many rows, or windows of them. */
export const tableEpochs = (rows: number): number => Math.min(TABLE_EPOCHS, Math.max(1, Math.ceil(ROWS_SEEN / rows)));

/** Number of steps of a quick training. */
const QUICK_STEPS = 300;

/** Returns the number of epochs of a quick training, at least one. */
export const quickEpochs = (count: number, batchSize: number): number =>
  Math.max(1, Math.ceil((QUICK_STEPS * batchSize) / count));

/**
 * Returns after how many epochs without improvement on the held-out examples training ends (`patience`), and after how many the
 * learning rate is lowered (`plateau`).
 */
export function patienceFor(count: number, batchSize: number): { readonly patience: number; readonly plateau: number } {
  const patience = Math.min(MOST_PATIENCE, Math.max(PATIENCE, Math.ceil((PATIENT_STEPS * batchSize) / count)));
  return { patience, plateau: Math.ceil(patience / 3) };
}

/**
 * Returns when training ends if the examples determine it. Tables that don't start from principal directions wait for a number of
 * epochs that doesn't depend on their size.
 */
export const endingFor = (
  { table, start }: { readonly table?: unknown; readonly start?: string | undefined },
  count: number,
  batchSize: number,
): { readonly patience: number; readonly plateau?: number } =>
  table && start !== "pca" ? { patience: PATIENCE } : patienceFor(count, batchSize);

/** Returns the number of principal components that keep most of the variance; fewer than there are numbers. */
export function componentsKept({ variances, total, width }: Principal): number {
  return Math.max(1, Math.min(fewestReaching(variances, KEPT * total), width - 1, MOST_CODINGS));
}

/** Returns the batch size and the maximum number of epochs, with the reasons by the name of the option. */
export function trainingFor(count: number, steps = STEPS) {
  const batchSize = batchFor(count);
  const epochs = epochsFor(count, batchSize, steps);
  const { patience } = patienceFor(count, batchSize);
  return {
    training: { batchSize, epochs },
    reasons: {
      batchSize: `batches of ${batchSize}, for ${inWords(count)} examples`,
      epochs: `at most ${epochs} epochs, until ${patience} haven't lowered the loss of the held-out examples`,
    },
  };
}
