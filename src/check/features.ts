import { mean, quantile } from "../core/statistics.ts";
import type { CategoryCells, Cells, NumberCells, TimeCells } from "./cells.ts";

/** What is predicted of a column: a number, or one of some classes. */
export type Target = NumberTarget | ClassTarget;

interface AnyTarget {
  /** The column's place in the table. */
  readonly column: number;
  /** Whether it is only a part of the column's value: a time's hour. */
  readonly isPart: boolean;
}

export interface NumberTarget extends AnyTarget {
  readonly kind: "number";
  /** Standardised on the scale that is less skewed; NaN where it is missing. */
  of(row: number): number;
  /** Its number in the column's units. */
  back(standardised: number): number;
}

export interface ClassTarget extends AnyTarget {
  readonly kind: "class";
  /** Place of a row's class; -1 where it is missing. */
  of(row: number): number;
  readonly names: readonly string[];
  /** Whether the last class stands for values that are rare. */
  readonly isOpen: boolean;
}

interface Input {
  readonly column: number;
  /** 0 where it is missing. */
  of(row: number): number;
}

/** The columns of a table that a network can learn, as inputs and targets. Missing cells are 0. */
export interface Features {
  readonly rows: number;
  readonly columns: readonly Cells[];
  readonly inputs: readonly Input[];
  readonly targets: readonly Target[];
}

/** Numbers with so many values are predicted as classes, if these make up nearly all of them. */
const FEW = 20;
const NEARLY_ALL = 0.97;
/** A category's values that are listed, if they make up at least this share. */
const MOST_LISTED = 100;
const LISTED_SHARE = 0.5;
/** Values that are rarer say nothing that could be learned. */
const [LEAST_COUNT, LEAST_SHARE] = [3, 5e-4];
/** Standardised numbers beyond this are as large as it. */
const [MOST_INPUT, MOST_TARGET] = [10, 20];

/** @param rows those of the table. */
export function featuresOf(columns: readonly Cells[], rows: number): Features {
  const inputs: Input[] = [];
  const targets: Target[] = [];
  columns.forEach((cells, column) => {
    if (cells.kind === "category") ofCategory(cells, column, inputs, targets);
    if (cells.kind === "time") ofTime(cells, column, inputs, targets);
    if (cells.kind === "number") ofNumber(cells, column, inputs, targets);
  });
  return { rows, columns, inputs, targets };
}

const limited = (x: number, most: number): number => (Number.isNaN(x) ? 0 : Math.max(-most, Math.min(most, x)));

function ofCategory({ codes, names, counts }: CategoryCells, column: number, inputs: Input[], targets: Target[]): void {
  const present = counts.reduce((sum, count) => sum + count, 0);
  const least = Math.max(LEAST_COUNT, LEAST_SHARE * present);
  const listed = counts.slice(0, MOST_LISTED).filter((count) => count >= least).length;
  const share = counts.slice(0, listed).reduce((sum, count) => sum + count, 0) / present;
  if (listed < 2 || share < LISTED_SHARE) return;
  const isOpen = listed < names.length;
  const of = (row: number): number => Math.min(codes[row]!, listed);
  addClasses(inputs, column, listed + Number(isOpen), of);
  targets.push({
    kind: "class",
    column,
    isPart: false,
    of,
    names: [...names.slice(0, listed), ...(isOpen ? ["another value"] : [])],
    isOpen,
  });
}

function addClasses(inputs: Input[], column: number, size: number, of: (row: number) => number): void {
  for (let place = 0; place < size; place++) inputs.push({ column, of: (row) => Number(of(row) === place) });
}

function ofTime({ numbers, type }: TimeCells, column: number, inputs: Input[], targets: Target[]): void {
  const whole = standard(numbers);
  if (!whole) return;
  inputs.push({ column, of: (row) => limited(whole.of(numbers[row]!), MOST_INPUT) });
  targets.push({ kind: "number", column, isPart: false, of: (row) => whole.of(numbers[row]!), back: whole.back });
  const days = type === "DATE" ? [7] : type === "TIME" ? [1] : [1, 7];
  for (const length of days) {
    const phase = (row: number): number => (((numbers[row]! % length) + length) % length) / length;
    for (const wave of [Math.sin, Math.cos])
      inputs.push({ column, of: (row) => (Number.isNaN(numbers[row]!) ? 0 : wave(2 * Math.PI * phase(row))) });
    if (length > 1 || type === "TIME") continue;
    const hour = standard(numbers.map((_, row) => phase(row)));
    if (hour) targets.push({ kind: "number", column, isPart: true, of: (row) => hour.of(phase(row)), back: hour.back });
  }
}

