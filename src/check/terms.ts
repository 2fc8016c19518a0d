import type { NumberCells, TimeCells } from "./cells.ts";

/** A column of numbers with its index in the table. */
export interface NumbersAt {
  readonly column: number;
  readonly cells: NumberCells | TimeCells;
}

/** How a term is computed from the numbers of one or two columns. */
export const TERM_KINDS = ["number", "log", "log of the rest", "log of more", "product", "ratio"] as const;
export type TermKind = (typeof TERM_KINDS)[number];

/** A term of a relation: the number of one column, or the product or ratio of two. */
export interface Term {
  readonly kind: TermKind;
  readonly columns: readonly number[];
  /** The cells of those columns. */
  readonly inputs: readonly NumbersAt["cells"][];
  /** The term in words, with the names of the columns. */
  readonly words: string;
  /** Whether it is a time, in days. */
  readonly isOfTime: boolean;
  of(row: number): number;
}

export function termOf(kind: TermKind, a: NumbersAt, b: NumbersAt = a): Term {
  const [x, y] = [a.cells.numbers, b.cells.numbers];
  const [first, second] = [a.cells.name, b.cells.name];
  const how: Readonly<Record<TermKind, readonly [words: string, of: (row: number) => number]>> = {
    number: [first, (row) => x[row]!],
    log: [first, (row) => Math.log(x[row]!)],
    "log of the rest": [`(1 - ${first})`, (row) => Math.log(1 - x[row]!)],
    "log of more": [`(1 + ${first})`, (row) => Math.log(1 + x[row]!)],
    product: [`${first} × ${second}`, (row) => x[row]! * y[row]!],
    ratio: [`${first} / ${second}`, (row) => x[row]! / y[row]!],
  };
  const [words, of] = how[kind];
  const both = kind === "product" || kind === "ratio" ? [a, b] : [a];
  const [columns, inputs] = [both.map(({ column }) => column), both.map(({ cells }) => cells)];
  return { kind, columns, inputs, words, isOfTime: kind === "number" && a.cells.kind === "time", of };
}

const near = (x: number, y: number): boolean => Math.abs(x - y) < 0.005 * Math.max(1, Math.abs(y));
const factor = (x: number): string =>
  String(Number((Math.round(x) !== 0 && near(x, Math.round(x)) ? Math.round(x) : x).toPrecision(4)));

/** Writes a relation as a formula. */
export function wordsOf(terms: readonly Term[], weights: readonly number[], constant: number, isLog: boolean): string {
  if (isLog) {
    const power = (words: string, weight: number) =>
      near(weight, 1) ? words : near(weight, 0.5) ? `√${words}` : `${words}^${factor(weight)}`;
    const [above, below] = [true, false].map((isAbove) =>
      // A power of nearly 0 is a factor of nearly 1, so it is left out.
      terms.flatMap(({ words }, i) =>
        weights[i]! > 0 === isAbove && !near(weights[i]!, 0) ? [power(words, Math.abs(weights[i]!))] : [],
      ),
    ) as [string[], string[]];
    const scale = Math.exp(constant);
    const product = [...(near(scale, 1) && above.length > 0 ? [] : [factor(scale)]), ...above].join(" × ");
    return below.length > 0 ? `${product} / ${below.length > 1 ? `(${below.join(" × ")})` : below[0]}` : product;
  }
  const sum = terms.map(({ words }, i) => {
    const weight = weights[i]!;
    const size = near(Math.abs(weight), 1) ? words : `${factor(Math.abs(weight))} × ${words}`;
    return i === 0 ? `${weight < 0 ? "-" : ""}${size}` : ` ${weight < 0 ? "-" : "+"} ${size}`;
  });
  return `${sum.join("")}${near(constant, 0) ? "" : ` ${constant < 0 ? "-" : "+"} ${factor(Math.abs(constant))}`}`;
}
