import { DataError } from "../../../core/errors.ts";
import { count } from "../../../core/words.ts";
import { RECORDS } from "../records.ts";

/** If at least this share of a column's texts are numbers or times, it is read as such. The other texts are its stray values. */
const MOSTLY = 0.9;

/**
 * Whether texts are numbers or times, apart from a few.
 * @param fitting number of texts that are.
 * @param present number of all texts.
 */
export const areMostly = (fitting: number, present: number): boolean => present > 0 && fitting >= MOSTLY * present;

/** The stray values of a column of numbers or times: texts that can't be read as such and don't stand for a missing value. */
export interface Strays {
  readonly column: string;
  /** The kind of the column's other values. */
  readonly kind: "number" | "date";
  /** Number of stray values. */
  readonly count: number;
  /** Number of values in the column, stray values included. */
  readonly present: number;
  /** The first stray value, cut to 60 characters. */
  readonly value: string;
  /** Row of the first stray value, counted from 1. */
  readonly row: number;
}

/** A function that receives a line per column with stray values; undefined ignores them; "known" if they were reported before. */
export type ToldOfStrays = ((line: string) => void) | undefined | "known";

/** @throws DataError if more than a tenth of a column's values are stray values. */
export function expectFewStrays(table: string, found: readonly Strays[]): void {
  const many = found.find((strays) => !areMostly(strays.present - strays.count, strays.present));
  if (!many) return;
  const { column, kind, value, row } = many;
  throw new DataError(
    `${table}: column "${column}" was ${kind === "date" ? "a time" : "a number"} in training, but it is "${value}" in row ${row}. Correct its values.`,
  );
}

/** @throws DataError if there are stray values. */
export function expectNoStrays(table: string, [first]: readonly Strays[]): void {
  if (!first) return;
  const { column, kind, present, value, row } = first;
  throw new DataError(
    `${table}: column "${column}" contains ${kind === "date" ? "times" : "numbers"}, except for ${first.count} of ${present} values; the first is "${value}" in row ${row}. Correct them (\`check\` finds them and suggests values), or open the rows with \`fromRecords\`, which reads them as missing.`,
  );
}

/** Returns a line for each column with stray values. @param fate how they are treated. */
export const strayLines = (
  table: string,
  found: readonly Strays[],
  fate: "counts as missing" | "stays unchanged" = "counts as missing",
): string[] =>
  found.map((strays) => {
    const { column, kind, present, value, row } = strays;
    const thing = kind === "date" ? "time" : "number";
    const [are, them] = strays.count === 1 ? [`isn't a ${thing}`, "it"] : [`aren't ${thing}s`, "them all"];
    const command = table === RECORDS ? "check" : `codings check ${table}`;
    return `column "${column}": ${count(strays.count)} of ${count(present)} values ${are}; the first is "${value}" in row ${row}. Each ${fate}; ${command} lists ${them}`;
  });
