import { causesOf, causeTexts } from "../../../anomalies/causes.ts";
import { scoreColumns } from "../../../anomalies/score-columns.ts";
import { columnErrors } from "../../../autoencoders/column-errors.ts";
import { percentileOf, squaredErrors } from "../../../autoencoders/index.ts";
import type { NdArray } from "../../../core/ndarray.ts";
import { takeRows } from "../../../core/rows.ts";
import type { Opened } from "../../../data/opened-files.ts";
import { apartFrom } from "../../../data/tables/schema/column-names.ts";
import { featureGroups } from "../../../data/tables/schema/columns.ts";
import type { Unlisted } from "../../../data/tables/schema/unlisted.ts";
import type { TypedColumn } from "../../../data/tables/typed-columns.ts";
import { keyColumnsOf, ownColumnsOf } from "../../data/export-rows.ts";
import type { Scored } from "./scored.ts";

const AT_A_TIME = 500;
const TYPES = { whole: "INT32", number: "FLOAT", text: "STRING" } as const;

/**
 * Rows above a cut as the columns that `codings score` writes (row, keys, score, percentile, outlier, cause, expected), and behind them what rows are
 * labelled by and their own values.
 * @param rows of `scored`. @param reconstruct examples [n, …] at the moment of the scores.
 */
export async function outlierColumns(
  opened: Opened,
  scored: Scored,
  rows: ArrayLike<number>,
  reconstruct: (examples: NdArray) => Promise<NdArray<"float32">>,
): Promise<TypedColumn[]> {
  const { examples, table, rowNumbers } = opened.dataset;
  const places = Array.from(rows, (row) => scored.places[row]!);
  const texts: { readonly cause: string | null; readonly expected: string | null }[] = [];
  for (let start = 0; start < places.length; start += AT_A_TIME) {
    const some: NdArray = takeRows(examples as NdArray, places.slice(start, start + AT_A_TIME));
    const expected = await reconstruct(some);
    const blame = table
      ? columnErrors(featureGroups(table), some as NdArray<"float32">, expected)
      : squaredErrors(some, expected, scored.scales);
    const unlisted = writtenIn(opened, places.slice(start, start + AT_A_TIME));
    for (let row = 0; row < some.shape[0]!; row++)
      texts.push(causeTexts(causesOf(table, { blame, expected, unlisted }, some, row)));
  }
  const scores = Array.from(rows, (row) => scored.scores[row]!);
  const own: Readonly<Record<string, TypedColumn["data"]>> = {
    row: places.map((place) => rowNumbers?.[place] ?? place),
    score: scores,
    percentile: scores.map((score) => Math.fround(percentileOf(scored.calibration!, score))),
    outlier: scores.map(() => 1),
    cause: texts.map(({ cause }) => cause),
    expected: texts.map(({ expected }) => expected),
  };
  const [row, ...others] = scoreColumns([]).map(({ name, type }) => ({
    name,
    type: TYPES[type as keyof typeof TYPES],
    data: own[name]!,
  }));
  const keys = keyColumnsOf(opened, places);
  const taken = [row!, ...others].map(({ name }) => name);
  const apart = apartFrom(taken, [...keys, ...ownColumnsOf(opened, places)]);
  return [row!, ...apart.slice(0, keys.length), ...others, ...apart.slice(keys.length)];
}

/** What a table's columns say of some examples; of columns whose values are all listed it isn't asked. */
const writtenIn = ({ cells = [] }: Opened, places: readonly number[]): Unlisted =>
  Object.fromEntries(cells.map(({ name, values }) => [name, places.map((place) => values[place]!)]));
