import type { NdArray } from "../../../core/ndarray.ts";
import type { Opened } from "../../../data/opened-files.ts";
import { featureCount, featureStarts } from "../../../data/tables/schema/columns.ts";
import { cellFromFeatures } from "../../../data/tables/schema/features.ts";
import { cellText, inOwnWords, writtenIn } from "../../parts/features.ts";

/** One column of a row: its value, the expected value, and its share of the row's error. */
export interface ShownCell {
  readonly name: string;
  readonly actual: string;
  readonly expected: string;
  /** 0 to 1; undefined if the value is missing. */
  readonly share?: number;
}

/**
 * Returns all columns of one row, sorted by their shares of the error, the largest first.
 * @param place index of the row in the dataset. @param example [1, features]. @param expected [1, features].
 * @param errors one per column; NaN for a missing value.
 */
export function cellsOf(
  opened: Opened,
  place: number,
  example: NdArray,
  expected: NdArray<"float32">,
  errors: Float32Array,
): ShownCell[] {
  const { table } = opened.dataset;
  const total = errors.reduce((sum, error) => sum + (error || 0), 0);
  const starts = table && featureStarts(table.columns);
  return Array.from(errors, (error, i): ShownCell => {
    const column = table?.columns[i];
    const start = starts?.[i] ?? i;
    const size = column ? featureCount(column) : 1;
    const of = ({ data }: NdArray) => {
      const own = Array.from(data.subarray(start, start + size) as ArrayLike<number>);
      if (!column) return cellText(own[0]!);
      if (Number.isNaN(own[0])) return "missing";
      return inOwnWords(opened.cells, column.name, cellText(cellFromFeatures(column, own, table?.forms?.[column.name])));
    };
    return {
      name: column?.name ?? `x${i + 1}`,
      actual: (column && writtenIn(opened, column.name, place)) ?? of(example),
      expected: of(expected),
      ...(!Number.isNaN(error) && { share: total > 0 ? error / total : 0 }),
    };
  }).sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
}
