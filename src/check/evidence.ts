import { quantile } from "../core/statistics.ts";

/** How strange rows are in one respect: more than 0 is more than 99 % of the rows are. */
export interface Evidence {
  readonly kind: "prediction" | "relation" | "combination";
  /** What it is about, in the list of its kind. */
  readonly place: number;
  readonly strangeness: Float32Array;
  /** The columns that it speaks of, of a row. */
  columns(row: number): readonly number[];
  /** The same number for another surprise. */
  of(surprise: number): number;
}

/** Surprises below a nat apart are all the same. */
const LEAST_UNIT = 1;
const [MIDDLE, USUAL] = [0.5, 0.99];

/** Surprises in units of what is usual of them: 0 at their 99 % quantile, and 1 as far beyond it as that is from the median. */
export function calibrated(surprises: Float32Array, about: Pick<Evidence, "kind" | "place" | "columns">): Evidence {
  const sorted = surprises.filter((x) => !Number.isNaN(x)).sort();
  const [middle, usual] = [quantile(sorted, MIDDLE), quantile(sorted, USUAL)];
  const unit = Math.max(usual - middle, LEAST_UNIT);
  const of = (surprise: number): number => (Number.isNaN(surprise) ? 0 : (surprise - usual) / unit);
  return { ...about, strangeness: surprises.map(of), of };
}
