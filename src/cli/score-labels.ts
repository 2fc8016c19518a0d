import { flagQuality, rocAuc } from "../anomalies/index.ts";
import { DataError } from "../core/errors.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";

/** A label as 1 or 0. @throws DataError where a label is neither 1 nor 0, true nor false. */
export function outlierOf(cell: Cell, column: string): number {
  const text = String(cell).toLowerCase();
  if (["1", "true", "yes", "1.0"].includes(text)) return 1;
  if (["0", "false", "no", "0.0"].includes(text)) return 0;
  throw new DataError(
    `Column "${column}" says which rows are outliers by 1 or 0 (true or false), but has "${cell}". Leave --label out, or mend it.`,
  );
}

/** How well scores, and PCA's beside them, tell what labels say, in words and in figures; undefined where labels are all the same. */
export function qualityOf(
  { scores, pca, labels }: { scores: ArrayLike<number>; pca?: ArrayLike<number>; labels: ArrayLike<number> },
  threshold: number,
) {
  const has = (label: number) => Array.prototype.includes.call(labels, label);
  if (!has(1) || !has(0)) return undefined;
  const { precision, recall } = flagQuality(
    Array.from(scores, (x) => (x > threshold ? 1 : 0)),
    labels,
  );
  const ofPca = pca && { pcaRocAuc: rocAuc(pca, labels) };
  const figures = { rocAuc: rocAuc(scores, labels), ...ofPca, precision, recall };
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const said = `by the labels: ROC-AUC ${figures.rocAuc.toFixed(3)}${ofPca ? ` (PCA ${ofPca.pcaRocAuc.toFixed(3)})` : ""}; of the rows flagged ${percent(precision)} are outliers, of the outliers ${percent(recall)} are flagged`;
  return { said, figures };
}
