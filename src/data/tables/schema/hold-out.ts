import { OptionError } from "../../../core/errors.ts";
import { random } from "../../../core/random.ts";

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
  const share = validation < 1 ? validation : validation / rowCount;
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
