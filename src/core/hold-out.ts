import { OptionError } from "./errors.ts";
import { permutation, random } from "./random.ts";

// Which rows are held out for validation: `validation` is a number of rows (1 or more) or a share of them everywhere. Arrays hold their last rows out, tables rows
// spread evenly over all of them, windows the end of each series, and a detector rows drawn by its seed.

/** The number of rows that are held out, where they are the last ones. */
export const heldCount = (rows: number, validation: number): number =>
  validation < 1 ? Math.round(rows * validation) : validation;

/** The share of the rows that is held out. */
export const heldShare = (rows: number, validation: number): number => (validation < 1 ? validation : validation / rows);

/** The first of the last rows that `validationSplit` holds out: it rounds the number of rows to learn from. */
export const splitPlace = (rows: number, share: number): number => Math.round(rows * (1 - share));

/** Rows in an order drawn by a seed, in two parts: those held out, at least one and at most `most`, and those to learn from. */
export function drawnRows(rows: number, share: number, { seed, most }: { readonly seed: number; readonly most: number }) {
  const order = permutation(rows, random(seed, 3));
  const count = Math.min(most, Math.max(1, heldCount(rows, share)));
  return { held: order.subarray(0, count), learned: order.subarray(count) };
}

/** The part of a circle that the golden ratio steps on: multiples of it fall evenly, whatever period the rows have (Weyl, 1916). */
export const GOLDEN = 0.6180339887498949;

/** Rows that are held out: how many, and which. */
export interface HeldOut {
  readonly count: number;
  isHeld(row: number): boolean;
  /** A row falls out where (row · GOLDEN + offset) mod 1 is below the share; */
  readonly share: number;
  readonly offset: number;
  /** but where that leaves one part empty, only the last row stands apart from the others. */
  readonly last?: "held" | "kept";
}

/** Which rows are held out: at least one, and not all. @throws OptionError where that can't be. */
export function holdOut(
  { rowCount, name }: { readonly rowCount: number; readonly name: string },
  validation: number,
  seed: number,
): HeldOut {
  if (rowCount < 2) throw new OptionError(`${name} has 1 row; there must be two at least, one to learn from and one held out.`);
  const share = heldShare(rowCount, validation);
  if (!(share > 0 && share < 1))
    throw new OptionError(
      `${Number(validation.toPrecision(3))} for validation doesn't leave both parts of the ${rowCount} rows of ${name} filled. Give a whole number from 1 to ${rowCount - 1}, or a share below 1.`,
    );
  const offset = random(seed, 4).uniform();
  const falls = (row: number) => (row * GOLDEN + offset) % 1 < share;
  let held = 0;
  for (let row = 0; row < rowCount; row++) if (falls(row)) held++;
  const last = rowCount - 1;
  const rule = { share, offset };
  if (held === 0) return { count: 1, isHeld: (row) => row === last, ...rule, last: "held" };
  if (held === rowCount) return { count: last, isHeld: (row) => row !== last, ...rule, last: "kept" };
  return { count: held, isHeld: falls, ...rule };
}

/** Where each row goes: those to learn from first, in their order, then those held out. */
export function placesOf(count: number, isHeld: (row: number) => boolean): { places: Int32Array; held: number } {
  const places = new Int32Array(count);
  let kept = 0;
  for (let row = 0; row < count; row++) if (!isHeld(row)) places[row] = kept++;
  let next = kept;
  for (let row = 0; row < count; row++) if (isHeld(row)) places[row] = next++;
  return { places, held: count - kept };
}

/** Which row went to each place. */
export function inverse(places: Int32Array): Int32Array {
  const rows = new Int32Array(places.length);
  places.forEach((place, row) => {
    rows[place] = row;
  });
  return rows;
}
