import { quantile } from "../../core/statistics.ts";

/** Number of rows with the largest errors that a report lists. */
export const WORST = 10;

/** Returns the positions in the dataset of the rows with the largest errors, the largest first. */
export const worstOf = (errors: Float32Array, most: number): number[] =>
  smallest(
    errors.map((error) => -error),
    most,
  );

/** Returns the rows from `from` on whose errors are nearest to the median error of these rows, the nearest first. */
export function typicalOf(errors: Float32Array, from: number, most: number): number[] {
  const looked = errors.subarray(from);
  const middle = quantile(looked.slice().sort(), 0.5);
  const away = looked.map((error) => Math.abs(error - middle));
  return smallest(away, most).map((place) => from + place);
}

/**
 * Returns the positions of the smallest numbers, in ascending order of the numbers. Sorts only these positions, not those of all
 * numbers.
 */
function smallest(numbers: Float32Array, most: number): number[] {
  const limit = numbers.slice().sort()[Math.min(most, numbers.length) - 1]!;
  const places: number[] = [];
  numbers.forEach((number, place) => {
    if (number <= limit) places.push(place);
  });
  return places.sort((a, b) => numbers[a]! - numbers[b]! || a - b).slice(0, most);
}
