import type { NdArray } from "../core/ndarray.ts";

/** Returns for each row [n, …] the index of the first row that is equal to it. */
export function firstTwins({ shape: [count], data }: NdArray<"float32">): Int32Array {
  const width = data.length / count!;
  const places = new Map<string, number>();
  const bytes = new TextDecoder("latin1");
  return Int32Array.from({ length: count! }, (_, row) => {
    const own = data.slice(row * width, (row + 1) * width);
    // This makes 0 of -0, which has other bytes.
    for (let i = 0; i < width; i++) own[i]! += 0;
    const key = bytes.decode(own);
    const first = places.get(key) ?? row;
    places.set(key, first);
    return first;
  });
}

/** Moves equal rows, whose positions on a map differ only by chance, to the mean of their positions. Changes and returns the map. */
export function withTwinsTogether(map: NdArray<"float32">, rows: NdArray<"float32">): NdArray<"float32"> {
  const firsts = firstTwins(rows);
  const [count, components] = map.shape as [number, number];
  const sums = Float64Array.from(map.data);
  const counts = new Int32Array(count).fill(1);
  for (let row = 0; row < count; row++) {
    const first = firsts[row]!;
    if (first === row) continue;
    counts[first]!++;
    for (let i = 0; i < components; i++) sums[first * components + i]! += sums[row * components + i]!;
  }
  for (let at = 0; at < map.data.length; at++) {
    const first = firsts[Math.floor(at / components)]!;
    map.data[at] = sums[first * components + (at % components)]! / counts[first]!;
  }
  return map;
}