function ofNumber({ numbers }: NumberCells, column: number, inputs: Input[], targets: Target[]): void {
  const known = numbers.filter((x) => !Number.isNaN(x));
  const plain = standard(numbers);
  if (!plain) return;
  inputs.push({ column, of: (row) => limited(plain.of(numbers[row]!), MOST_INPUT) });
  let { of, back } = plain;
  if (known.every((x) => x >= 0)) {
    const sorted = known.filter((x) => x > 0).sort();
    const shift = Math.max(1e-3 * quantile(sorted, 0.5), Number.MIN_VALUE);
    const logs = numbers.map((x) => Math.log(x + shift));
    const log = standard(logs);
    if (log) {
      const logOf = (x: number): number => log.of(Math.log(x + shift));
      inputs.push({ column, of: (row) => limited(logOf(numbers[row]!), MOST_INPUT) });
      if (Math.abs(skewness(logs)) < Math.abs(skewness(numbers))) [of, back] = [logOf, (z) => Math.exp(log.back(z)) - shift];
    }
  }
  const often = oftenIn(known);
  if (often) {
    const places = new Map(often.map((x, i) => [x, i]));
    const classOf = (row: number): number => (Number.isNaN(numbers[row]!) ? -1 : (places.get(numbers[row]!) ?? often.length));
    addClasses(inputs, column, often.length + 1, classOf);
    // That a value is another one doesn't say how far off it is.
    targets.push({ kind: "number", column, isPart: true, of: (row) => of(numbers[row]!), back });
    targets.push({
      kind: "class",
      column,
      isPart: false,
      of: classOf,
      names: [...often.map(String), "another value"],
      isOpen: true,
    });
  } else targets.push({ kind: "number", column, isPart: false, of: (row) => of(numbers[row]!), back });
}

/** The values that come again and again, ascending, where they are few and nearly all that there are. */
function oftenIn(known: Float64Array): readonly number[] | undefined {
  const counts = new Map<number, number>();
  for (const x of known) {
    counts.set(x, (counts.get(x) ?? 0) + 1);
    if (counts.size > 50 * FEW) return undefined;
  }
  const often = [...counts].filter(([, count]) => count >= Math.max(LEAST_COUNT, LEAST_SHARE * known.length));
  const share = often.reduce((sum, [, count]) => sum + count, 0) / known.length;
  return often.length <= FEW && share >= NEARLY_ALL ? often.map(([x]) => x).sort((a, b) => a - b) : undefined;
}

/** By the median and the spread of the middle half; undefined of numbers that are all the same. */
function standard(values: Float64Array): { of(x: number): number; back(z: number): number } | undefined {
  const known = values.filter((x) => !Number.isNaN(x)).sort();
  if (known.length === 0 || known[0] === known.at(-1)) return undefined;
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(known, share)) as [number, number, number];
  const center = mean(known);
  const deviation = Math.sqrt(mean(known.map((x) => (x - center) ** 2)));
  const scale = Math.max(0.05 * deviation, (high - low) / 1.35);
  return {
    of: (x) => (Number.isNaN(x) ? x : Math.max(-MOST_TARGET, Math.min(MOST_TARGET, (x - median) / scale))),
    back: (z) => z * scale + median,
  };
}

/** By quantiles, as a single number far off would decide it otherwise: how much farther the upper twentieth begins from the median than the lower one. */
function skewness(values: Float64Array): number {
  const known = values.filter((x) => !Number.isNaN(x)).sort();
  const [low, median, high] = [0.05, 0.5, 0.95].map((share) => quantile(known, share)) as [number, number, number];
  return high > low ? (high + low - 2 * median) / (high - low) : 0;
}
