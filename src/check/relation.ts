import * as z from "zod/mini";
import { quantile } from "../core/statistics.ts";
import { type Cells, fewValues } from "./cells.ts";
import type { LinearFit } from "./least-squares.ts";
import { type NumbersAt, TERM_KINDS, type Term, termOf, wordsOf } from "./terms.ts";

/** The scale on which a target follows from others: its value, its logarithm, or the logarithm of 1 minus its value. */
export const SCALES = ["plain", "log", "log of the rest"] as const;
export type Scale = (typeof SCALES)[number];

export const TO_SCALE = { plain: (x: number) => x, log: Math.log, "log of the rest": (x: number) => Math.log(1 - x) } as const;
const FROM_SCALE = { plain: (y: number) => y, log: Math.exp, "log of the rest": (y: number) => 1 - Math.exp(y) } as const;

/** A number that follows from other numbers of its row: "total = unit_price × quantity × (1 - discount)". */
export interface Relation {
  readonly target: number;
  /** The columns that it follows from. */
  readonly from: readonly number[];
  /** The formula; "" if it contains times. */
  readonly words: string;
  /** Computes the expected number from the row's other numbers, in the target's units; NaN if one is missing. */
  expected(row: number): number;
  /**
   * Returns the difference between a row's number and the expected one, relative to the usual difference: about 1 for most rows.
   */
  distance(row: number): number;
  /** Returns the maximum usual difference, in the target's units. */
  tolerance(row: number): number;
  /** Returns whether the expected number is right to about the last digit of the column. */
  isExact(row: number): boolean;
  /**
   * Returns how much the expected number depends on digits that the row's other numbers lack, in the target's units. This is
   * large if it is divided by a small number.
   */
  rounding(row: number): number;
  /** The data from which another table can use the relation. */
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

/** How a number is computed from others. */
export interface Formula extends Pick<LinearFit, "weights" | "constant" | "spread"> {
  readonly terms: readonly Term[];
  readonly scale: Scale;
}

/** A difference of at most this many halves of the last digit counts as exact. */
const EXACT = 4;
/** Number of rows by which usual differences are measured. */
const MEASURED = 20_000;

/** Creates a relation from its formula, and measures the usual differences of rows. */
export function relationOf(target: NumbersAt, fitted: Formula, rows: number): Relation {
  const relation = relationWith(target, fitted, 1);
  const step = Math.max(1, Math.floor(rows / MEASURED));
  const away = Float64Array.from({ length: Math.floor(rows / step) }, (_, i) => relation.distance(i * step));
  const known = away.filter((x) => !Number.isNaN(x)).sort();
  return relationWith(target, fitted, Math.max(1, quantile(known, 0.9) / 2));
}

/** Returns by how much the numbers of a column may be rounded. Whole numbers, and columns with few values, aren't rounded. */
const roundedBy = (cells: NumbersAt["cells"]): number =>
  cells.kind === "time" || cells.decimals === 0 || fewValues(cells).length > 0 ? 0 : halfDigit(cells);

/** Returns half of a column's last digit. */
const halfDigit = (cells: NumbersAt["cells"]): number => (cells.kind === "number" ? 0.5 * 10 ** -cells.decimals : 1e-9);

/** Creates a relation. @param usual usual difference of rows, in units of the spread. */
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
  /** Returns how much the result changes if one of the numbers changes by half a digit. */
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
    // A formula with days since 1970 would not help a reader.
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

/** Creates a relation that was learned from another table with the same columns. */
export function relationFrom({ usual, terms, target, ...saved }: SavedRelation, columns: readonly Cells[]): Relation {
  const at = (column: number): NumbersAt => {
    const cells = columns[column]!;
    if (!("numbers" in cells)) throw new RangeError(`The column ${cells.name} must contain numbers.`);
    return { column, cells };
  };
  const made = terms.map(({ kind, columns: [a, b] }) => termOf(kind, at(a!), at(b ?? a!)));
  return relationWith(at(target), { ...saved, terms: made }, usual);
}
