import { random } from "../core/random.ts";

/** Returns round clusters of points with the given centres, widths and sizes. */
export function heaps(...all: readonly (readonly [x: number, y: number, width: number, count: number])[]): Float32Array {
  const source = random(3);
  return Float32Array.from(
    all.flatMap(([x, y, width, count]) =>
      Array.from({ length: count }, () => [x + width * source.normal(), y + width * source.normal()]).flat(),
    ),
  );
}
