import { type NdArray, ndarray } from "../../../core/ndarray.ts";
import { spread, takeRows } from "../../../core/rows.ts";
import type { Opened } from "../../../data/opened-files.ts";
import { featureGroups } from "../../../data/tables/schema/columns.ts";
import { errorsByColumn } from "../../../scoring/errors.ts";
import { type Calibration, calibrate } from "../../../scoring/index.ts";
import type { RowScores } from "../../engine/viewer.ts";

/** So many examples are scored: a pass over them takes a second or two, beside the training. */
export const MOST_SCORED = 20_000;
/** Few enough that others who ask the viewer get their turn in between. */
const AT_A_TIME = 1000;

/** Examples' scores at a moment. */
export interface Scored extends RowScores {
  /** The places in the dataset of the examples that are scored, rising. */
  readonly places: Int32Array;
  /** From here on they are held out. */
  readonly heldFrom: number;
  /** Rows from the highest score down; not those whose score isn't a number. */
  readonly order: Int32Array;
  /** Of those held out; undefined where no score is a number. */
  readonly calibration: Calibration | undefined;
}

/** All examples, or so many: those held out first, up to half of them, then of those learned from, each evenly. */
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
 * Scores of all examples, some at a time.
 * @param isWanted asked before each part: where it says no, the whole is undefined.
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

/** Each column's part of the errors of some examples, [rows, columns], as they were scored. */
export function errorsOf(
  { opened: { dataset }, scored }: { readonly opened: Opened; readonly scored: Scored },
  examples: NdArray,
  expected: NdArray<"float32">,
): NdArray<"float32"> {
  const groups = dataset.table && featureGroups(dataset.table);
  return errorsByColumn(examples, expected, { groups, scales: scored.scales });
}

/** Rows by their scores, the highest first; not those whose score isn't a number. */
export function fromTheWorst(scores: Float32Array): Int32Array {
  const rows = Int32Array.from(scores.keys()).filter((row) => !Number.isNaN(scores[row]));
  return rows.sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** The rows that score above a cut, the highest first. */
export const above = ({ scores, order }: Pick<Scored, "scores" | "order">, cut: number): Int32Array =>
  order.subarray(0, order.findLastIndex((row) => scores[row]! > cut) + 1);
