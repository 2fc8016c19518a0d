import { DataError } from "./errors.ts";
import type { NdArray } from "./ndarray.ts";

/** The options of checks for finite numbers. */
export interface FiniteOptions {
  /** Whether NaN is allowed, as a missing value; default false. Infinity is never allowed. */
  readonly missing?: boolean;
}

/**
 * Number of numbers that are added up at a time. It is small, so that searching a block number by number takes no noticeable
 * time.
 */
const BLOCK = 4096;

/**
 * Returns the index of the first number that isn't finite, or -1 if all are. A finite number times 0 is 0, so a block is
 * searched number by number only if the sum of its products isn't 0: 43 million numbers take about 40 ms. Whole numbers,
 * such as uint8, are always finite.
 */
export function firstNotFinite({ dtype, data }: NdArray, { missing = false }: FiniteOptions = {}): number {
  if (dtype !== "float32" && dtype !== "float64") return -1;
  const numbers = data as Float32Array | Float64Array;
  for (let start = 0; start < numbers.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, numbers.length);
    let [a, b, c, d] = [0, 0, 0, 0];
    let i = start;
    for (; i + 3 < end; i += 4) {
      a += numbers[i]! * 0;
      b += numbers[i + 1]! * 0;
      c += numbers[i + 2]! * 0;
      d += numbers[i + 3]! * 0;
    }
    for (; i < end; i++) a += numbers[i]! * 0;
    if (a + b + c + d === 0) continue;
    for (i = start; i < end; i++) if (isBroken(numbers[i]!, missing)) return i;
  }
  return -1;
}

const isBroken = (value: number, missing: boolean): boolean => !Number.isFinite(value) && !(missing && Number.isNaN(value));

/**
 * Names the place of a number in examples [n, …]: "row 2, column 3" in rows, "row 2, element [0, 3]" in examples with more
 * axes, "row 2" in single numbers.
 */
export function placeIn({ shape: [, ...shape] }: Pick<NdArray, "shape">, index: number): string {
  const places: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  if (places.length === 0) return `row ${rest}`;
  return places.length === 1 ? `row ${rest}, column ${places[0]}` : `row ${rest}, element [${places.join(", ")}]`;
}

/** Added to messages about NaN in rows of numbers, because tables may have missing values. */
const IN_TABLES = " As a table (a CSV file, or rows as objects) they may have missing values.";

/**
 * Checks that every number of examples [n, …] is finite.
 * @param where - noun for the data in the message, such as a file or "The validation examples". Without it, the message
 * begins with the row.
 * @param mayBeTable - whether an autoencoder learns from the examples. It accepts rows with missing values as a table.
 * @throws DataError with the place of the first number that isn't finite, how many there are, and what to do.
 */
export function expectFinite(
  examples: NdArray,
  { missing = false, where, mayBeTable = false }: FiniteOptions & { where?: string; mayBeTable?: boolean } = {},
): void {
  const first = firstNotFinite(examples, { missing });
  if (first < 0) return;
  const place = placeIn(examples, first);
  let count = 0;
  for (const value of examples.data.subarray(first)) if (isBroken(Number(value), missing)) count++;
  const isMissing = mayBeTable && examples.shape.length === 2 && Number.isNaN(Number(examples.data[first]));
  throw new DataError(
    `${where === undefined ? `R${place.slice(1)}` : `${where}: ${place}`} is ${examples.data[first]} (counted from 0${count > 1 ? `; the first of ${count} values that aren't finite` : ""}). ${missing ? "Leave such a value empty (NaN), or fill it." : `Remove or fill such rows.${isMissing ? IN_TABLES : ""}`}`,
  );
}

/**
 * Describes the first number that isn't finite in named arrays, such as `"dense/kernel" holds NaN (number 3 of 24)`;
 * undefined if all are finite.
 */
export function notFinite(arrays: Readonly<Record<string, NdArray>>): string | undefined {
  for (const [name, array] of Object.entries(arrays)) {
    const at = firstNotFinite(array);
    if (at >= 0) return `"${name}" holds ${array.data[at]} (number ${at + 1} of ${array.data.length})`;
  }
  return undefined;
}
