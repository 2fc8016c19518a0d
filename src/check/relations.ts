import * as z from "zod/mini";
import { random } from "../core/random.ts";
import { quantile } from "../core/statistics.ts";
import type { Cells } from "./cells.ts";
import { type LinearFit, robustFit } from "./least-squares.ts";
import { sampledRows } from "./sampled-rows.ts";
import { type NumbersAt, TERM_KINDS, type Term, termOf, wordsOf } from "./terms.ts";

/** On which a target follows from others: plain, as a logarithm, or as that of what is missing to 1. */
const SCALES = ["plain", "log", "log of the rest"] as const;
type Scale = (typeof SCALES)[number];

/** A number that follows from others of its row: "total = unit_price × quantity × (1 - discount)". */
export interface Relation {
  readonly target: number;
  /** The columns that it follows from. */
  readonly from: readonly number[];
  /** As a formula; "" where times are among them. */
  readonly words: string;
  /** What follows from a row's other numbers, in the target's units; NaN where one is missing. */
  expected(row: number): number;
  /** How far off a row is, by what is usual: about 1 of most rows. */
  distance(row: number): number;
  /** How far off what follows usually is at most, in the target's units. */
  tolerance(row: number): number;
  /** Whether what follows is right to about the last digit that the column has. */
  isExact(row: number): boolean;
  /** How much of what follows depends on digits that the row's other numbers don't have, in the target's units: much, where it is divided by a small one. */
  rounding(row: number): number;
  /** What another table needs to have it too. */
  readonly saved: SavedRelation;
}

const place = z.number().check(z.int(), z.nonnegative());

/** A relation as it is saved. */
export const relationSchema = z.object({
  target: place,
  scale: z.enum(SCALES),
  terms: z.array(z.object({ kind: z.enum(TERM_KINDS), columns: z.array(place).check(z.minLength(1)) })),
  weights: z.array(z.number()),
  constant: z.number(),
  spread: z.number(),
  usual: z.number(),
});
type SavedRelation = z.infer<typeof relationSchema>;

/** A relation leaves at most this share of the target's spread. */
const PRECISE = 0.02;
/** A column that is there in fewer of the rows isn't looked at. */
const PRESENT = 0.5;
/** So many rows may have a number of which there is no logarithm. */
const MAY_BE_WRONG = 0.05;
/** Rows in which relations are looked for. */
const SAMPLE = 800;
/** Columns of numbers that relations are looked for between. */
const MOST_NUMBERS = 150;
/** Terms that a relation has at most, columns that are multiplied, and terms of a relation with products. */
const [MOST_TERMS, MOST_PRODUCTS, MOST_OF_PRODUCTS] = [12, 20, 4];

/** The relations between the numbers of a table, one for each column that follows from others. */
export function relationsOf(numbers: readonly NumbersAt[], rows: number, seed: number): readonly Relation[] {
  const sample = sampledRows(rows, SAMPLE, random(seed, 23));
  const looked = numbers.slice(0, MOST_NUMBERS);
  return looked.flatMap((target) => {
    const others = looked.filter((one) => one !== target);
    const found = [
      plain(target, others, sample),
      ...SCALES.slice(1).map((scale) => logarithmic(target, others, sample, scale)),
      ofProducts(target, others, sample),
    ].filter((one) => one !== undefined);
    const best = found.sort((a, b) => costOf(a) - costOf(b))[0];
    return best ? [relationOf(target, best, rows)] : [];
  });
}

const TO_SCALE = { plain: (x: number) => x, log: Math.log, "log of the rest": (x: number) => Math.log(1 - x) } as const;
const FROM_SCALE = { plain: (y: number) => y, log: Math.exp, "log of the rest": (y: number) => 1 - Math.exp(y) } as const;

interface Formula extends Pick<LinearFit, "weights" | "constant" | "spread"> {
  readonly terms: readonly Term[];
  readonly scale: Scale;
}

interface Fitted extends Formula, LinearFit {
  /** Its spread as a share of the target's own. */
  readonly share: number;
}

/** A term more is worth it if it leaves a quarter of the spread. */
const costOf = ({ share, terms }: Fitted): number => (share + 1e-7) * 4 ** terms.length;

function plain(target: NumbersAt, others: readonly NumbersAt[], sample: Int32Array): Fitted | undefined {
  return simplest(
    target,
    others.map((one) => termOf("number", one)),
    sample,
    "plain",
  );
}

function logarithmic(target: NumbersAt, others: readonly NumbersAt[], sample: Int32Array, scale: Scale): Fitted | undefined {
  const isMostly = (right: (x: number) => boolean) => (one: NumbersAt) =>
    one.cells.kind === "number" &&
    sample.filter((row) => !Number.isNaN(one.cells.numbers[row]!) && !right(one.cells.numbers[row]!)).length <=
      MAY_BE_WRONG * sample.length;
  const [isPositive, isShare] = [isMostly((x) => x > 0), isMostly((x) => x >= 0 && x < 1)];
  if (!(scale === "log" ? isPositive : isShare)(target)) return undefined;
  return simplest(
    target,
    [
      ...others.filter(isPositive).map((one) => termOf("log", one)),
      ...others.filter(isShare).flatMap((one) => [termOf("log of the rest", one), termOf("log of more", one)]),
    ],
    sample,
    scale,
  );
}

