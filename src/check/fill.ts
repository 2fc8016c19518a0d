import { knownOptions, type OptionNames } from "../core/options.ts";
import { rowNumber } from "../core/rows.ts";
import { quantile } from "../core/statistics.ts";
import type { MemoryTable } from "../data/tables/memory/table.ts";
import { type Cells, fewValues, type NumberCells, numberOf, shownNumber, type TimeCells } from "./cells.ts";
import { type CheckOptions, closeAll, expectColumns, type Known, learnFrom } from "./known.ts";
import { type Masked, together } from "./masked.ts";
import { outputCount } from "./masked-network.ts";
import {
  likeliest,
  meanOf,
  type PredictedClass,
  type PredictedNumber,
  type Prediction,
  predictionOf,
  rangeOf,
} from "./prediction.ts";
import type { Relation } from "./relation.ts";

/** Options of `fillTable`. */
export interface FillOptions extends Omit<CheckOptions, "keys"> {
  /** Names of the columns to fill; by default all columns except keys and free text. */
  readonly columns?: readonly string[] | undefined;
}

/** A missing cell with the value that fills it. */
export interface FilledCell {
  /** Row number in the table, which counts from 1; the header isn't counted. */
  readonly row: number;
  readonly column: string;
  /** The value, in the format of the column. */
  readonly value: string;
  /** The interval that contains nine of ten numbers. */
  readonly range?: readonly [low: string, high: string];
  /** The most likely categories with their probabilities. */
  readonly likely?: readonly { readonly value: string; readonly probability: number }[];
  /** The columns that determine the value, if it follows exactly, or from rows with the same values. */
  readonly from?: readonly string[];
}

/** A value for a missing cell, and how certain it is, 0 to 1. */
interface Guess extends Omit<FilledCell, "row" | "column"> {
  readonly sure: number;
  /** The number in a column of numbers, or the time in days. */
  readonly number?: number;
}

/** Number of rounds. Each round fills the most certain cells, so that others can follow from them. */
const ROUNDS = 4;
/** Minimum certainty of a value that is filled in before the last round. */
const SURE = 0.95;
/** Number of rows that are predicted at a time. */
const ROWS = 4096;
/**
 * Minimum certainty of a time. A less certain one would be hardly better than the mean of all times, so the cell stays missing.
 */
const LEAST_SURE_TIME = 0.75;

/** The filled cells in the order of the rows, and the columns in which cells stay missing, with their number and the reason. */
export interface FilledCells {
  readonly rows: number;
  readonly cells: readonly FilledCell[];
  readonly missing: readonly { readonly name: string; readonly count: number; readonly why: string }[];
}

export const FILL_OPTIONS: OptionNames<FillOptions> = {
  columns: true,
  seed: true,
  runtime: true,
  signal: true,
  onProgress: true,
};

/**
 * Fills the missing values of a table from the rest of their rows: by relations between numbers, by columns that determine
 * others, and by networks that predict each column from the others (masked autoencoders). The most certain cell of a row is
 * filled first, and the others after it, so that the values fit each other.
 * @param table at least 50 rows.
 * @throws DataError if the table has fewer than 50 rows, or more than 500 columns.
 * @throws OptionError if a column isn't in the table.
 * @throws the signal's reason if it is aborted.
 * @example
 * const { cells } = await fillTable(table);
 * for (const { row, column, value, range } of cells) console.log(row, column, value, range);
 */
export async function fillTable(table: MemoryTable, options: FillOptions = {}): Promise<FilledCells> {
  const { columns: asked, seed = 42, runtime, signal, onProgress } = knownOptions("fillTable", options, FILL_OPTIONS);
  const wanted = asked ?? table.columns.map(({ name }) => name);
  expectColumns(table, wanted);
  const known = await learnFrom(table, { seed, runtime, signal, onProgress });
  try {
    return await fillIn(known, new Set(wanted), { signal, onProgress });
  } finally {
    await closeAll(known);
  }
}

