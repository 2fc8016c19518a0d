import { describe, expect, it } from "vitest";
import type { Column } from "../core/columns.ts";
import { random } from "../core/random.ts";
import { groupsOf, namedGroups, namesOfGroups } from "./groups.ts";
import { heaps } from "./heaps.fixture.ts";

describe("groups on a map", () => {
  it("are the clusters of points, the largest first, at any scale of the map", () => {
    for (const scale of [1, 1e-3, 1e4]) {
      const { of, sizes } = groupsOf(heaps([0, 0, 1, 200], [20, 0, 1, 400], [0, 20, 1, 100]).map((value) => value * scale));
      expect(sizes).toHaveLength(3);
      [400, 200, 100].forEach((size, i) => {
        expect(sizes[i]! / size).toBeGreaterThan(0.85);
      });
      expect(new Set(of.slice(0, 200))).toContain(1);
      expect([...of.slice(0, 200)].every((group) => group === 1 || group === -1)).toBe(true);
    }
  });

  it("are a single group if the density is even, and leave out isolated points", () => {
    const source = random(5);
    const even = Float32Array.from({ length: 2000 }, () => source.uniform());
    expect(groupsOf(even).sizes).toHaveLength(1);
    const { of } = groupsOf(Float32Array.of(...heaps([0, 0, 1, 300]), 50, 50));
    expect(of[300]).toBe(-1);
  });

  it("are a single group if all points are at one place, and none if there are only a few points", () => {
    expect(groupsOf(new Float32Array(200)).sizes).toEqual([100]);
    expect(groupsOf(Float32Array.of(0, 0, 1, 1)).sizes).toEqual([]);
  });

  it("leave out points without a finite place", () => {
    const map = heaps([0, 0, 1, 300]);
    map[0] = Number.NaN;
    expect(groupsOf(map).of[0]).toBe(-1);
  });
});

describe("names of groups", () => {
  /** Three planted groups of 300, 200 and 100 points. */
  const map = heaps([0, 0, 0.5, 300], [20, 0, 0.5, 200], [0, 20, 0.5, 100]);
  const groupAt = (row: number) => (row < 300 ? 0 : row < 500 ? 1 : 2);
  const chance = random(11);
  const classes = (name: string, names: readonly string[], of: (row: number) => number): Column => ({
    kind: "classes",
    name,
    names,
    classes: Uint32Array.from({ length: 600 }, (_, row) => of(row)),
  });
  const numbers = (name: string, of: (row: number) => number): Column => ({
    kind: "numbers",
    name,
    numbers: Float64Array.from({ length: 600 }, (_, row) => of(row)),
  });
  const anything = classes("anything", ["a", "b", "c"], () => Math.floor(3 * chance.uniform()));
  const noise = numbers("noise", () => chance.normal());
  const namesBy = (...columns: Column[]) => namesOfGroups(groupsOf(map), columns);

  it("are the labels that most of their points have, one or two of them", () => {
    const label = classes("label", ["0", "4", "9"], (row) => (groupAt(row) === 0 ? 1 + (row % 2) : groupAt(row) === 1 ? 0 : 1));
    expect(namesBy(anything, label, noise)).toEqual(["mostly 4s and 9s", "mostly 0s", "mostly 4s"]);
    const words = classes("label", ["Bag", "Coat", "Shirt"], (row) => groupAt(row));
    expect(namesBy(words)).toEqual(["mostly Bag", "mostly Coat", "mostly Shirt"]);
  });

  it("name the column that sets a group apart, and the value of most of its rows although some differ", () => {
    const country = classes("country", ["AT", "DE", "FR"], (row) => (row % 10 === 0 ? 2 : groupAt(row) === 1 ? 0 : 1));
    const age = numbers("age", (row) => (groupAt(row) === 2 ? 70 : 20) + (row % 7));
    expect(namesBy(anything, noise, country, age)).toEqual(["mostly country = DE", "mostly country = AT", "mostly age 70 to 76"]);
  });

  it("give the range of numbers, and missing values", () => {
    const age = numbers("age", (row) => (groupAt(row) === 1 ? 40 + (row % 5) : row % 2 ? 10 : 90) + (row % 11) / 100);
    expect(namesBy(age)[1]).toMatch(/^mostly age 40(\.\d+)? to 44(\.\d+)?$/);
    const gaps = numbers("age", (row) => (groupAt(row) === 2 ? Number.NaN : row % 50));
    expect(namesBy(gaps)[2]).toBe("mostly age missing");
  });

  it("say nothing that is true of all points, and are `mixed` if no column sets a group apart", () => {
    expect(
      namesBy(
        classes("country", ["AT"], () => 0),
        anything,
        noise,
      ),
    ).toEqual(["mixed", "mixed", "mixed"]);
    expect(namesBy()).toEqual(["mixed", "mixed", "mixed"]);
  });

  it("come with the share of the points and a place inside the group, also from a sample", () => {
    const label = classes("label", ["Bag", "Coat", "Shirt"], (row) => groupAt(row));
    for (const most of [600, 300]) {
      const found = namedGroups(map, [label], { most });
      expect(found.map(({ name }) => name)).toEqual(["mostly Bag", "mostly Coat", "mostly Shirt"]);
      for (const [i, centre] of [[0, 0] as const, [20, 0] as const, [0, 20] as const].entries()) {
        expect(Math.hypot(found[i]!.place[0] - centre[0], found[i]!.place[1] - centre[1])).toBeLessThan(0.3);
        expect(Math.abs(found[i]!.share - [1 / 2, 1 / 3, 1 / 6][i]!)).toBeLessThan(0.05);
      }
    }
  });
});