function ofProducts(target: NumbersAt, others: readonly NumbersAt[], sample: Int32Array): Fitted | undefined {
  const few = others.filter(({ cells }) => cells.kind === "number").slice(0, MOST_PRODUCTS);
  const terms = few.flatMap((a, i) => [
    termOf("number", a),
    ...few.slice(i).map((b) => termOf("product", a, b)),
    ...few.filter((b) => b !== a).map((b) => termOf("ratio", a, b)),
  ]);
  return oneByOne(target, terms, sample, { scale: "plain", most: MOST_OF_PRODUCTS }).at(-1);
}

/** All terms, or those of them that explain most, without those that aren't needed. */
function simplest(target: NumbersAt, given: readonly Term[], sample: Int32Array, scale: Scale): Fitted | undefined {
  let terms = given;
  if (terms.length > MOST_TERMS)
    terms = oneByOne(target, given, sample, { scale, most: MOST_TERMS, isStrict: false }).at(-1)?.terms ?? [];
  let best = fitted(target, terms, sample, scale);
  if (!best) return undefined;
  const inOrder = best.importance.map((value, i) => [value, best!.terms[i]!] as const).sort((a, b) => a[0] - b[0]);
  for (const [, term] of inOrder) {
    if (best.terms.length === 1) break;
    const without = fitted(
      target,
      best.terms.filter((one) => one !== term),
      sample,
      scale,
    );
    if (without && without.spread <= 1.2 * best.spread + 1e-9 * (best.spread / best.share)) best = without;
  }
  return best;
}

/** Fits with one term, two, …: each time the one is added that goes best with what isn't explained yet (orthogonal matching pursuit). */
function oneByOne(
  target: NumbersAt,
  given: readonly Term[],
  sample: Int32Array,
  { scale, most, isStrict = true }: { readonly scale: Scale; readonly most: number; readonly isStrict?: boolean },
): readonly Fitted[] {
  const of = readerOf(target, scale);
  const terms = given.filter((term) => sample.filter((row) => Number.isFinite(term.of(row))).length > PRESENT * sample.length);
  const values = terms.map((term) => Float64Array.from(sample, term.of));
  const y = Float64Array.from(sample, of);
  let left = y;
  let taken: readonly Term[] = [];
  const found: Fitted[] = [];
  while (taken.length < Math.min(most, terms.length)) {
    const sizes = left.filter(Number.isFinite).map(Math.abs).sort();
    const limit = taken.length === 0 ? Number.POSITIVE_INFINITY : quantile(sizes, 0.8);
    const inside = Int32Array.from(left.keys()).filter((i) => Math.abs(left[i]!) <= limit);
    const closeness = values.map((column, k) => (taken.includes(terms[k]!) ? 0 : Math.abs(correlation(inside, column, left))));
    const at = closeness.indexOf(Math.max(...closeness));
    if (!(closeness[at]! > 0)) break;
    taken = [...taken, terms[at]!];
    const next = fitted(target, taken, sample, scale, false);
    if (!next) break;
    const before = found.at(-1);
    if (isStrict && before && next.spread > 0.5 * before.spread) break;
    found.push(next);
    left = y.map(
      (value, i) => value - taken.reduce((sum, term, j) => sum + next.weights[j]! * term.of(sample[i]!), next.constant),
    );
    if (next.share < 1e-7) break;
  }
  return isStrict ? found.filter(({ share }) => share < PRECISE) : found;
}

function correlation(places: Int32Array, a: Float64Array, b: Float64Array): number {
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (const i of places) {
    const [x, y] = [a[i]!, b[i]!];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    n++;
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const variances = (sumAA - (sumA * sumA) / n) * (sumBB - (sumB * sumB) / n);
  return n < 20 || !(variances > 0) ? 0 : (sumAB - (sumA * sumB) / n) / Math.sqrt(variances);
}

const readerOf =
  ({ cells }: NumbersAt, scale: Scale) =>
  (row: number): number =>
    TO_SCALE[scale](cells.numbers[row]!);

/** Undefined where what is left is more than a small share of the target's spread, unless any fit will do. */
function fitted(
  target: NumbersAt,
  given: readonly Term[],
  sample: Int32Array,
  scale: Scale,
  isPrecise = true,
): Fitted | undefined {
  const of = readerOf(target, scale);
  const terms = given.filter((term) => sample.filter((row) => Number.isFinite(term.of(row))).length > PRESENT * sample.length);
  const rows = sample.filter((row) => Number.isFinite(of(row)) && terms.every((term) => Number.isFinite(term.of(row))));
  if (terms.length === 0 || rows.length < 40) return undefined;
  const y = Float64Array.from(rows, of);
  const own = spreadOf(y);
  if (!(own > 0)) return undefined;
  const fit = robustFit(
    terms.map((term) => Float64Array.from(rows, term.of)),
    y,
  );
  if (!fit || (isPrecise && fit.spread > PRECISE * own)) return undefined;
  return { ...fit, terms, scale, share: fit.spread / own };
}

/** Half of the middle half; of values that are mostly the same, of more of them. */
function spreadOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  return high > low ? (high - low) / 2 : (quantile(sorted, 0.975) - quantile(sorted, 0.025)) / 8;
}

