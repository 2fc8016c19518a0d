import type { NdArray } from "../core/ndarray.ts";
import { blamed } from "./blame.ts";

/** A stretch of time in which a series is strange. */
export interface Interval {
  /** Its rows, in their order: outliers, and what lies between two that are near each other. */
  readonly rows: Int32Array;
  /** The highest score in it. */
  readonly peak: number;
  /** The columns to blame for its scores (`blamed`), the most first. */
  readonly columns: readonly number[];
}

export interface IntervalsOptions {
  /** The numbers of each series' rows, in their order. */
  readonly parts: readonly Int32Array[];
  /** [rows], NaN of a row that isn't scored. */
  readonly scores: Float32Array;
  /** [rows, columns] */
  readonly errors: NdArray<"float32">;
  readonly threshold: number;
  /** Outliers with fewer rows than this between them are of one interval. */
  readonly gap: number;
}

/** Outliers that lie together, the strangest first. */
export function intervalsOf({ parts, scores, errors, threshold, gap }: IntervalsOptions): Interval[] {
  const found: Interval[] = [];
  for (const part of parts) {
    let [first, last] = [-1, -1];
    const close = () => {
      if (first >= 0) found.push(intervalOf(part.subarray(first, last + 1), scores, errors));
    };
    part.forEach((row, place) => {
      if (!(scores[row]! > threshold)) return;
      if (first < 0 || place - last > gap) {
        close();
        first = place;
      }
      last = place;
    });
    close();
  }
  return found.sort((a, b) => b.peak - a.peak);
}

function intervalOf(rows: Int32Array, scores: Float32Array, { shape, data }: NdArray<"float32">): Interval {
  const width = shape[1]!;
  const sums = Array.from({ length: width }, (_, column) =>
    rows.reduce((sum, row) => sum + (data[row * width + column]! || 0), 0),
  );
  const columns = blamed(sums).map(({ column }) => column);
  // A row without a score is NaN, which isn't higher than any.
  return { rows, peak: rows.reduce((peak, row) => (scores[row]! > peak ? scores[row]! : peak), 0), columns };
}
