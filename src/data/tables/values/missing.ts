/** Words for a missing value in text files. */
export const MISSING = [
  "",
  "NA",
  "N/A",
  "n/a",
  "NaN",
  "nan",
  "NULL",
  "null",
  "None",
  "?",
  "-",
  ".",
  "#N/A",
  "#NA",
  "<NA>",
  "NaT",
];

/** Words for a missing value among numbers or times, in lower case: among other texts they may be values. */
export const MISSING_NUMBER: readonly string[] = [
  ...new Set(MISSING.map((word) => word.toLowerCase())),
  ..."none nil missing unknown n.a. n.a n.d. k.a. -- --- – — .. ... … * ** tbd #div/0! #value! #ref! #num! #name? #null!".split(
    " ",
  ),
  "not available",
  "no data",
];

const isMissingNumber: ReadonlySet<string> = new Set(MISSING_NUMBER);

/** Whether a text among numbers or times says that there is none. */
export const saysMissing = (text: string): boolean => isMissingNumber.has(text.trim().toLowerCase());

/**
 * The words that stand for a missing value in a text file. A minus isn't one in a file where a column has plus and minus: the strands of genes, or charges.
 * @param lines the cells of the first lines.
 */
export function missingWords(lines: readonly { readonly cells: readonly string[] }[]): readonly string[] {
  const of = (sign: string) => new Set(lines.flatMap(({ cells }) => cells.flatMap((cell, i) => (cell === sign ? [i] : []))));
  const [pluses, minuses] = [of("+"), of("-")];
  return [...pluses].some((column) => minuses.has(column)) ? MISSING.filter((word) => word !== "-") : MISSING;
}
