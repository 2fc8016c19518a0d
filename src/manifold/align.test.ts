import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { aligned } from "./align.ts";

const COUNT = 40;
const mapOf = (seed: number): NdArray<"float32"> => {
  const source = random(seed);
  return ndarray(
    "float32",
    [COUNT, 2],
    Float32Array.from({ length: 2 * COUNT }, () => source.normal()),
  );
};
const far = (a: NdArray<"float32">, b: NdArray<"float32">) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));
const distance = (a: NdArray<"float32">, b: NdArray<"float32">) =>
  a.data.reduce((sum, value, i) => sum + (value - b.data[i]!) ** 2, 0);

describe("two maps of the same rows", () => {
  it("coincide if they only differ by rotation, mirroring, scale and position", () => {
    const turns = fc.record({
      seed: fc.nat(1000),
      angle: fc.double({ min: -3, max: 3, noNaN: true }),
      scale: fc.double({ min: 0.1, max: 20, noNaN: true }),
      mirror: fc.boolean(),
      dx: fc.double({ min: -9, max: 9, noNaN: true }),
    });
    fc.assert(
      fc.property(turns, ({ seed, angle, scale, mirror, dx }) => {
        const map = mapOf(seed);
        const turned = map.data.map((_, at) => {
          const i = at >> 1;
          const [x, y] = [map.data[2 * i]!, map.data[2 * i + 1]! * (mirror ? -1 : 1)];
          const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
          return at % 2 ? x * sin + y * cos : x * cos - y * sin + dx;
        });
        expect(far(aligned(ndarray("float32", map.shape, turned), map), map)).toBeLessThan(1e-4);
      }),
      { numRuns: 60 },
    );
  });

  it("come as near as any rotation, mirroring or scale allows", () => {
    const [map, onto] = [mapOf(1), mapOf(2)];
    const best = distance(aligned(map, onto), onto);
    for (let step = 0; step < 400; step++) {
      const source = random(7, step);
      const [angle, scale, flip] = [source.uniform() * 2 * Math.PI, source.uniform() * 1.5, source.uniform() < 0.5 ? -1 : 1];
      const centred = aligned(map, onto);
      const tried = centred.data.map((_, at) => {
        const i = at >> 1;
        const [x, y] = [map.data[2 * i]!, map.data[2 * i + 1]! * flip];
        return at % 2 ? scale * (x * Math.sin(angle) + y * Math.cos(angle)) : scale * (x * Math.cos(angle) - y * Math.sin(angle));
      });
      const mean = (data: Float32Array, axis: number) => data.filter((_, at) => at % 2 === axis).reduce((a, b) => a + b) / COUNT;
      const moved = tried.map((value, at) => value - mean(tried, at % 2) + mean(onto.data, at % 2));
      expect(distance(ndarray("float32", map.shape, moved), onto)).toBeGreaterThanOrEqual(best - 1e-3);
    }
  });

  it("are rejected if they have different numbers of rows", () => {
    expect(() => aligned(mapOf(1), ndarray("float32", [2, 2], new Float32Array(4)))).toThrow(/\[40, 2\] and \[2, 2\]/);
  });
});
