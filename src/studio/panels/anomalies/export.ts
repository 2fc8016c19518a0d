import type { NdArray } from "../../../core/ndarray.ts";
import { takeRows } from "../../../core/rows.ts";
import { rowNumberOf } from "../../../data/dataset.ts";
import type { Opened } from "../../../data/opened-files.ts";
import { apartFrom } from "../../../data/tables/schema/column-names.ts";
import type { Unlisted } from "../../../data/tables/schema/unlisted.ts";
import type { TypedColumn } from "../../../data/tables/typed-columns.ts";
import { scoreColumns } from "../../../scoring/columns.ts";
import { judge, type ScoredRows, scoreCells } from "../../../scoring/scored.ts";
import { keyColumnsOf, ownColumnsOf } from "../../data/export-rows.ts";
import { errorsOf, type Scored } from "./scored.ts";

const AT_A_TIME = 500;
const TYPES = { whole: "INT32", number: "FLOAT", text: "STRING" } as const;

/**
 * Returns rows above a threshold as the columns that `codings score` writes (row, keys, score, percentile, outlier, cause, expected), followed by the label
 * and the other columns of the table.
 * @param rows indices of rows in `scored`. @param reconstruct reconstructs examples [n, …] with the weights of the scores.
 */
export async function outlierColumns(
  opened: Opened,
  scored: Scored,
  rows: ArrayLike<number>,
  reconstruct: (examples: NdArray) => Promise<NdArray<"float32">>,
): Promise<TypedColumn[]> {
  const { examples, table } = opened.dataset;
  const places = Array.from(rows, (row) => scored.places[row]!);
  const judged: ScoredRows[] = [];
  for (let start = 0; start < places.length; start += AT_A_TIME) {
    const some = places.slice(start, start + AT_A_TIME);
    const part: NdArray = takeRows(examples as NdArray, some);
    const expected = await reconstruct(part);
    const errors = errorsOf({ opened, scored }, part, expected);
    const scores = Float32Array.from(some, (_, i) => scored.scores[rows[start + i]!]!);
    // All rows are above the threshold.
    const all = { ...scored.calibration!, threshold: Number.NEGATIVE_INFINITY };
    judged.push(judge({ scores, errors, expected }, { examples: part, table, unlisted: writtenIn(opened, some) }, all));
  }
  const cells = judged.map(scoreCells);
  const [row, ...others] = scoreColumns([]).map(({ name, type }, i) => ({
    name,
    type: TYPES[type as keyof typeof TYPES],
    data: i === 0 ? places.map((place) => rowNumberOf(opened.dataset, place)) : cells.flatMap((values) => [...values[i - 1]!]),
  }));
  const keys = keyColumnsOf(opened, places);
  const taken = [row!, ...others].map(({ name }) => name);
  const apart = apartFrom(taken, [...keys, ...ownColumnsOf(opened, places)]);
  return [row!, ...apart.slice(0, keys.length), ...others, ...apart.slice(keys.length)];
}

/** Returns the original values of all columns for some examples. */
export const writtenIn = ({ cells = [] }: Opened, places: readonly number[]): Unlisted =>
  Object.fromEntries(cells.map(({ name, values }) => [name, places.map((place) => values[place]!)]));
