import { type Cells, shownNumber } from "./cells.ts";
import type { Features } from "./features.ts";
import type { Masked } from "./masked.ts";
import { outputCount } from "./masked-network.ts";
import { likeliest, type Prediction, predictionOf, rangeOf } from "./prediction.ts";
import type { Relation } from "./relation.ts";

/** The expected value of a cell, in the format of its column. */
export interface Expected {
  readonly value: string;
  /** The interval that contains nine of ten numbers. */
  readonly range?: readonly [low: string, high: string];
  /** The most likely categories with their probabilities, most likely first. */
  readonly likely?: readonly { readonly value: string; readonly probability: number }[];
  /** The relation from which the value follows. */
  readonly relation?: Relation;
  /** Whether the cell differs from the expected value. */
  readonly differs: boolean;
}

/** A category with at least this probability counts as expected. */
const LIKELY_ENOUGH = 0.1;

/** Predicts cells, each given as a row and the columns that are to blame there, with the network and relations. */
export async function expectedOf(
  masked: Masked,
  cells: readonly { readonly row: number; readonly column: number; readonly hidden: readonly number[] }[],
  { features, relations }: { readonly features: Features; readonly relations: readonly Relation[] },
): Promise<readonly (Expected | undefined)[]> {
  if (cells.length === 0) return [];
  const { layout } = masked;
  const predicted = await masked.predictions(
    cells.map(({ row }) => row),
    (i) => cells[i]!.hidden,
  );
  const width = outputCount(layout);
  return cells.map(({ row, column, hidden }, i) => {
    const about = features.columns[column]!;
    const others = hidden.filter((one) => one !== column);
    const relation = relations.find(({ target, from }) => target === column && !from.some((one) => others.includes(one)));
    if (relation && "numbers" in about && Number.isFinite(relation.expected(row))) return followed(about, relation, row);
    const prediction = predictionOf(predicted.subarray(i * width, (i + 1) * width), column, features, layout);
    return prediction && fromNetwork(about, prediction, row);
  });
}

function followed(about: Extract<Cells, { numbers: Float64Array }>, relation: Relation, row: number): Expected {
  const [value, tolerance] = [relation.expected(row), relation.tolerance(row)];
  const [low, high] = [shownNumber(about, value - tolerance), shownNumber(about, value + tolerance)];
  const isTold = low !== high && !relation.isExact(row);
  const differs = Math.abs(about.numbers[row]! - value) > tolerance;
  return { value: shownNumber(about, value), relation, differs, ...(isTold && { range: [low, high] as const }) };
}

function fromNetwork(about: Cells, prediction: Prediction, row: number): Expected {
  if ("location" in prediction) {
    const { target, location } = prediction;
    const shown = (x: number): string => ("numbers" in about ? shownNumber(about, x) : String(x));
    const [low, high] = rangeOf(prediction);
    const own = target.back(target.of(row));
    return { value: shown(target.back(location)), range: [shown(low), shown(high)], differs: own < low || own > high };
  }
  const likely = likeliest(prediction);
  const own = prediction.target.of(row);
  return { value: likely[0]!.value, likely, differs: own < 0 || prediction.probabilities[own]! < LIKELY_ENOUGH };
}
