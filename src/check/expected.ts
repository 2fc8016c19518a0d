import { rounded } from "../core/words.ts";
import { type Cells, shownNumber } from "./cells.ts";
import type { Features } from "./features.ts";
import type { Masked } from "./masked.ts";
import { LEAST_LOG_SCALE, MOST_LOG_SCALE, outputCount } from "./masked-network.ts";
import type { Relation } from "./relations.ts";

/** What would be expected of a cell, as its column writes its values. */
export interface Expected {
  readonly value: string;
  /** In which nine of ten numbers would lie. */
  readonly range?: readonly [low: string, high: string];
  /** The likeliest categories with their probabilities, the likeliest first. */
  readonly likely?: readonly { readonly value: string; readonly probability: number }[];
  /** The relation that it follows from. */
  readonly relation?: Relation;
  /** Whether the cell is something else than what is expected. */
  readonly differs: boolean;
}

/** A category that is at least as likely is as good as expected. */
const LIKELY_ENOUGH = 0.1;

/** Nine of ten values of Student's t with four degrees of freedom lie within so many scales of its middle. */
const NINE_OF_TEN = 2.13;
const LIKELY = 3;
const LEAST_PROBABILITY = 0.02;

/** What is expected of cells, each given as its row and the columns that are to blame there, by the network and by relations. */
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
    return fromNetwork(about, { row, column }, features, layout, predicted.subarray(i * width, (i + 1) * width));
  });
}

function followed(about: Extract<Cells, { numbers: Float64Array }>, relation: Relation, row: number): Expected {
  const [value, tolerance] = [relation.expected(row), relation.tolerance(row)];
  const [low, high] = [shownNumber(about, value - tolerance), shownNumber(about, value + tolerance)];
  const isTold = low !== high && !relation.isExact(row);
  const differs = Math.abs(about.numbers[row]! - value) > tolerance;
  return { value: shownNumber(about, value), relation, differs, ...(isTold && { range: [low, high] as const }) };
}

function fromNetwork(
  about: Cells,
  { row, column }: { readonly row: number; readonly column: number },
  features: Features,
  layout: Masked["layout"],
  outputs: Float32Array,
): Expected | undefined {
  const place = layout.targets.findIndex((target) => target.column === column && !features.targets[target.place]!.isPart);
  const target = features.targets[layout.targets[place]?.place ?? -1];
  if (!target) return undefined;
  if (target.kind === "number") {
    const [location, scale] = [
      outputs[place]!,
      Math.exp(Math.max(LEAST_LOG_SCALE, Math.min(MOST_LOG_SCALE, outputs[layout.numbers + place]!))),
    ];
    const shown = (z: number) => ("numbers" in about ? shownNumber(about, target.back(z)) : String(target.back(z)));
    const reach = NINE_OF_TEN * scale;
    const differs = Math.abs(target.of(row) - location) > reach;
    return { value: shown(location), range: [shown(location - reach), shown(location + reach)], differs };
  }
  const start = 2 * layout.numbers + layout.sizes.slice(0, place - layout.numbers).reduce((sum, size) => sum + size, 0);
  const logits = outputs.subarray(start, start + target.names.length);
  const most = logits.reduce((max, logit) => Math.max(max, logit), Number.NEGATIVE_INFINITY);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - most), 0);
  const likely = target.names
    .map((value, k) => ({ value, probability: Math.exp(logits[k]! - most) / sum }))
    .sort((a, b) => b.probability - a.probability)
    .filter(({ probability }, rank) => rank < LIKELY && (rank === 0 || probability >= LEAST_PROBABILITY))
    .map(({ value, probability }) => ({ value, probability: rounded(probability, 3) }));
  const own = target.of(row);
  const differs = own < 0 || Math.exp(logits[own]! - most) / sum < LIKELY_ENOUGH;
  return { value: likely[0]!.value, likely, differs };
}
