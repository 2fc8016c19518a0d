import type { NumberCells, TimeCells } from "./cells.ts";

/** A number column of a table, with its place in it. */
export interface NumbersAt {
  readonly column: number;
  readonly cells: NumberCells | TimeCells;
}

/** How a term is made from the numbers of one column, or of two. */
export const TERM_KINDS = ["number", "log", "log of the rest", "log of more", "product", "ratio"] as const;
export type TermKind = (typeof TERM_KINDS)[number];

/** A number of a row that stands in a relation: of one column, or of two that are multiplied or divided. */
export interface Term {
  readonly kind: TermKind;
  readonly columns: readonly number[];
  /** Those columns' cells. */
  readonly inputs: readonly NumbersAt["cells"][];
  /** How it is written, with the columns' names. */
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

/** What a target follows from, as a formula. */
export function wordsOf(terms: readonly Term[], weights: readonly number[], constant: number, isLog: boolean): string {
  if (isLog) {
    const power = (words: string, weight: number) =>
      near(weight, 1) ? words : near(weight, 0.5) ? `√${words}` : `${words}^${factor(weight)}`;
    const [above, below] = [true, false].map((isAbove) =>
      // What is raised to nearly 0 is a factor of nearly 1.
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
