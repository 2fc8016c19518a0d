import { DataError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { flagQuality, rocAuc } from "./measures.ts";

/** A label as 1 for an outlier, or 0. @throws DataError where a label is neither 1 nor 0, true nor false. */
export function outlierOf(cell: Cell, column: string): number {
  const text = String(cell).toLowerCase();
  if (["1", "true", "yes", "1.0"].includes(text)) return 1;
  if (["0", "false", "no", "0.0"].includes(text)) return 0;
  throw new DataError(
    message`Column "${column}" says which rows are outliers by 1 or 0 (true or false), but has "${String(cell)}". Leave ${option("label")} out, or mend it.`,
  );
}

/** How well scores, and flags above a threshold, tell what labels say. */
export interface ScoreQuality {
  /** The probability that an outlier scores higher than another row. */
  readonly rocAuc: number;
  /** The same of PCA's scores, where there are some. */
  readonly pcaRocAuc?: number;
  /** The share of the flagged rows that are outliers. */
  readonly precision: number;
  /** The share of the outliers that are flagged. */
  readonly recall: number;
}

/** Collects the scores of labelled rows, part by part, of so many rows in all. Rows without a score are left out. */
export function labelledScores(rows: number) {
  let all: { readonly scores: Float32Array; readonly pca: Float32Array; readonly labels: Uint8Array } | undefined;
  let hasPca = false;
  const known = () => {
    const { scores, pca, labels } = all!;
    const has = (_: number, row: number) => !Number.isNaN(scores[row]);
    return { scores: scores.filter(has), ...(hasPca && { pca: pca.filter(has) }), labels: labels.filter(has) };
  };
  return {
    /** Takes a part's scores; nothing of rows without labels. */
    add(
      { scores, pca }: { readonly scores: Float32Array; readonly pca?: Float32Array },
      { start, labels }: { readonly start: number; readonly labels?: ArrayLike<number> | undefined },
    ): void {
      if (!labels) return;
      all ??= { scores: new Float32Array(rows), pca: new Float32Array(rows), labels: new Uint8Array(rows) };
      all.scores.set(scores, start);
      all.labels.set(labels, start);
      if (pca) all.pca.set(pca, start);
      hasPca = pca !== undefined;
    },
    /** The scores of the rows whose labels are known, what PCA says of the same, and those labels. */
    known,
    /** Undefined where no labels are known, or all are the same. */
    quality(threshold: number): ScoreQuality | undefined {
      if (!all) return undefined;
      const { scores, pca, labels } = known();
      if (!labels.includes(1) || !labels.includes(0)) return undefined;
      const flags = scores.map((score) => (score > threshold ? 1 : 0));
      const { precision, recall } = flagQuality(flags, labels);
      return { rocAuc: rocAuc(scores, labels), ...(pca && { pcaRocAuc: rocAuc(pca, labels) }), precision, recall };
    },
  };
}
