import * as z from "zod/mini";
import { quantile } from "../core/statistics.ts";
import { combinationsOf, type SavedPairs } from "./combinations.ts";
import type { Features } from "./features.ts";
import type { Relation } from "./relation.ts";
import { surpriseOfT } from "./student-t.ts";

/** How strange rows are in one respect: more than 0 is more than nearly all rows are. */
export interface Evidence {
  readonly kind: "prediction" | "relation" | "combination";
  /** What it is about, in the list of its kind. */
  readonly place: number;
  readonly strangeness: Float32Array;
  /** The columns that it speaks of, of a row. */
  columns(row: number): readonly number[];
  /** The same number for another surprise. */
  of(surprise: number): number;
  readonly calibration: Calibration;
}

export const calibrationSchema = z.object({ usual: z.number(), unit: z.number().check(z.positive()) });

/** Where the strangest hundredth of usual surprises begins, and how far that is from their median. */
export type Calibration = z.infer<typeof calibrationSchema>;

/** Surprises below a nat apart are all the same. */
const LEAST_UNIT = 1;
const [MIDDLE, USUAL] = [0.5, 0.99];
/** So many rows may be strange in any case: of few rows they are more than a hundredth. */
const MAY_BE_STRANGE = 5;

/**
 * Surprises in units of what is usual of them: 0 where the strangest hundredth begins (of few rows, the five strangest), and 1 as far beyond that as it is from the median.
 * @param learned what is usual, if that is known already.
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

/** As surprising as a number of Student's t so far from what follows from the others. */
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

/** Common values that hardly ever come together. @param before of another table, whose pairs are counted too. */
export function combined(
  features: Features,
  before?: { readonly pairs: SavedPairs; readonly combination: Calibration },
): { readonly evidence: Evidence; readonly pairs: SavedPairs } {
  const { rarity, columns, pairs } = combinationsOf(features, before?.pairs);
  const of = (row: number) => (columns[2 * row]! < 0 ? [] : [columns[2 * row]!, columns[2 * row + 1]!]);
  return { pairs, evidence: calibrated(rarity, { kind: "combination", place: 0, columns: of }, before?.combination) };
}
