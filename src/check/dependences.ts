import * as z from "zod/mini";
import { random } from "../core/random.ts";
import type { Coded } from "./coded.ts";
import { sampledRows } from "./sampled-rows.ts";

/** A column whose value follows from the values of one or two other columns: "provider determines city". */
export interface Dependence {
  readonly target: number;
  /** One column, or two. */
  readonly from: readonly number[];
  /** Share of the rows whose value is the most common one of rows with the same values in `from`. */
  readonly share: number;
}

/** Evidence of the dependences of a column about its cells. */
export interface Votes {
  readonly column: number;
  readonly dependences: readonly Dependence[];
  /** How much more likely the value of the other rows is, in nats; 0 if the row has that value. */
  readonly votes: Float32Array;
  /** Index of that value; -1 if the row has it. */
  readonly expected: Int32Array;
  /** Returns the most common value of rows like a row; undefined if there is no such row. */
  usual(row: number): Usual | undefined;
  /** Returns the dependences with the counts that they are based on. */
  saved(): readonly SavedDependence[];
}

/** The most common value of rows with the same values in the columns that determine it. */
export interface Usual {
  /** Its index among the column's values. */
  readonly value: number;
  /** How certain the value is: the share of those rows that have it, reduced if there are few. */
  readonly share: number;
  readonly from: readonly number[];
}

/** Maximum number of rows in which dependences are looked for. */
const SAMPLE = 20_000;
/**
 * Minimum share of rows whose value follows from another column, among rows with similar rows, and the maximum share of exceptions
 * that is left. The latter is relative to the exceptions from the column's most common value.
 */
const [LEAST_SHARE, LEAST_GAIN] = [0.8, 0.5];
/** Minimum share of the rows for which other rows with the same value exist. */
const WITH_COMPANY = 0.3;
/**
 * A second column is used if it leaves less than this share of the exceptions, and only for columns with at most this many
 * values.
 */
const [HELPS, MOST_VALUES] = [0.7, 60];
/** Minimum share of exceptions that is assumed for a dependence. */
const EXCEPTIONS = 1e-3;

const place = z.number().check(z.int(), z.nonnegative());
/**
 * A dependence as it is saved. `counts` lists, one after the other, the index of the combination, the index of the value, and how
 * often both occur together.
 */
export const dependenceSchema = z.object({
  target: place,
  from: z.array(place).check(z.minLength(1)),
  share: z.number(),
  counts: z.array(place),
});
export type SavedDependence = z.infer<typeof dependenceSchema>;

/**
 * Finds which columns with repeating values determine others, and what that means for each cell.
 * @param learned dependences of an earlier table. If they are given, no others are looked for.
 */
export function votesOf(
  columns: readonly Coded[],
  rows: number,
  seed: number,
  learned?: readonly SavedDependence[],
): readonly Votes[] {
  if (!learned) return foundIn(columns, rows, seed).map(({ target, found }) => counted(target, found, rows));
  const at = (column: number): Coded => columns.find((one) => one.column === column)!;
  return columns.flatMap((target) => {
    const own = learned.filter((one) => one.target === target.column);
    if (own.length === 0) return [];
    return [
      counted(
        target,
        own.map(({ from, share, counts }) => ({ by: from.map(at), share, before: counts })),
        rows,
      ),
    ];
  });
}

interface Found {
  readonly by: readonly Coded[];
  readonly share: number;
  readonly before?: readonly number[];
}

function foundIn(
  columns: readonly Coded[],
  rows: number,
  seed: number,
): readonly { readonly target: Coded; readonly found: readonly Found[] }[] {
  const sample = sampledRows(rows, SAMPLE, random(seed, 29));
  return columns.flatMap((target) => {
    const present = target.counts.reduce((sum, count) => sum + count, 0);
    const commonest = target.counts.reduce((most, count) => Math.max(most, count), 0) / present;
    const found = columns.flatMap((from): Found[] => {
      if (from === target) return [];
      const { share, company } = agreement(target, [from], sample);
      if (company < WITH_COMPANY * sample.length || share < LEAST_SHARE || 1 - share > LEAST_GAIN * (1 - commonest)) return [];
      let best: Found = { by: [from], share };
      for (const also of columns) {
        if (also === from || also === target || also.texts.length > MOST_VALUES) continue;
        const both = agreement(target, [from, also], sample);
        const isBetter = 1 - both.share < HELPS * (1 - share) && both.share > best.share;
        if (isBetter && both.company > HELPS * company) best = { by: [from, also], share: both.share };
      }
      return [best];
    });
    return found.length > 0 ? [{ target, found }] : [];
  });
}

const keyOf = (from: readonly Coded[], row: number): number => keyOfPlaces(from, (i) => from[i]!.codes[row]!);

const keyOfPlaces = (from: readonly Coded[], placeOf: (i: number) => number): number =>
  from.reduce((key, { texts }, i) => (key < 0 || placeOf(i) < 0 ? -1 : key * texts.length + placeOf(i)), 0);

