import { DataError } from "../../../core/errors.ts";
import { count } from "../../../core/words.ts";
import { RECORDS } from "../records.ts";

/** A column of texts is read as numbers or times if at least this share of them are. The others are strays. */
const MOSTLY = 0.9;

/** Whether texts are numbers or times but for a few strays. @param fitting number of texts that are. @param present number of all texts. */
export const areMostly = (fitting: number, present: number): boolean => present > 0 && fitting >= MOSTLY * present;

/** The strays of a column: texts among its numbers or times that can't be read as such and aren't words for a missing value. */
export interface Strays {
  readonly column: string;
  /** The kind of the column's other values. */
  readonly kind: "number" | "date";
  /** How many strays there are. */
  readonly count: number;
  /** How many values the column has, strays among them. */
  readonly present: number;
  /** The first stray, at most 60 characters of it. */
  readonly value: string;
  /** The first stray's row, counted from 1. */
  readonly row: number;
}

/** A function that takes a line for each column with strays; undefined if nobody wants them; "known" if somebody has looked for them before. */
export type ToldOfStrays = ((line: string) => void) | undefined | "known";

/** @throws DataError where more than a tenth of a column's values are strays. */
export function expectFewStrays(table: string, found: readonly Strays[]): void {
  const many = found.find((strays) => !areMostly(strays.present - strays.count, strays.present));
  if (!many) return;
  const { column, kind, value, row } = many;
  throw new DataError(
    `${table}: column "${column}" was ${kind === "date" ? "a time" : "a number"} when the model learned, and is "${value}" in row ${row}. Mend its values.`,
  );
}

/** @throws DataError where there are strays. */
export function expectNoStrays(table: string, [first]: readonly Strays[]): void {
  if (!first) return;
  const { column, kind, present, value, row } = first;
  throw new DataError(
    `${table}: column "${column}" is ${kind === "date" ? "times" : "numbers"} but for ${first.count} of ${present} values, the first "${value}" in row ${row}. Mend those (\`check\` finds them and what they should be), or open the rows with \`fromRecords\`, which takes them as missing.`,
  );
}

/** A line for each column with strays. @param fate what becomes of each of them. */
export const strayLines = (
  table: string,
  found: readonly Strays[],
  fate: "is taken as missing" | "stays as it is" = "is taken as missing",
): string[] =>
  found.map((strays) => {
    const { column, kind, present, value, row } = strays;
    const thing = kind === "date" ? "time" : "number";
    const [are, them] = strays.count === 1 ? [`isn't a ${thing}`, "it"] : [`aren't ${thing}s`, "them all"];
    const command = table === RECORDS ? "check" : `codings check ${table}`;
    return `column "${column}": ${count(strays.count)} of ${count(present)} values ${are}, the first "${value}" in row ${row}; each ${fate}, and ${command} lists ${them}`;
  });
