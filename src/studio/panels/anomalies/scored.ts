import { type NdArray, ndarray } from "../../../core/ndarray.ts";
import { spread, takeRows } from "../../../core/rows.ts";
import type { Opened } from "../../../data/opened-files.ts";
import { featureGroups } from "../../../data/tables/schema/columns.ts";
import { errorsByColumn } from "../../../scoring/errors.ts";
import { type Calibration, calibrate } from "../../../scoring/index.ts";
import type { RowScores } from "../../engine/viewer.ts";

/** Maximum number of examples to score. A pass over them takes a second or two while a model trains. */
export const MOST_SCORED = 20_000;
/** Number of examples per request. It is small, so that other requests to the viewer don't wait long. */
const AT_A_TIME = 1000;

/** The scores of examples at a moment. */
export interface Scored extends RowScores {
  /** The indices in the dataset of the scored examples, in ascending order. */
  readonly places: Int32Array;
  /** The index of the first held-out example among the scored ones. */
  readonly heldFrom: number;
  /** Indices of the scores in descending order, without NaN. */
  readonly order: Int32Array;
  /** The calibration with the held-out scores; undefined if no score is finite. */
  readonly calibration: Calibration | undefined;
}

/** Chooses the examples to score: all, or at most `most`, evenly spread. Held-out examples take at least half of the places if there are enough. */
export function placesToScore(
  count: number,
  heldOut: number,
  most = MOST_SCORED,
): { readonly places: Int32Array; readonly heldFrom: number } {
  const learned = count - heldOut;
  const held = Math.min(heldOut, Math.max(most - learned, Math.ceil(most / 2)));
  const others = Math.min(learned, most - held);
  return { places: Int32Array.from([...spread(0, learned, others), ...spread(learned, count, held)]), heldFrom: others };
}

/**
 * Scores all examples, a part at a time.
 * @param isWanted called before each part; if it returns false, the result is undefined.
 */
export async function scoreAll(
  examples: NdArray,
  heldOut: number,
  score: (examples: NdArray) => Promise<RowScores>,
  isWanted: () => boolean,
): Promise<Scored | undefined> {
  const { places, heldFrom } = placesToScore(examples.shape[0]!, heldOut);
  const scores = new Float32Array(places.length);
  let columns: Float32Array | undefined;
  let sums: Float64Array | undefined;
  let scales: Float32Array | undefined;
  for (let start = 0; start < places.length; start += AT_A_TIME) {
    if (!isWanted()) return undefined;
    const part = await score(takeRows(examples, places.subarray(start, start + AT_A_TIME)));
    scores.set(part.scores, start);
    scales = part.scales;
    if (part.byColumn) {
      const width = part.byColumn.shape[1]!;
      columns ??= new Float32Array(places.length * width);
      columns.set(part.byColumn.data, start * width);
    }
    if (part.byPlace) {
      const means = part.byPlace;
      sums ??= new Float64Array(means.length);
      for (let i = 0; i < means.length; i++) sums[i]! += means[i]! * part.scores.length;
    }
  }
  if (!isWanted()) return undefined;
  return {
    places,
    heldFrom,
    scores,
    order: fromTheWorst(scores),
    ...(columns && { byColumn: ndarray("float32", [places.length, columns.length / places.length], columns) }),
    ...(sums && { byPlace: Float32Array.from(sums, (sum) => sum / places.length) }),
    ...(scales && { scales }),
    calibration: calibrate(scores.subarray(heldFrom)),
  };
}

/** Returns the error of each column of some examples, [rows, columns], as it counts in their scores. */
export function errorsOf(
  { opened: { dataset }, scored }: { readonly opened: Opened; readonly scored: Scored },
  examples: NdArray,
  expected: NdArray<"float32">,
): NdArray<"float32"> {
  const groups = dataset.table && featureGroups(dataset.table);
  return errorsByColumn(examples, expected, { groups, scales: scored.scales });
}

/** Sorts rows by their scores, the highest first, and leaves out NaN. */
export function fromTheWorst(scores: Float32Array): Int32Array {
  const rows = Int32Array.from(scores.keys()).filter((row) => !Number.isNaN(scores[row]));
  return rows.sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** Returns the rows with scores above a threshold, the highest first. */
export const above = ({ scores, order }: Pick<Scored, "scores" | "order">, cut: number): Int32Array =>
  order.subarray(0, order.findLastIndex((row) => scores[row]! > cut) + 1);

/** Replaces the scores of the learned examples. @param unlearned the scores by models that hadn't learned them, by their indices in the dataset. */
export function withUnlearned(scored: Scored, unlearned: Float32Array): Scored {
  const { scores: own, places, heldFrom } = scored;
  const scores = own.map((score, i) => (i < heldFrom ? unlearned[places[i]!]! : score));
  return { ...scored, scores, order: fromTheWorst(scores) };
}
