import { batchFor, KEPT, MOST_CODINGS } from "../autoencoders/plan/training.ts";
import type { NdArray } from "../core/ndarray.ts";
import { sampleOf } from "../core/rows.ts";
import { meansForMissing } from "../data/tables/schema/features.ts";
import { Pca } from "../manifold/pca.ts";
import type { RunOptions } from "../models/index.ts";

/** PCA looks at so many rows. */
const SAMPLE = 20_000;

/** A table's training ends when this many epochs haven't made the validation loss better. */
export const TABLE_PATIENCE = 10;
export const TABLE_EPOCHS = 200;
/** Of a large table, fewer epochs: so many that about so many rows are seen. */
const ROWS_SEEN = 40_000_000;

/** How many epochs a table of so many rows is trained at most. */
export const tableEpochs = (rows: number): number => Math.min(TABLE_EPOCHS, Math.max(1, Math.ceil(ROWS_SEEN / rows)));

/** Sizes of a table's autoencoder and of its batches. */
export interface TableSizes {
  readonly codings: number;
  readonly hidden: readonly number[];
  readonly batchSize: number;
}

/** Sizes for a table's autoencoder, from its training rows [n, features]: codings by PCA, hidden units by the features, batches by how many rows there are in all. */
export async function sizesForTable(examples: NdArray<"float32">, rows: number, options: RunOptions = {}): Promise<TableSizes> {
  const width = examples.shape[1]!;
  const codings = await componentsFor(sampleOf(examples, SAMPLE), options);
  const widest = Math.min(512, Math.max(16, 2 * width));
  const hidden = rows < 2000 ? [widest] : [widest, Math.max(codings, Math.ceil(widest / 2))];
  return { codings, hidden, batchSize: batchFor(rows) };
}

/** How many principal components keep most of the variance of examples [n, features]; fewer than there are features. */
export async function componentsFor(examples: NdArray<"float32">, options: RunOptions = {}): Promise<number> {
  const width = examples.shape[1]!;
  if (examples.shape[0]! < 2) return 1;
  const { explainedVarianceRatio } = await new Pca().fit(meansForMissing(examples), options);
  let kept = 0;
  const at = explainedVarianceRatio.data.findIndex((share) => {
    kept += share;
    return kept >= KEPT;
  });
  return Math.max(1, Math.min(at < 0 ? width : at + 1, width - 1, MOST_CODINGS));
}
