import { ShapeError } from "../../core/errors.ts";
import { constantOf, expectRank, showShape, type Tensor, withGradient } from "../tensor.ts";
import { add } from "./add.ts";
import { gather } from "./gather.ts";
import { full } from "./size.ts";
import { pad } from "./slice.ts";

/** Index that stands for no row; the result has zeros there. */
export const NOWHERE = -1;

/**
 * Takes rows of each example by index: [n, rows, c] → [n, places, c]. The indices are fixed in the graph, and `NOWHERE`
 * gives zeros. A row that is picked several times gets the sum of the gradients. The gradients are picked too, because
 * gathers run in parallel and copy whole rows, unlike scattering.
 * @throws ShapeError if x doesn't have three axes, or if an index is out of range.
 * @example
 * const lastTwo = pick(x, [8, 9]);
 */
export function pick(x: Tensor, places: readonly number[]): Tensor {
  expectRank("Pick", x, 3);
  const rows = x.shape[1];
  if (typeof rows !== "number" || places.some((place) => place < NOWHERE || place >= rows))
    throw new ShapeError(`Pick: ${showShape(x.shape)} has no row ${Math.max(...places)}. Choose other rows.`);
  const source = places.includes(NOWHERE) ? pad(x, [0, 0, 0], [0, 1, 0]) : x;
  const indices = places.map((place) => (place === NOWHERE ? rows : place));
  const picked = gather(source, constantOf("int32", [places.length], indices), 1);
  return withGradient(picked, [x], (dy) => [unpick(dy, places, rows)]);
}

/**
 * Computes the adjoint of `pick`: each row of the result is the sum of the places that it was picked for, [n, places, c] →
 * [n, rows, c].
 * @param nothing - index of a place that is known to contain zeros, if there is one.
 * @example
 * const sums = unpick(x, [0, 0, 1], 2); // row 0: places 0 and 1; row 1: place 2
 */
export function unpick(x: Tensor, places: readonly number[], rows: number, nothing = NOWHERE): Tensor {
  const pickedFor: number[][] = Array.from({ length: rows }, () => []);
  places.forEach((row, place) => {
    if (row !== NOWHERE) pickedFor[row]!.push(place);
  });
  const most = pickedFor.reduce((longest, list) => Math.max(longest, list.length), 0);
  const layers = Array.from({ length: most }, (_, i) => pickedFor.map((list) => list[i] ?? nothing));
  if (layers.length === 0) return full([x.shape[0]!, rows, x.shape[2]!], 0);
  return layers.map((layer) => pick(x, layer)).reduce((sum, part) => add(sum, part));
}
