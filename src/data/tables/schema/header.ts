/** Numbers that occur as names: a year, a wavelength, a column's place. */
const PLAIN_NUMBER = /^\d+(\.\d+)?$/;
const [FIRST_YEAR, LAST_YEAR] = [1000, 2999];
/** From this many numbers on, equal steps between them aren't taken for chance. */
const MANY = 4;

/**
 * Whether a table's first line holds the names of its columns.
 * @param isFound whether the types of the columns say so.
 * @param line the first line's cells, the lines below it (as `isLineOfNames`), and the names that the columns have without a line of names.
 * @param wanted the columns that a model learned from.
 */
export function isHeader(
  isFound: boolean,
  {
    first,
    below,
    unnamed,
  }: { first: readonly string[]; below: readonly (readonly (string | null)[])[]; unnamed: readonly string[] },
  wanted: readonly string[],
): boolean {
  const areWanted = (names: readonly string[]) => wanted.length > 0 && wanted.every((name) => names.includes(name));
  return isFound || areWanted(first) || (!areWanted(unnamed) && isLineOfNames(first, below));
}

/**
 * Whether a table's first line is names although all of its cells could be values of their columns: years (country,2001,2002,2003), or other numbers at equal
 * steps (0,1,2,3 or 400,410,420,430). If neither is so, a line of numbers over numbers is a row.
 * @param first the first line's cells. @param below the lines under it, up to a thousand; null where a value is missing.
 */
function isLineOfNames(first: readonly string[], below: readonly (readonly (string | null)[])[]): boolean {
  const cells = first.map((cell) => cell.trim());
  const places = [...cells.keys()].filter((i) => PLAIN_NUMBER.test(cells[i]!));
  const texts = [...cells.keys()].filter((i) => !places.includes(i));
  // pandas leaves the name of its index empty.
  const areNamed = texts.every((i) => (i === 0 || cells[i] !== "") && below.every((line) => line[i]?.trim() !== cells[i]));
  const haveSteps = hasEqualSteps(places.map((i) => cells[i]!));
  if (below.length === 0 || !haveSteps || !areNamed || new Set(cells).size < cells.length) return false;
  // Years under years may be data: the first and the last year of something, for example.
  if (places.every((i) => isYear(cells[i]!) && below.some((line) => line[i] != null && !isYear(line[i].trim())))) return true;
  return places.length >= MANY && !below.some((line) => hasEqualSteps(places.map((i) => line[i]?.trim() ?? "")));
}

const isYear = (text: string): boolean => /^\d{4}$/.test(text) && Number(text) >= FIRST_YEAR && Number(text) <= LAST_YEAR;

/** Whether there are two or more numbers with equal steps between them that aren't 0. */
function hasEqualSteps(texts: readonly string[]): boolean {
  const numbers = texts.map((text) => (text === "" ? Number.NaN : Number(text)));
  const step = numbers[1]! - numbers[0]!;
  const tolerance = 1e-6 * Math.abs(step);
  return step !== 0 && numbers.slice(1).every((x, i) => Math.abs(x - numbers[i]! - step) <= tolerance) && numbers.length > 1;
}

/** The note about a table whose columns have no names. */
export const noNames = (file: string, first: readonly string[]): string =>
  `${file} has no line of names, as its first line (${first.slice(0, 4).join(", ")}${first.length > 4 ? ", …" : ""}) looks like the others. Its columns are called column0, column1 and so on. If the first line holds the names, add a letter to each`;
