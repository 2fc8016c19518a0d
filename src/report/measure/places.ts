import { quantile } from "../../core/statistics.ts";

/** How many of the strangest rows a report names. */
export const WORST = 10;

/** The rows of the largest errors, the largest first: their places in the dataset. */
export const worstOf = (errors: Float32Array, most: number): number[] =>
  smallest(
    errors.map((error) => -error),
    most,
  );

/** Rows around the middle error of those that are looked at, which are those from `from` on, the nearest to it first. */
export function typicalOf(errors: Float32Array, from: number, most: number): number[] {
  const looked = errors.subarray(from);
  const middle = quantile(looked.slice().sort(), 0.5);
  const away = looked.map((error) => Math.abs(error - middle));
  return smallest(away, most).map((place) => from + place);
}

/** Places of the smallest numbers, in their order; of millions, only those few are sorted by place. */
function smallest(numbers: Float32Array, most: number): number[] {
  const limit = numbers.slice().sort()[Math.min(most, numbers.length) - 1]!;
  const places: number[] = [];
  numbers.forEach((number, place) => {
    if (number <= limit) places.push(place);
  });
  return places.sort((a, b) => numbers[a]! - numbers[b]! || a - b).slice(0, most);
}