/** Fills the missing values of some columns, which are given by their names. */
export async function fillIn(
  known: Known,
  names: ReadonlySet<string>,
  { signal, onProgress }: Pick<FillOptions, "signal" | "onProgress">,
): Promise<FilledCells> {
  const { rows, columns } = known.features;
  const wanted = Array.from(columns.keys()).filter((column) => names.has(columns[column]!.name));
  const masked = known.models.length > 0 ? together(known.models.map((one) => one.masked)) : undefined;
  const lacking = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    wanted.some((column) => columns[column]!.values[row] === null),
  );
  const cells: FilledCell[] = [];
  for (let start = 0; start < lacking.length; start += ROWS) {
    signal?.throwIfAborted();
    for (const cell of await filledRows(lacking.slice(start, start + ROWS), wanted, masked, known)) cells.push(cell);
    onProgress?.("comparing", Math.min(1, (start + ROWS) / lacking.length));
  }
  const order = new Map(columns.map(({ name }, column) => [name, column]));
  cells.sort((a, b) => a.row - b.row || order.get(a.column)! - order.get(b.column)!);
  return { rows, cells, missing: stillMissing(columns, wanted) };
}

async function filledRows(
  rows: readonly number[],
  wanted: readonly number[],
  masked: Masked | undefined,
  known: Known,
): Promise<readonly FilledCell[]> {
  const { features } = known;
  const { columns } = features;
  const filled: FilledCell[] = [];
  let pending = rows.flatMap((row) =>
    wanted.filter((column) => columns[column]!.values[row] === null).map((column) => ({ row, column })),
  );
  for (let round = 1; round <= ROUNDS && pending.length > 0; round++) {
    const some = [...new Set(pending.map(({ row }) => row))];
    const places = new Map(some.map((row, i) => [row, i]));
    const outputs = await masked?.predictions(some, () => []);
    const width = masked ? outputCount(masked.layout) : 0;
    const guesses = pending.flatMap((cell) => {
      const place = places.get(cell.row)!;
      const output = outputs?.subarray(place * width, (place + 1) * width);
      const guess = guessOf(cell, output && predictionOf(output, cell.column, features, masked!.layout), known);
      return guess ? [{ cell, guess }] : [];
    });
    const surest = new Map<number, number>();
    for (const { cell, guess } of guesses) surest.set(cell.row, Math.max(guess.sure, surest.get(cell.row) ?? 0));
    const taken = guesses.filter(({ cell, guess }) => round === ROUNDS || guess.sure >= Math.min(SURE, surest.get(cell.row)!));
    for (const { cell, guess } of taken) {
      put(cell, guess, known);
      const { sure: _sure, number: _number, ...told } = guess;
      filled.push({ row: rowNumber(cell.row), column: columns[cell.column]!.name, ...told });
    }
    const done = new Set(taken.map(({ cell }) => cell));
    pending = pending.filter((cell) => !done.has(cell));
  }
  return filled;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Returns a value that follows from the row's other cells: exactly, from similar rows, or as predicted by the networks. */
function guessOf({ row, column }: Place, prediction: Prediction | undefined, known: Known): Guess | undefined {
  const { features, relations, text } = known;
  const cells = features.columns[column]!;
  const relation = relations.find(({ target }) => target === column);
  const followed = relation && "numbers" in cells && fromRelation(row, cells, relation, prediction, features.columns);
  if (followed) return followed;
  const predicted = prediction && ("location" in prediction ? fromNumber(cells, prediction) : fromClasses(cells, prediction));
  const usual = text.usual(row, column);
  if (!usual || usual.share <= (predicted?.sure ?? 0)) return predicted;
  const from = usual.from.map((one) => features.columns[one]!.name);
  const value = "numbers" in cells ? asNumber(cells, numberOf(cells.kind, usual.text)) : { value: usual.text };
  return { ...value, sure: usual.share, from };
}

/**
 * Returns undefined if the row's other numbers are missing, if the value is outside of the column's range, or if it is less
 * certain than the networks' prediction.
 */
function fromRelation(
  row: number,
  cells: NumberCells | TimeCells,
  relation: Relation,
  prediction: Prediction | undefined,
  columns: readonly Cells[],
): Guess | undefined {
  const [expected, tolerance] = [relation.expected(row), relation.tolerance(row)];
  if (!Number.isFinite(expected)) return undefined;
  if (prediction && "location" in prediction) {
    const [low, high] = rangeOf(prediction);
    if (tolerance + relation.rounding(row) > (high - low) / 2) return undefined;
  }
  const { values, low: least, high: most } = rangeOfColumn(cells);
  const value = nearestOf(values, expected);
  // Otherwise another cell of the row may be wrong.
  if (Math.abs(value - expected) > tolerance || value < least || value > most) return undefined;
  const [low, high] = [shownNumber(cells, value - tolerance), shownNumber(cells, value + tolerance)];
  return {
    ...asNumber(cells, value),
    sure: 1,
    from: relation.from.map((from) => columns[from]!.name),
    ...(!relation.isExact(row) && low !== high && { range: [low, high] as const }),
  };
}

const asNumber = (cells: NumberCells | TimeCells, number: number): Pick<Guess, "value" | "number"> => ({
  value: shownNumber(cells, number),
  number,
});

/**
 * Quantiles that limit plausible numbers. A number is implausible if it is farther outside of them than their distance from each
 * other.
 */
const [LOW, HIGH] = [0.005, 0.995];

/** The usual numbers of a column: its values if they are few, and limits of plausible numbers. */
interface Range {
  readonly values: readonly number[];
  readonly low: number;
  readonly high: number;
}

const ranges = new WeakMap<Float64Array, Range>();

/** Returns the limits for filled values. They are computed once for each column. */
function rangeOfColumn(cells: NumberCells | TimeCells): Range {
  const { numbers } = cells;
  const before = ranges.get(numbers);
  if (before) return before;
  const sorted = numbers.filter((x) => !Number.isNaN(x)).sort();
  const [low, high] = [quantile(sorted, LOW), quantile(sorted, HIGH)];
  const margin = high - low;
  const least = sorted[0]! >= 0 ? Math.max(0, low - margin) : low - margin;
  const range = { values: fewValues(cells), low: least, high: high + margin };
  ranges.set(numbers, range);
  return range;
}

/** Returns the value that is nearest to a number; without values, the number itself. */
const nearestOf = (values: readonly number[], x: number): number =>
  values.reduce((best, value) => (Math.abs(value - x) < Math.abs(best - x) ? value : best), values[0] ?? x);

function fromNumber(cells: Cells, prediction: PredictedNumber): Guess | undefined {
  if (!("numbers" in cells)) return undefined;
  const sure = Math.max(0, 1 - prediction.scale);
  if (cells.kind === "time" && sure < LEAST_SURE_TIME) return undefined;
  const [low, high] = rangeOf(prediction);
  const { low: least, high: most } = rangeOfColumn(cells);
  return {
    ...asNumber(cells, Math.max(least, Math.min(most, meanOf(prediction)))),
    sure,
    range: [shownNumber(cells, low), shownNumber(cells, high)],
  };
}

/** Returns the most likely category, or, for a number with few values, the value that is nearest to their mean. */
function fromClasses(cells: Cells, prediction: PredictedClass): Guess {
  const { target, probabilities } = prediction;
  const listed = probabilities.slice(0, target.isOpen ? -1 : probabilities.length);
  const most = listed.reduce((best, probability, k) => (probability > listed[best]! ? k : best), 0);
  if (cells.kind !== "number") return { value: target.names[most]!, sure: listed[most]!, likely: likeliest(prediction) };
  const all = listed.reduce((sum, probability) => sum + probability, 0);
  const mean = listed.reduce((sum, probability, k) => sum + probability * Number(target.names[k]), 0) / all;
  return {
    ...asNumber(cells, nearestOf(target.names.slice(0, listed.length).map(Number), mean)),
    sure: listed[most]!,
    likely: likeliest(prediction),
  };
}

/** Writes a value in its cell, so that others can follow from it. */
function put({ row, column }: Place, { value, number }: Guess, { features, text }: Known): void {
  const cells = features.columns[column]!;
  if (cells.kind === "category") cells.codes[row] = cells.names.indexOf(value);
  if ("numbers" in cells) cells.numbers[row] = number!;
  cells.values[row] = cells.kind === "number" ? number! : value;
  text.put(row, column);
}

function stillMissing(columns: readonly Cells[], wanted: readonly number[]): FilledCells["missing"] {
  return wanted.flatMap((column) => {
    const { name, kind, values } = columns[column]!;
    const count = values.reduce<number>((sum, value) => sum + Number(value === null), 0);
    return count === 0 ? [] : [{ name, count, why: WHY[kind] }];
  });
}

const NOTHING = "the other columns don't determine them";
const WHY: Readonly<Record<Cells["kind"], string>> = {
  key: "it identifies rows",
  prose: "it is free text, or has no values",
  time: "the other columns don't determine the time",
  number: NOTHING,
  category: NOTHING,
};
