import { DataError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { flagQuality, rocAuc } from "./measures.ts";

/** Returns a label as 1 for an outlier, or 0. @throws DataError if a label is none of 1, 0, true, false, yes and no. */
export function outlierOf(cell: Cell, column: string): number {
  const text = String(cell).toLowerCase();
  if (["1", "true", "yes", "1.0"].includes(text)) return 1;
  if (["0", "false", "no", "0.0"].includes(text)) return 0;
  throw new DataError(
    message`Column "${column}" must mark outliers with 1 or true and other rows with 0 or false, but it contains "${String(cell)}". Correct the column, or leave ${option("label")} out.`,
  );
}

/** How well scores, and flags above a threshold, agree with labels. */
export interface ScoreQuality {
  /** The probability that an outlier scores higher than another row. */
  readonly rocAuc: number;
  /** The same probability for PCA's scores, if there are any. */
  readonly pcaRocAuc?: number;
  /** Share of the flagged rows that are outliers. */
  readonly precision: number;
  /** Share of the outliers that are flagged. */
  readonly recall: number;
}

/**
 * Collects the scores of labelled rows, one part of the data after the other. Rows without a score are left out.
 * @param rows total number of rows.
 */
export function labelledScores(rows: number) {
  let all:
    | { readonly scores: Float32Array; readonly pca: Float32Array; readonly labels: Uint8Array; readonly flags: Uint8Array }
    | undefined;
  let hasPca = false;
  const known = () => {
    const { scores, pca, labels, flags } = all!;
    const has = (_: number, row: number) => !Number.isNaN(scores[row]);
    return {
      scores: scores.filter(has),
      ...(hasPca && { pca: pca.filter(has) }),
      labels: labels.filter(has),
      flags: flags.filter(has),
    };
  };
  return {
    /** Adds the scores of a part, and which of its rows are outliers. A part without labels is ignored. */
    add(
      { scores, pca }: { readonly scores: Float32Array; readonly pca?: Float32Array },
      { start, labels }: { readonly start: number; readonly labels?: ArrayLike<number> | undefined },
      outliers: readonly (1 | 0 | null)[],
    ): void {
      if (!labels) return;
      all ??= {
        scores: new Float32Array(rows),
        pca: new Float32Array(rows),
        labels: new Uint8Array(rows),
        flags: new Uint8Array(rows),
      };
      all.flags.set(
        outliers.map((outlier) => outlier ?? 0),
        start,
      );
      all.scores.set(scores, start);
      all.labels.set(labels, start);
      if (pca) all.pca.set(pca, start);
      hasPca = pca?.some((score) => !Number.isNaN(score)) ?? false;
    },
    /** Returns the scores of the labelled rows, PCA's scores of the same rows, the labels and the flags. */
    known,
    /** Returns undefined if there are no labels, or if all are the same. */
    quality(): ScoreQuality | undefined {
      if (!all) return undefined;
      const { scores, pca, labels, flags } = known();
      if (!labels.includes(1) || !labels.includes(0)) return undefined;
      const { precision, recall } = flagQuality(flags, labels);
      return { rocAuc: rocAuc(scores, labels), ...(pca && { pcaRocAuc: rocAuc(pca, labels) }), precision, recall };
    },
  };
}
