/** A number of a row that stands in a relation: of one column, or of two that are multiplied or divided. */
export interface Term {
  readonly columns: readonly number[];
  /** How it is written, with the columns' names. */
  readonly words: string;
  /** Whether it is a time, in days. */
  readonly isOfTime?: boolean;
  of(row: number): number;
}

const near = (x: number, y: number): boolean => Math.abs(x - y) < 0.005 * Math.max(1, Math.abs(y));
const factor = (x: number): string => String(Number((near(x, Math.round(x)) ? Math.round(x) : x).toPrecision(4)));

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
  return `${sum.join("")}${constant === 0 ? "" : ` ${constant < 0 ? "-" : "+"} ${factor(Math.abs(constant))}`}`;
}
