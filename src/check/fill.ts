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

/** How the missing cells of a table are filled. */
export interface FillOptions extends Omit<CheckOptions, "keys"> {
  /** Columns whose cells are filled; all by default, but keys and free text. */
  readonly columns?: readonly string[] | undefined;
}

/** A cell that was missing, with what is put in its place. */
export interface FilledCell {
  /** The row in the table, from 1; its header isn't counted. */
  readonly row: number;
  readonly column: string;
  /** As the column writes its values. */
  readonly value: string;
  /** In which nine of ten numbers would lie. */
  readonly range?: readonly [low: string, high: string];
  /** The likeliest categories with their probabilities. */
  readonly likely?: readonly { readonly value: string; readonly probability: number }[];
  /** The columns that it follows from, where it follows exactly or as in other rows. */
  readonly from?: readonly string[];
}

/** A guess with how sure it is, 0 to 1. */
interface Guess extends Omit<FilledCell, "row" | "column"> {
  readonly sure: number;
  /** The value of a column of numbers, or of times in days. */
  readonly number?: number;
}

/** Cells are filled in so many rounds: each begins with what is sure, by which others become sure. */
const ROUNDS = 4;
/** So sure a guess is taken before the last round. */
const SURE = 0.95;
/** Rows that are filled at a time. */
const ROWS = 4096;
/** A time that is less sure stays missing: it would be hardly more than the middle of all times. */
const LEAST_SURE_TIME = 0.75;

/** What was filled, in the order of the rows; and how many cells of which columns stay missing, with the reason. */
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
 * Fills the missing cells of a table from what stands in the rest of their rows: by relations between numbers, by values that give others, and by networks that
 * predict each column from the others (masked autoencoders). A row's surest cell is filled first, and the others from it, so that they go together.
 * @param table of at least 50 rows.
 * @throws DataError for a table of fewer rows; OptionError for a column that it doesn't have; the signal's reason.
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

/** Fills the missing cells of some columns, by their names. */
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

/** What follows from the row's other cells: exactly, as in other rows, or as the networks predict. */
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

/** Undefined where the row's other numbers are missing, say something that the column never has, or say less than the networks do. */
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

/** Numbers that are farther from these quantiles than both are from one another are hardly right. */
const [LOW, HIGH] = [0.005, 0.995];

/** What the numbers of a column usually are: its values where it has few, and between which others may lie. */
interface Range {
  readonly values: readonly number[];
  readonly low: number;
  readonly high: number;
}

const ranges = new WeakMap<Float64Array, Range>();

/** Found once of each column: what is filled in lies within. */
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

/** The one of some values that is nearest to a number; of none, the number. */
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

/** The likeliest category; of a number with few values, the one that is nearest to their mean. */
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

/** Puts a guess in its cell, so that others can follow from it. */
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

const NOTHING = "nothing in the rest of their rows says what they are";
const WHY: Readonly<Record<Cells["kind"], string>> = {
  key: "it tells rows apart",
  prose: "it is free text, or empty",
  time: "the rest of their rows doesn't say when it was",
  number: NOTHING,
  category: NOTHING,
};
