import { ndarray } from "../../src/core/ndarray.ts";
import { random } from "../../src/core/random.ts";

/** Returns rows around ten centres, and initial places for them. */
export function rowsAndPlaces(count: number) {
  const source = random(9);
  const rows = Float32Array.from({ length: count * 30 }, (_, at) => 3 * ((Math.floor(at / 30) * 7 + at) % 10) + source.normal());
  const places = Float32Array.from({ length: count * 2 }, () => 1e-4 * source.normal());
  return { rows: ndarray("float32", [count, 30], rows), places: ndarray("float32", [count, 2], places) };
}
