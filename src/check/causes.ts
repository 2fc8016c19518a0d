import type { Cells } from "./cells.ts";
import type { Evidence } from "./evidence.ts";
import type { Features } from "./features.ts";
import type { Masked } from "./masked.ts";
import type { Relation } from "./relation.ts";
import type { TextEvidence } from "./text-evidence.ts";

/** The cells of a row that may be wrong. */
export interface Cause {
  /** One column, or two of which one follows from the other; the stranger one first. */
  readonly columns: readonly number[];
  /** Columns whose cells contradict the cause. */
  readonly against: readonly number[];
}

export interface CauseContext {
  readonly features: Features;
  readonly relations: readonly Relation[];
  readonly evidence: readonly Evidence[];
  readonly text: TextEvidence;
}

/** Maximum strangeness that one piece of evidence counts, so that a single extreme number doesn't outweigh everything else. */
const MOST = 12;
/**
 * Cost of the assumption that a number is wrong, in nats: a misplaced decimal point, another unit or a wrong digit. For a
 * category the cost depends on the number of its values.
 */
const WRONG_NUMBER = 2;
/** Cost of the assumption that a second column followed the wrong one. */
const FOLLOWED = 2;
/**
 * Cost of the assumption that a whole number is wrong if the correct one would have to be a fraction. It counts as a fraction if
 * it is farther than the second number from a whole number.
 */
const [IMPOSSIBLE, BROKEN] = [4, 0.05];
/** A cause of one column is preferred to a cause of two if it costs at most this much more. */
const NEARLY = 1.5;
/** Maximum number of columns that are tried in a table with many columns: those with the strongest evidence. */
const MOST_TRIED = 24;

/** Maximum number of causes that are returned for a row. */
const CONSIDERED = 4;

/**
 * Finds the cells that may be to blame for strange rows: hides each cell in turn, or two cells at a time if one follows from the
 * other. The causes of a row are sorted by the strangeness of the rest of the row, lowest first.
 */
export async function causesOf(
  masked: Masked,
  rows: readonly number[],
  context: CauseContext,
): Promise<readonly (readonly Cause[])[]> {
  const { features, relations } = context;
  const tries = rows.flatMap((row, place) => candidates(row, context).map((columns) => ({ row, place, columns })));
  const surprises = await masked.surprises(
    tries.map(({ row }) => row),
    (i) => tries[i]!.columns,
  );
  const width = features.targets.length;
  const costs = tries.map(({ row, columns }, i) => {
    const left = strangenessWithout(row, columns, surprises.subarray(i * width, (i + 1) * width), context);
    const assumed = priceOf(columns, features.columns, relations) + (isImpossible(row, columns, context) ? IMPOSSIBLE : 0);
    return assumed + left;
  });
  const ranked = rows.map((): number[] => []);
  for (const [i, { place }] of tries.entries()) ranked[place]!.push(i);
  return rows.map((row, place) => {
    const inOrder = ranked[place]!.sort((a, b) => costs[a]! - costs[b]!);
    const first = inOrder[0]!;
    // One of the two columns alone is preferred if it explains nearly as much.
    const alone = inOrder.find((i) => {
      const [column, second] = tries[i]!.columns;
      return second === undefined && tries[first]!.columns.includes(column!) && costs[i]! <= costs[first]! + NEARLY;
    });
    const all = alone === undefined ? inOrder : [alone, ...inOrder.filter((i) => i !== alone)];
    return all.slice(0, CONSIDERED).map((i) => causeOf(row, tries[i]!.columns, context));
  });
}

function causeOf(row: number, columns: readonly number[], context: CauseContext): Cause {
  const inOrder = columns.toSorted((a, b) => strangenessAt(row, b, context, true) - strangenessAt(row, a, context, true));
  const against = context.evidence
    .filter((one) => one.strangeness[row]! > 0 && one.columns(row).some((column) => columns.includes(column)))
    .flatMap((one) => one.columns(row));
  return { columns: inOrder, against: [...new Set(against)].filter((column) => !columns.includes(column)) };
}

function candidates(row: number, context: CauseContext): readonly (readonly number[])[] {
  const { features, relations } = context;
  const all = [...new Set(features.targets.map(({ column }) => column))];
  const singles =
    all.length <= MOST_TRIED
      ? all
      : all
          .map((column) => [column, strangenessAt(row, column, context, false)] as const)
          .sort((a, b) => b[1] - a[1])
          .slice(0, MOST_TRIED)
          .map(([column]) => column);
  const pairs = relations.flatMap(({ target, from }) => from.map((column) => [target, column]));
  return [...singles.map((column) => [column]), ...pairs.filter((pair) => pair.some((column) => singles.includes(column)))];
}

/**
 * Returns how strange a cell is: the maximum of what its own text and the evidence about it indicate.
 * @param isAlone whether only evidence about no other cell counts.
 */
function strangenessAt(row: number, column: number, { evidence, text, features }: CauseContext, isAlone: boolean): number {
  const ofText = text.strangeness[row * features.columns.length + column]!;
  return evidence.reduce((most, one) => {
    const isAbout = (!isAlone || one.kind === "prediction") && one.columns(row).includes(column);
    return isAbout ? Math.max(most, one.strangeness[row]!) : most;
  }, ofText);
}

/**
 * Returns the strangeness that is left when some columns are hidden. Evidence about the hidden columns is left out, and
 * predictions are those that the network makes without them.
 */
function strangenessWithout(
  row: number,
  hidden: readonly number[],
  surprises: Float32Array,
  { evidence, text, features }: CauseContext,
): number {
  const limited = (strangeness: number): number => Math.max(0, Math.min(MOST, strangeness));
  const left = evidence.reduce((sum, one) => {
    if (one.columns(row).some((column) => hidden.includes(column))) return sum;
    return sum + limited(one.kind === "prediction" ? one.of(surprises[one.place]!) : one.strangeness[row]!);
  }, 0);
  const { length } = features.columns;
  return features.columns.reduce(
    (sum, _, column) => sum + (hidden.includes(column) ? 0 : limited(text.strangeness[row * length + column]!)),
    left,
  );
}

/** Returns whether a whole number would have to be a fraction for the row's other numbers to be right. */
function isImpossible(row: number, columns: readonly number[], { features, relations }: CauseContext): boolean {
  const [column, second] = columns as readonly [number, number?];
  const cells = features.columns[column]!;
  if (second !== undefined || cells.kind !== "number" || cells.decimals > 0) return false;
  const expected = relations.find(({ target }) => target === column)?.expected(row) ?? 0;
  return Number.isFinite(expected) && Math.abs(expected - Math.round(expected)) > BROKEN;
}

function priceOf(columns: readonly number[], cells: readonly Cells[], relations: readonly Relation[]): number {
  const prices = columns.map((column) => {
    const one = cells[column]!;
    return one.kind === "category" ? Math.log(one.names.length + 1) : WRONG_NUMBER;
  });
  const isFollowed =
    columns.length === 2 && relations.some(({ target, from }) => columns[0] === target && from.includes(columns[1]!));
  return isFollowed ? prices[0]! + FOLLOWED : prices.reduce((sum, price) => sum + price, 0);
}
