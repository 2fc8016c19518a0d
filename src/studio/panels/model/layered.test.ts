import { describe, expect, it } from "vitest";
import { random } from "../../../core/random.ts";
import { type Edge, layered } from "./layered.ts";

const boxesOf = (count: number) => Array.from({ length: count }, (_, i) => ({ width: 60 + (i % 5) * 20, height: 30 }));

/** Returns a deep network with skip connections, branches, and a value that many operators use. */
function network(count: number): Edge[] {
  const chance = random(2);
  return Array.from({ length: count - 1 }, (_, i) => i + 1).flatMap((to) => [
    { from: Math.max(0, to - 1 - (chance.uniform() < 0.3 ? 1 : 0)), to },
    ...(to % 7 === 0 ? [{ from: Math.max(0, to - 6), to }] : []),
    ...(to % 40 === 0 ? [{ from: 0, to }] : []),
  ]);
}

function overlapsIn(count: number, edges: readonly Edge[]): number {
  const boxes = boxesOf(count);
  const { places, ranks } = layered(boxes, edges);
  const lines = new Map([...new Set(ranks)].map((rank) => [rank, [...places.keys()].filter((i) => ranks[i] === rank)]));
  let overlaps = 0;
  for (const line of lines.values()) {
    const sorted = [...line].sort((a, b) => places[a]![0] - places[b]![0]);
    for (const [k, i] of sorted.slice(1).entries()) {
      const before = sorted[k]!;
      if (places[i]![0] - places[before]![0] < (boxes[i]!.width + boxes[before]!.width) / 2 - 1e-6) overlaps++;
    }
  }
  return overlaps;
}

describe("the layers of a graph", () => {
  it("put a chain on a straight line, from the top", () => {
    const { places, ranks, edges, height } = layered(boxesOf(3), [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ]);
    expect(ranks).toEqual([0, 1, 2]);
    expect(new Set(places.map(([x]) => x)).size).toBe(1);
    expect(edges[0]![0]![1]).toBeLessThan(edges[0]![1]![1]);
    expect(height).toBe(3 * 30 + 2 * 44);
  });

  it("have two branches side by side, and an edge that passes a box goes around it", () => {
    const { places, edges } = layered(boxesOf(4), [
      { from: 0, to: 1 },
      { from: 0, to: 2 },
      { from: 1, to: 3 },
      { from: 2, to: 3 },
      { from: 0, to: 3 },
    ]);
    expect(places[1]![1]).toBe(places[2]![1]);
    const [, bend] = edges[4]!;
    for (const i of [1, 2]) expect(Math.abs(bend![0] - places[i]![0])).toBeGreaterThan(30);
  });

  it("have no overlapping boxes, and all edges go down, in a graph of 2,000 boxes", () => {
    const edges = network(2000);
    expect(overlapsIn(2000, edges)).toBe(0);
    const made = layered(boxesOf(2000), edges);
    expect(made.edges.every((points) => points[0]![1] < points.at(-1)![1])).toBe(true);
  });

  it("put a box that nothing leads to just above the first that it leads to", () => {
    const { ranks } = layered(boxesOf(4), [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 3, to: 2 },
    ]);
    expect(ranks).toEqual([0, 1, 2, 1]);
  });

  it("are found for circles, single boxes and nothing", () => {
    expect(
      layered(boxesOf(2), [
        { from: 0, to: 1 },
        { from: 1, to: 0 },
      ]).places,
    ).toHaveLength(2);
    expect(layered(boxesOf(1), []).width).toBe(60);
    expect(layered([], [])).toMatchObject({ places: [], width: 0, height: 0 });
  });
});
