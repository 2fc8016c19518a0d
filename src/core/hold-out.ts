import { OptionError } from "./errors.ts";
import { permutation, random } from "./random.ts";

// This file decides which rows are held out for validation. Everywhere, `validation` is a number of rows (1 or more) or a
// share of them (below 1). Arrays hold out their last rows, and windows the end of each series. Tables hold out rows spread
// evenly over all of them. A detector holds out rows drawn with its seed.

/** Returns the number of rows that are held out if they are the last ones. */
export const heldCount = (rows: number, validation: number): number =>
  validation < 1 ? Math.round(rows * validation) : validation;

/** Returns the share of the rows that is held out. */
export const heldShare = (rows: number, validation: number): number => (validation < 1 ? validation : validation / rows);

/** Returns the index of the first row that `validationSplit` holds out. It rounds the number of rows to learn from. */
export const splitPlace = (rows: number, share: number): number => Math.round(rows * (1 - share));

/**
 * Shuffles row indices with a seed and splits them in two: the rows held out, at least one and at most `most`, and the rows
 * to learn from.
 */
export function drawnRows(rows: number, share: number, { seed, most }: { readonly seed: number; readonly most: number }) {
  const order = permutation(rows, random(seed, 3));
  const count = Math.min(most, Math.max(1, heldCount(rows, share)));
  return { held: order.subarray(0, count), learned: order.subarray(count) };
}

/**
 * The golden ratio minus 1. Its multiples modulo 1 are spread evenly, even if the rows repeat with some period (Weyl, 1916).
 */
export const GOLDEN = 0.6180339887498949;

/** A set of rows that are held out. */
export interface HeldOut {
  readonly count: number;
  isHeld(row: number): boolean;
  /** A row is held out if (row · GOLDEN + offset) mod 1 is below this share. */
  readonly share: number;
  readonly offset: number;
  /** Set if that rule leaves one part empty: only the last row is then held out, or only the last row is learned from. */
  readonly last?: "held" | "kept";
}

/**
 * Chooses the rows to hold out: at least one, and not all.
 * @throws OptionError if the number of rows or `validation` doesn't allow that.
 */
export function holdOut(
  { rowCount, name }: { readonly rowCount: number; readonly name: string },
  validation: number,
  seed: number,
): HeldOut {
  if (rowCount < 2)
    throw new OptionError(`${name} has 1 row, but at least two are needed: one to learn from and one to hold out.`);
  const share = heldShare(rowCount, validation);
  if (!(share > 0 && share < 1))
    throw new OptionError(
      `${Number(validation.toPrecision(3))} for validation leaves one of the two parts of the ${rowCount} rows of ${name} empty. Give a whole number from 1 to ${rowCount - 1}, or a share below 1.`,
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

/** Returns the new place of each row: rows to learn from come first, in their order, then those held out. */
export function placesOf(count: number, isHeld: (row: number) => boolean): { places: Int32Array; held: number } {
  const places = new Int32Array(count);
  let kept = 0;
  for (let row = 0; row < count; row++) if (!isHeld(row)) places[row] = kept++;
  let next = kept;
  for (let row = 0; row < count; row++) if (isHeld(row)) places[row] = next++;
  return { places, held: count - kept };
}

/** Returns the row at each new place. */
export function inverse(places: Int32Array): Int32Array {
  const rows = new Int32Array(places.length);
  places.forEach((place, row) => {
    rows[place] = row;
  });
  return rows;
}
