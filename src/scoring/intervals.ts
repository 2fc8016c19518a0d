import type { NdArray } from "../core/ndarray.ts";
import { blamed } from "./blame.ts";

/** A period in which a series is unusual. */
export interface Interval {
  /** Indices of its rows, in the order of time: outliers, and the rows between two outliers that are near each other. */
  readonly rows: Int32Array;
  /** The highest score in it. */
  readonly peak: number;
  /** The columns that contribute most to its scores, largest share first (`blamed`). */
  readonly columns: readonly number[];
}

/** Options of `intervalsOf`. */
export interface IntervalsOptions {
  /** Row indices of each series, in the order of time. */
  readonly parts: readonly Int32Array[];
  /** [rows]; NaN if a row has no score. */
  readonly scores: Float32Array;
  /** [rows, columns] */
  readonly errors: NdArray<"float32">;
  readonly threshold: number;
  /** Two outliers are in one interval if fewer rows than this lie between them. */
  readonly gap: number;
}

/** Joins outliers that are near each other into intervals, highest peak first. */
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
  // A missing score is NaN, which is never greater.
  return { rows, peak: rows.reduce((peak, row) => (scores[row]! > peak ? scores[row]! : peak), 0), columns };
}