/** What is right to so many halves of the last digit is exact. */
const EXACT = 4;
/** Rows that say how far off is usual. */
const MEASURED = 20_000;

function relationOf(target: NumbersAt, fitted: Fitted, rows: number): Relation {
  const relation = relationWith(target, fitted, 1);
  const step = Math.max(1, Math.floor(rows / MEASURED));
  const away = Float64Array.from({ length: Math.floor(rows / step) }, (_, i) => relation.distance(i * step));
  const known = away.filter((x) => !Number.isNaN(x)).sort();
  return relationWith(target, fitted, Math.max(1, quantile(known, 0.9) / 2));
}

/** A column with so few values, or of whole numbers, has all digits. */
const FEW = 12;

/** By how much the numbers of a column may be rounded. */
function roundedBy(cells: NumbersAt["cells"]): number {
  if (cells.kind === "time" || cells.decimals === 0) return 0;
  const values = new Set<number>();
  for (const x of cells.numbers) {
    if (!Number.isNaN(x)) values.add(x);
    if (values.size > FEW) return halfDigit(cells);
  }
  return 0;
}

/** Half of a column's last digit. */
const halfDigit = (cells: NumbersAt["cells"]): number => (cells.kind === "number" ? 0.5 * 10 ** -cells.decimals : 1e-9);

/** @param usual how far off rows usually are, in units of the spread. */
function relationWith(target: NumbersAt, { terms, weights, constant, scale, spread }: Formula, usual: number): Relation {
  const { cells, column } = target;
  const expected = (row: number): number =>
    FROM_SCALE[scale](terms.reduce((total, term, i) => total + weights[i]! * term.of(row), constant));
  const rounding = halfDigit(cells);
  const slope = (value: number): number => ({ plain: 1, log: Math.abs(value), "log of the rest": Math.abs(1 - value) })[scale];
  const unit = (value: number): number => Math.max(spread * slope(value), rounding);
  const distance = (row: number): number => {
    const value = expected(row);
    return Number.isFinite(value) ? Math.abs(cells.numbers[row]! - value) / unit(value) / usual : Number.NaN;
  };
  const hasTimes = cells.kind === "time" || terms.some(({ isOfTime }) => isOfTime);
  const isLog = scale !== "plain";
  const formula = wordsOf(terms, weights, isLog || Math.abs(constant) > rounding ? constant : 0, isLog);
  const inputs = [...new Set(terms.flatMap(({ inputs: some }) => some))].map((input) => ({ input, by: roundedBy(input) }));
  /** How much half a digit more in one of the numbers changes. */
  function changeBy({ input: { numbers }, by }: (typeof inputs)[number], row: number): number {
    const [own, before] = [numbers[row]!, expected(row)];
    numbers[row] = own + by;
    const change = Math.abs(expected(row) - before);
    numbers[row] = own;
    return change;
  }
  const tolerance = (row: number): number => 2 * usual * unit(expected(row));
  return {
    target: column,
    from: [...new Set(terms.flatMap(({ columns }) => columns))],
    // Days since 1970 in a formula say nothing to a reader.
    words: hasTimes ? "" : `${cells.name} = ${scale === "log of the rest" ? "1 - " : ""}${formula}`,
    expected,
    distance,
    tolerance,
    isExact: (row) => tolerance(row) <= EXACT * rounding,
    rounding: (row) => inputs.reduce((sum, input) => sum + changeBy(input, row), 0),
    saved: {
      target: column,
      scale,
      terms: terms.map(({ kind, columns }) => ({ kind, columns: [...columns] })),
      weights: [...weights],
      constant,
      spread,
      usual,
    },
  };
}

/** A relation that was learned from another table with the same columns. */
export function relationFrom({ usual, terms, target, ...saved }: SavedRelation, columns: readonly Cells[]): Relation {
  const at = (column: number): NumbersAt => {
    const cells = columns[column]!;
    if (!("numbers" in cells)) throw new RangeError(`${cells.name} isn't a column of numbers.`);
    return { column, cells };
  };
  const made = terms.map(({ kind, columns: [a, b] }) => termOf(kind, at(a!), at(b ?? a!)));
  return relationWith(at(target), { ...saved, terms: made }, usual);
}
