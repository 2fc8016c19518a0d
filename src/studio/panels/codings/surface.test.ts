import { expect, it } from "vitest";
import { beamOf, linesBetween, netOf, rangeOf, trianglesOf } from "./surface.ts";

const statistics = {
  low: Float32Array.of(-10, 0),
  high: Float32Array.of(10, 100),
  mean: new Float32Array(2),
  deviation: new Float32Array(2),
};

it("makes a net that is a little larger than the range of the codings on all sides", () => {
  expect([...netOf(statistics, 1).data]).toEqual([-11, -5, 11, -5, -11, 105, 11, 105]);
  const { shape, data } = netOf(statistics, 2);
  expect(shape).toEqual([9, 2]);
  expect([...data.subarray(8, 10)]).toEqual([0, 50]);
});

it("covers a net with triangles", () => {
  const { data } = netOf(statistics, 3);
  const knots = Float32Array.from({ length: 48 }, (_, at) => (at % 3 === 2 ? 7 : data[2 * Math.floor(at / 3) + (at % 3)]!));
  const corners = trianglesOf(knots, 3);
  expect(corners).toHaveLength(18 * 9);
  let area = 0;
  for (let at = 0; at < corners.length; at += 9) {
    const [ax, ay, , bx, by, , cx, cy] = corners.subarray(at, at + 9) as unknown as number[];
    area += Math.abs((bx! - ax!) * (cy! - ay!) - (cx! - ax!) * (by! - ay!)) / 2;
  }
  expect(area).toBeCloseTo(22 * 110, 2);
});

it("makes a line from each point to its partner", () => {
  expect([...linesBetween([1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60])]).toEqual([1, 2, 3, 10, 20, 30, 4, 5, 6, 40, 50, 60]);
});

it("makes equal steps over a range that is a little larger than that of one coding", () => {
  expect([...rangeOf(statistics, 2).data]).toEqual([-11, 0, 11]);
});

it("makes a beam of the given width from two bands at right angles", () => {
  const corners = beamOf(Float32Array.of(0, 0, 0, 0, 0, 4), 2);
  expect(corners).toHaveLength(4 * 9);
  const places = Array.from({ length: 12 }, (_, i) => [...corners.subarray(3 * i, 3 * i + 3)]);
  for (const [x = 0, y = 0, z = 0] of places) {
    expect(Math.hypot(x, y)).toBeCloseTo(1, 6);
    expect([0, 4]).toContain(z);
  }
  const [first, second] = [places[0]!, places[6]!];
  expect(first.reduce((sum, value, axis) => sum + value * second[axis]!, 0)).toBeCloseTo(0, 6);
});
