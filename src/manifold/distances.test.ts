import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { distancesFrom, nearestOf, rankOf } from "./distances.ts";

const source = random(1);
const rows = ndarray(
  "float32",
  [50, 2],
  Float32Array.from({ length: 100 }, () => source.integer(4)),
);

describe("distances from a row, compared with a stable sort", () => {
  const distances = new Float64Array(50);
  distancesFrom(rows, 7, distances);
  const sorted = Array.from(distances.keys()).sort((a, b) => distances[a]! - distances[b]! || a - b);

  it("are squared, and infinite to the row itself", () => {
    const [x, y] = rows.data.subarray(14, 16);
    const wanted = Array.from(distances, (_, i) => (rows.data[2 * i]! - x!) ** 2 + (rows.data[2 * i + 1]! - y!) ** 2);
    expect([...distances]).toEqual(wanted.with(7, Number.POSITIVE_INFINITY));
  });

  it.each([1, 12, 49])("the %d nearest rows are the first ones of the sort", (k) => {
    const nearest = new Int32Array(k);
    nearestOf(distances, nearest);
    expect([...nearest]).toEqual(sorted.slice(0, k));
  });

  it("a rank is the position in the sort, from 1", () => {
    expect(sorted.map((row) => rankOf(distances, row))).toEqual(sorted.map((_, i) => i + 1));
  });
});
