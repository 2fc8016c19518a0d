import * as z from "zod/mini";
import { quantile } from "../core/statistics.ts";
import { combinationsOf, type SavedPairs } from "./combinations.ts";
import type { Features } from "./features.ts";
import type { Relation } from "./relation.ts";
import { surpriseOfT } from "./student-t.ts";

/** How strange rows are in one respect. A value above 0 is stranger than nearly all rows. */
export interface Evidence {
  readonly kind: "prediction" | "relation" | "combination";
  /** Index in the list of its kind (targets or relations). */
  readonly place: number;
  readonly strangeness: Float32Array;
  /** Returns the columns that the evidence is about in a row. */
  columns(row: number): readonly number[];
  /** Converts another surprise to the same units. */
  of(surprise: number): number;
  readonly calibration: Calibration;
}

export const calibrationSchema = z.object({ usual: z.number(), unit: z.number().check(z.positive()) });

/** The surprise at which the strangest hundredth of usual rows begins, and its distance from the median. */
export type Calibration = z.infer<typeof calibrationSchema>;

/** Minimum unit in nats: smaller differences between surprises don't matter. */
const LEAST_UNIT = 1;
const [MIDDLE, USUAL] = [0.5, 0.99];
/** Number of rows that are always allowed to be strange. In small tables they are more than a hundredth. */
const MAY_BE_STRANGE = 5;

/**
 * Converts surprises to units of their usual values: 0 is where the strangest hundredth begins (in small tables, the five
 * strangest rows), and 1 is as far above that as it is above the median.
 * @param learned usual values of an earlier table, if any.
 */
export function calibrated(
  surprises: Float32Array,
  about: Pick<Evidence, "kind" | "place" | "columns">,
  learned?: Calibration,
): Evidence {
  const calibration = learned ?? calibrationOf(surprises);
  const of = (surprise: number): number => (Number.isNaN(surprise) ? 0 : (surprise - calibration.usual) / calibration.unit);
  return { ...about, strangeness: surprises.map(of), of, calibration };
}

function calibrationOf(surprises: Float32Array): Calibration {
  const sorted = surprises.filter((x) => !Number.isNaN(x)).sort();
  if (sorted.length === 0) return { usual: 0, unit: LEAST_UNIT };
  const isUsual = Math.min(USUAL, Math.max(0.9, 1 - MAY_BE_STRANGE / sorted.length));
  const [middle, usual] = [quantile(sorted, MIDDLE), quantile(sorted, isUsual)];
  return { usual, unit: Math.max(usual - middle, LEAST_UNIT) };
}

/**
 * Returns the evidence of relations: the surprise of a Student's t for the distance between a number and the value that follows
 * from the others.
 */
export function related(relations: readonly Relation[], rows: number, learned?: readonly Calibration[]): readonly Evidence[] {
  return relations.map((relation, place) => {
    const surprises = Float32Array.from({ length: rows }, (_, row) => {
      const distance = relation.distance(row);
      if (Number.isNaN(distance)) return Number.NaN;
      return surpriseOfT(Math.min(distance, 1e4));
    });
    const speaksOf = [relation.target, ...relation.from];
    return calibrated(surprises, { kind: "relation", place, columns: () => speaksOf }, learned?.[place]);
  });
}

/**
 * Returns the evidence of common values that very rarely occur together.
 * @param before pairs of an earlier table, which are
 * counted too.
 */
export function combined(
  features: Features,
  before?: { readonly pairs: SavedPairs; readonly combination: Calibration },
): { readonly evidence: Evidence; readonly pairs: SavedPairs } {
  const { rarity, columns, pairs } = combinationsOf(features, before?.pairs);
  const of = (row: number) => (columns[2 * row]! < 0 ? [] : [columns[2 * row]!, columns[2 * row + 1]!]);
  return { pairs, evidence: calibrated(rarity, { kind: "combination", place: 0, columns: of }, before?.combination) };
}
