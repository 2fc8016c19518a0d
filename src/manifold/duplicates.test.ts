import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { duplicates } from "./duplicates.ts";

const WIDTH = 4;

/** Returns 300 scattered points, some of which are copied, either exactly or moved by a little. */
function planted() {
  const source = random(3);
  const points = Array.from({ length: 300 }, () => Array.from({ length: WIDTH }, () => source.normal()));
  for (let i = 0; i < 30; i++) points.push([...points[7]!]); // more equal rows than the number of nearest rows that are checked
  points.push(
    points[7]!.map((x) => x + 1e-4),
    points[20]!.map((x) => x + 1e-4),
    [...points[99]!],
  );
  return points;
}
const asRows = (points: number[][]) => ndarray("float32", [points.length, WIDTH], Float32Array.from(points.flat()));

it("finds exact and near copies, and nothing else", async () => {
  const { groups, distance, typical } = await duplicates(asRows(planted()));
  expect(groups.map((group) => [...group])).toEqual([
    [7, ...Array.from({ length: 30 }, (_, i) => 300 + i), 330],
    [20, 331],
    [99, 332],
  ]);
  expect(distance).toBeCloseTo(typical / 10, 6);
});

it("groups rows by a distance as a comparison of all pairs does", async () => {
  const points = planted();
  const within = 0.55;
  const group = points.map((_, i) => i);
  const apart = (a: number[], b: number[]) => Math.hypot(...a.map((x, i) => x - b[i]!));
  for (let i = 0; i < points.length; i++)
    for (let j = 0; j < i; j++)
      if (apart(points[i]!, points[j]!) <= within) {
        const [from, to] = [group[i]!, group[j]!];
        group.forEach((own, at) => {
          if (own === from) group[at] = to;
        });
      }
  const wanted = [...new Set(group)]
    .map((own) => [...points.keys()].filter((i) => group[i] === own))
    .filter(({ length }) => length > 1)
    .map((rows) => rows.join());
  const { groups } = await duplicates(asRows(points), { distance: within });
  expect(wanted.length).toBeGreaterThan(10);
  expect(groups.map((rows) => rows.join()).toSorted()).toEqual(wanted.toSorted());
});

it("finds one group if all rows are equal, and none for a single row", async () => {
  const same = asRows(Array.from({ length: 5 }, () => [1, 2, 3, 4]));
  expect(await duplicates(same)).toEqual({ groups: [Int32Array.of(0, 1, 2, 3, 4)], distance: 0, typical: 0 });
  expect((await duplicates(asRows([[1, 2, 3, 4]]))).groups).toEqual([]);
});

it("rejects a distance below 0", async () => {
  await expect(duplicates(asRows([[1, 2, 3, 4]]), { distance: -1 })).rejects.toThrow(
    "distance must be at least 0, but it is -1.",
  );
});
