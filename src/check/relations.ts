import { random } from "../core/random.ts";
import { quantile } from "../core/statistics.ts";
import { type LinearFit, robustFit } from "./least-squares.ts";
import { type Formula, type Relation, relationOf, SCALES, type Scale, TO_SCALE } from "./relation.ts";
import { sampledRows } from "./sampled-rows.ts";
import { type NumbersAt, type Term, termOf } from "./terms.ts";

/** Maximum spread that a relation leaves, as a share of the target's spread. */
const PRECISE = 0.02;
/** Minimum share of present values in a column. */
const PRESENT = 0.5;
/** Maximum share of rows with a number that has no logarithm. */
const MAY_BE_WRONG = 0.05;
/** Number of rows in which relations are looked for. */
const SAMPLE = 800;
/** Maximum number of columns between which relations are looked for. */
const MOST_NUMBERS = 150;
/** Maximum numbers of terms in a relation, of columns that are multiplied, and of terms in a relation with products. */
const [MOST_TERMS, MOST_PRODUCTS, MOST_OF_PRODUCTS] = [12, 20, 4];

/** Finds the relations between the numbers of a table, one for each column that follows from others. */
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

interface Fitted extends Formula, LinearFit {
  /** Its spread as a share of the target's own spread. */
  readonly share: number;
}

/** Returns the cost of a relation. One more term is worth it if it reduces the spread to a quarter. */
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

/** Fits all terms, or those that explain most, and leaves out terms that aren't needed. */
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

/**
 * Fits with one term, two terms and so on. Each step adds the term that correlates best with the remaining differences
 * (orthogonal matching pursuit).
 */
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

/** Returns undefined if the remaining spread is more than a small share of the target's spread, unless any fit is accepted. */
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

/** Returns half of the interquartile range. If most values are the same, a wider range is used. */
function spreadOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  return high > low ? (high - low) / 2 : (quantile(sorted, 0.975) - quantile(sorted, 0.025)) / 8;
}
