import type { CategoryCells, Cells, NumberCells, TimeCells } from "./cells.ts";
import { type CategoryCode, type ColumnCode, type NumberCode, phaseOf, type Scale, type TimeCode } from "./codes.ts";

/** A target of the network for a column: a number, or one of several classes. */
export type Target = NumberTarget | ClassTarget;

interface AnyTarget {
  /** Index of the column in the table. */
  readonly column: number;
  /** Whether the target is only a part of the column's value, such as the hour of a time. */
  readonly isPart: boolean;
}

export interface NumberTarget extends AnyTarget {
  readonly kind: "number";
  /** Returns the number, standardised on the scale that is less skewed; NaN if it is missing. */
  of(row: number): number;
  /** Converts a standardised number back to the column's units. */
  back(standardised: number): number;
}

export interface ClassTarget extends AnyTarget {
  readonly kind: "class";
  /** Returns the index of a row's class; -1 if the value is missing. */
  of(row: number): number;
  readonly names: readonly string[];
  /** Whether the last class stands for all rare values. */
  readonly isOpen: boolean;
}

interface Input {
  readonly column: number;
  /** Returns the input; 0 if the value is missing. */
  of(row: number): number;
}

/** The columns of a table as inputs and targets of a network. The inputs of missing cells are 0. */
export interface Features {
  readonly rows: number;
  readonly columns: readonly Cells[];
  readonly inputs: readonly Input[];
  readonly targets: readonly Target[];
}

/** Limits of standardised numbers: larger ones are replaced by the limit. */
const [MOST_INPUT, MOST_TARGET] = [10, 20];

/**
 * Creates the inputs and targets of a table's columns.
 * @param codes how each column is coded, as learned from this table or from an earlier one (`codesOf`).
 * @param rows number of rows of the table.
 */
export function featuresOf(codes: readonly ColumnCode[], columns: readonly Cells[], rows: number): Features {
  const inputs: Input[] = [];
  const targets: Target[] = [];
  columns.forEach((cells, column) => {
    const code = codes[column]!;
    if (code.kind === "category" && cells.kind === "category") ofCategory(code, cells, column, inputs, targets);
    if (code.kind === "time" && cells.kind === "time") ofTime(code, cells, column, inputs, targets);
    if (code.kind === "number" && cells.kind === "number") ofNumber(code, cells, column, inputs, targets);
  });
  return { rows, columns, inputs, targets };
}

const limited = (x: number, most: number): number => (Number.isNaN(x) ? 0 : Math.max(-most, Math.min(most, x)));
const standardised = ({ middle, unit }: Scale, x: number): number =>
  Number.isNaN(x) ? x : Math.max(-MOST_TARGET, Math.min(MOST_TARGET, (x - middle) / unit));
const backFrom = ({ middle, unit }: Scale, z: number): number => z * unit + middle;

function ofCategory(code: CategoryCode, cells: CategoryCells, column: number, inputs: Input[], targets: Target[]): void {
  const places = new Map(code.names.map((name, place) => [name, place]));
  const other = code.isOpen ? code.names.length : -1;
  const classes = cells.names.map((name) => places.get(name) ?? other);
  const of = (row: number): number => (cells.codes[row]! < 0 ? -1 : classes[cells.codes[row]!]!);
  const names = [...code.names, ...(code.isOpen ? [ANOTHER] : [])];
  addClasses(inputs, column, names.length, of);
  targets.push({ kind: "class", column, isPart: false, of, names, isOpen: code.isOpen });
}

/** Name of the class that stands for rare values. */
const ANOTHER = "another value";

function addClasses(inputs: Input[], column: number, size: number, of: (row: number) => number): void {
  for (let place = 0; place < size; place++) inputs.push({ column, of: (row) => Number(of(row) === place) });
}

function ofTime(
  { whole, first, last, cycles, hour }: TimeCode,
  { numbers }: TimeCells,
  column: number,
  inputs: Input[],
  targets: Target[],
): void {
  // Times of a later table may be after all times used for training, which is no error.
  const of = (row: number): number =>
    numbers[row]! >= first && numbers[row]! <= last ? standardised(whole, numbers[row]!) : Number.NaN;
  const within = (row: number): number => standardised(whole, Math.max(first, Math.min(last, numbers[row]!)));
  inputs.push({ column, of: (row) => limited(within(row), MOST_INPUT) });
  targets.push({ kind: "number", column, isPart: false, of, back: (z) => backFrom(whole, z) });
  for (const days of cycles)
    for (const wave of [Math.sin, Math.cos])
      inputs.push({ column, of: (row) => (Number.isNaN(numbers[row]!) ? 0 : wave(2 * Math.PI * phaseOf(numbers[row]!, days))) });
  if (!hour) return;
  const hourOf = (row: number): number => standardised(hour, phaseOf(numbers[row]!, 1));
  targets.push({ kind: "number", column, isPart: true, of: hourOf, back: (z) => backFrom(hour, z) });
}

function ofNumber(code: NumberCode, { numbers }: NumberCells, column: number, inputs: Input[], targets: Target[]): void {
  const { plain, log, isLog, often } = code;
  inputs.push({ column, of: (row) => limited(standardised(plain, numbers[row]!), MOST_INPUT) });
  const logOf = (x: number): number => standardised(log!.scale, Math.log(Math.max(0, x) + log!.shift));
  if (log) inputs.push({ column, of: (row) => limited(logOf(numbers[row]!), MOST_INPUT) });
  const of = isLog ? (row: number) => logOf(numbers[row]!) : (row: number) => standardised(plain, numbers[row]!);
  const back = isLog ? (z: number) => Math.exp(backFrom(log!.scale, z)) - log!.shift : (z: number) => backFrom(plain, z);
  // The class "another value" doesn't tell how far off a number is, so the number is predicted too.
  targets.push({ kind: "number", column, isPart: often !== undefined, of, back });
  if (!often) return;
  const places = new Map(often.map((x, i) => [x, i]));
  const classOf = (row: number): number => (Number.isNaN(numbers[row]!) ? -1 : (places.get(numbers[row]!) ?? often.length));
  addClasses(inputs, column, often.length + 1, classOf);
  targets.push({ kind: "class", column, isPart: false, of: classOf, names: [...often.map(String), ANOTHER], isOpen: true });
}