/** Returns the indices from which a key was made. */
function placesOf(from: readonly Coded[], key: number): number[] {
  const places: number[] = [];
  let left = key;
  for (const { texts } of from.toReversed()) {
    places.unshift(left % texts.length);
    left = Math.floor(left / texts.length);
  }
  return places;
}

/** Counts of each value of a target for each combination of values of other columns. The map's key contains both. */
type Counts = ReadonlyMap<number, number>;

function countsOf(target: Coded, from: readonly Coded[], rows: number, before: readonly number[] = []): Counts {
  const counts = new Map<number, number>();
  const add = (key: number, value: number, count: number): void => {
    if (key < 0 || value < 0) return;
    const both = key * target.texts.length + value;
    counts.set(both, (counts.get(both) ?? 0) + count);
  };
  const { length } = from;
  for (let i = 0; i < before.length; i += length + 2)
    add(
      keyOfPlaces(from, (k) => before[i + k]!),
      before[i + length]!,
      before[i + length + 1]!,
    );
  for (let row = 0; row < rows; row++) add(keyOf(from, row), target.codes[row]!, 1);
  return counts;
}

/** Returns the most common value for each key, with its count and the total. @param size number of values of the target. */
function commonestIn(counts: Counts, size: number): ReadonlyMap<number, Commonest> {
  const found = new Map<number, Commonest>();
  for (const [both, count] of counts) {
    const value = both % size;
    const key = (both - value) / size;
    const one = found.get(key) ?? { value: -1, count: 0, all: 0 };
    one.all += count;
    if (count > one.count) [one.value, one.count] = [value, count];
    found.set(key, one);
  }
  return found;
}

interface Commonest {
  value: number;
  count: number;
  all: number;
}

/**
 * Returns the share of rows, among those with similar rows, whose value is the most common one of the others. The row itself
 * isn't counted.
 */
function agreement(
  target: Coded,
  from: readonly Coded[],
  sample: Int32Array,
): { readonly share: number; readonly company: number } {
  const counts = new Map<number, number>();
  const most = new Map<number, number>();
  let rows = 0;
  for (const row of sample) {
    const [key, value] = [keyOf(from, row), target.codes[row]!];
    if (key < 0 || value < 0) continue;
    const pair = key * target.texts.length + value;
    const count = (counts.get(pair) ?? 0) + 1;
    counts.set(pair, count);
    if (count > (most.get(key) ?? 0)) most.set(key, count);
    rows++;
  }
  const company = rows - most.size;
  const agreeing = [...most.values()].reduce((sum, count) => sum + count, 0) - most.size;
  return { share: company > 0 ? agreeing / company : 0, company };
}

function counted(target: Coded, found: readonly Found[], rows: number): Votes {
  const votes = new Float32Array(rows);
  const expected = new Int32Array(rows).fill(-1);
  const most = new Float32Array(rows);
  const { length: size } = target.texts;
  const all = found.map(({ by, share, before }) => {
    const counts = countsOf(target, by, rows, before);
    return { by, share, counts, commonest: commonestIn(counts, size) };
  });
  for (const { by, share, counts, commonest } of all) {
    const exceptions = Math.max(EXCEPTIONS, 1 - share);
    for (let row = 0; row < rows; row++) {
      const value = target.codes[row]!;
      const key = keyOf(by, row);
      if (key < 0 || value < 0) continue;
      const { all: company, value: usual, count } = commonest.get(key)!;
      if (company < 2) continue;
      const own = counts.get(key * size + value)! - 1;
      const others = value === usual ? own : count;
      // A dependence with exceptions elsewhere may have the same share of exceptions here.
      const prior = exceptions * (company - 1);
      const vote = Math.log((others + prior) / (own + prior));
      votes[row]! += vote;
      if (vote > most[row]!) {
        most[row] = vote;
        expected[row] = usual;
      }
    }
  }
  const scale = 1 / Math.sqrt(found.length);
  const dependences = found.map(({ by, share }) => ({ target: target.column, from: by.map(({ column }) => column), share }));
  function usual(row: number): Usual | undefined {
    let best: Usual | undefined;
    for (const { by, commonest } of all) {
      const group = commonest.get(keyOf(by, row));
      if (!group) continue;
      const share = group.count / (group.all + 1);
      if (share > (best?.share ?? 0)) best = { value: group.value, share, from: by.map(({ column }) => column) };
    }
    return best;
  }
  const saved = () =>
    all.map(
      ({ by, share, counts }): SavedDependence => ({
        target: target.column,
        from: by.map(({ column }) => column),
        share,
        counts: Array.from(counts, ([both, count]) => [
          ...placesOf(by, (both - (both % size)) / size),
          both % size,
          count,
        ]).flat(),
      }),
    );
  return { column: target.column, dependences, votes: votes.map((vote) => vote * scale), expected, usual, saved };
}
