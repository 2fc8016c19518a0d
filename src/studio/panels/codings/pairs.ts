import { type NdArray, ndarray } from "../../../core/ndarray.ts";
import { random } from "../../../core/random.ts";
import { statisticsOf } from "./statistics.ts";

/** Returns two codings as a map, float32 [n, 2]. @param codings float32 [n, codings]. */
export function pairOf(
  { data, shape: [count = 0, width = 0] }: NdArray<"float32">,
  [x, y]: readonly [number, number],
): NdArray<"float32"> {
  const places = Float32Array.from({ length: 2 * count }, (_, at) => data[(at >> 1) * width + (at % 2 ? y : x)]!);
  return ndarray("float32", [count, 2], places);
}

/** Height of the random positions, as a share of the coding's range. */
const SPREAD = 0.3;

/**
 * Returns a map with one coding as the horizontal position and a random vertical position, because points on a line would hide each other. The position of a
 * row is always the same.
 * @param codings float32 [n, 1].
 */
export function spreadOf(codings: NdArray<"float32">): NdArray<"float32"> {
  const { low, high } = statisticsOf(codings);
  const reach = (high[0]! - low[0]!) * SPREAD;
  const [count = 0] = codings.shape;
  const chance = random(0, 4);
  const places = new Float32Array(2 * count);
  for (let row = 0; row < count; row++) places.set([codings.data[row]!, (chance.uniform() - 0.5) * reach], 2 * row);
  return ndarray("float32", [count, 2], places);
}
