import { ShapeError } from "../../core/errors.ts";
import { constantOf, expectRank, showShape, type Tensor, withGradient } from "../tensor.ts";
import { add } from "./add.ts";
import { gather } from "./gather.ts";
import { full } from "./size.ts";
import { pad } from "./slice.ts";

/** A place of no row: zeros stand there. */
export const NOWHERE = -1;

/**
 * Rows of each example, in places known beforehand: [n, rows, c] → [n, places, c]; `NOWHERE` gives zeros. A row picked several times gets the
 * sum of the gradients, which are picked in turn: gathers run in parallel and copy whole rows, where scattering does neither.
 */
export function pick(x: Tensor, places: readonly number[]): Tensor {
  expectRank("Pick", x, 3);
  const rows = x.shape[1];
  if (typeof rows !== "number" || places.some((place) => place < NOWHERE || place >= rows))
    throw new ShapeError(`Pick: ${showShape(x.shape)} has no row ${Math.max(...places)}.`);
  const source = places.includes(NOWHERE) ? pad(x, [0, 0, 0], [0, 1, 0]) : x;
  const indices = places.map((place) => (place === NOWHERE ? rows : place));
  const picked = gather(source, constantOf("int32", [places.length], indices), 1);
  return withGradient(picked, [x], (dy) => [unpick(dy, places, rows)]);
}

/**
 * The adjoint of `pick`: each of the rows is the sum of what lies in the places that it was picked for. [n, places, c] → [n, rows, c].
 * @param nothing a place known to hold zeros, if there is one.
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
