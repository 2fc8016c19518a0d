import { count as inWords } from "../../core/words.ts";
import { fewestReaching } from "../../manifold/principal-axes.ts";
import type { Principal } from "./principal.ts";

/** The share of the variance that as many principal components as codings keep. */
export const KEPT = 0.9;
/** Codings that are chosen at most: more can be asked for. */
export const MOST_CODINGS = 64;
/** Steps of a training at most, where nothing stops it earlier, and epochs between which it stays. */
const STEPS = 4000;
const [LEAST_EPOCHS, MOST_EPOCHS] = [10, 1000];

/** A table's rows are seen in so many epochs at most; of a large table in fewer, so that about so many rows are seen. */
export const TABLE_EPOCHS = 200;
const ROWS_SEEN = 40_000_000;

/** Training ends when this many epochs haven't made the validation loss better, but not before as many steps haven't either, within bounds. */
export const PATIENCE = 10;
const [MOST_PATIENCE, PATIENT_STEPS] = [50, 200];

/** Examples a step, by how many there are. */
export const batchFor = (rows: number): number => (rows < 2000 ? 32 : rows < 20_000 ? 64 : rows < 200_000 ? 256 : 1024);

/** Epochs at most: so many that about as many steps are made, however many examples there are. */
const epochsFor = (count: number, batchSize: number, steps: number): number =>
  Math.min(MOST_EPOCHS, Math.max(LEAST_EPOCHS, Math.ceil((steps * batchSize) / count)));

/** How many epochs a table of so many rows, or windows of them, is trained at most. */
export const tableEpochs = (rows: number): number => Math.min(TABLE_EPOCHS, Math.max(1, Math.ceil(ROWS_SEEN / rows)));

/** Steps of a training that is only for a first look. */
const QUICK_STEPS = 300;

/** Epochs of a first look: one at least. */
export const quickEpochs = (count: number, batchSize: number): number =>
  Math.max(1, Math.ceil((QUICK_STEPS * batchSize) / count));

/** When training by the held-out examples ends (`patience`), and when the learning rate is lowered before (`plateau`), in epochs. */
export function patienceFor(count: number, batchSize: number): { readonly patience: number; readonly plateau: number } {
  const patience = Math.min(MOST_PATIENCE, Math.max(PATIENCE, Math.ceil((PATIENT_STEPS * batchSize) / count)));
  return { patience, plateau: Math.ceil(patience / 3) };
}

/** When a training ends that the examples decide: tables that don't begin with principal directions wait for some epochs, whatever their size. */
export const endingFor = (
  { table, start }: { readonly table?: unknown; readonly start?: string | undefined },
  count: number,
  batchSize: number,
): { readonly patience: number; readonly plateau?: number } =>
  table && start !== "pca" ? { patience: PATIENCE } : patienceFor(count, batchSize);

/** How many principal components keep most of the variance; fewer than there are numbers. */
export function componentsKept({ variances, total, width }: Principal): number {
  return Math.max(1, Math.min(fewestReaching(variances, KEPT * total), width - 1, MOST_CODINGS));
}

/** Examples a step and epochs at most, and why, by the option's name. */
export function trainingFor(count: number, steps = STEPS) {
  const batchSize = batchFor(count);
  const epochs = epochsFor(count, batchSize, steps);
  const { patience } = patienceFor(count, batchSize);
  return {
    training: { batchSize, epochs },
    reasons: {
      batchSize: `batches of ${batchSize}, for ${inWords(count)} examples`,
      epochs: `at most ${epochs} epochs, until ${patience} haven't lowered the loss of the examples held out`,
    },
  };
}
