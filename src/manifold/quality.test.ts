import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import type { DistanceMetric } from "./neighbors.ts";
import { continuity, neighborAccuracy, trustworthiness } from "./quality.ts";

interface Case {
  readonly neighbors: number;
  readonly metric: DistanceMetric;
  readonly rows: number[][];
  readonly map: number[][];
  readonly trustworthiness: number;
  readonly continuity: number | null;
  /** Whole numbers, so that some rows are equal and others equally near. */
  readonly tied?: true;
  readonly labels: number[];
  readonly accuracy: number;
}
const { cases } = JSON.parse(readFileSync("test/fixtures/map-quality.json", "utf8")) as { cases: Case[] };
const arrayOf = (rows: number[][]) => ndarray("float32", [rows.length, rows[0]!.length], Float32Array.from(rows.flat()));

describe("the quality of a map", () => {
  it.each(cases)("is the same as in scikit-learn (case %#)", async ({ rows, map, labels, accuracy, tied, ...expected }) => {
    const { neighbors, metric } = expected;
    expect(await trustworthiness(arrayOf(rows), arrayOf(map), { neighbors, metric })).toBeCloseTo(expected.trustworthiness, 6);
    if (expected.continuity !== null)
      expect(await continuity(arrayOf(rows), arrayOf(map), { neighbors })).toBeCloseTo(expected.continuity, 6);
    const own = await neighborAccuracy(arrayOf(map), labels, { neighbors: 5 });
    // If two classes have equally many votes, scikit-learn's classifier takes the lower label, and this function the nearer one.
    expect(Math.abs(own - accuracy)).toBeLessThanOrEqual(tied ? 1e-9 : 2 / rows.length);
  });

  it("is 1 for the examples themselves, and a sample's is near that of all rows", async () => {
    const source = random(1);
    const rows = ndarray(
      "float32",
      [900, 4],
      Float32Array.from({ length: 3600 }, () => source.normal()),
    );
    const flat = ndarray(
      "float32",
      [900, 2],
      Float32Array.from({ length: 1800 }, (_, i) => rows.data[2 * (i - (i % 2)) + (i % 2)]!),
    );
    expect(await trustworthiness(rows, rows)).toBe(1);
    const whole = await trustworthiness(rows, flat);
    expect(whole).toBeLessThan(0.95);
    expect(Math.abs((await trustworthiness(rows, flat, { sample: 300 })) - whole)).toBeLessThan(0.01);
  });

  it.each([
    [
      "a map with another number of points",
      () => trustworthiness(arrayOf([[1], [2], [3]]), arrayOf([[1], [2]])),
      "There are 3 examples, but 2 points on the map. Give a map of the same rows.",
    ],
    [
      "a map with another number of points, for continuity",
      () => continuity(arrayOf([[1], [2], [3]]), arrayOf([[1], [2]])),
      "There are 3 examples, but 2 points on the map. Give a map of the same rows.",
    ],
    [
      "a row with NaN",
      () =>
        continuity(
          arrayOf([
            [1, 0],
            [2, 0],
            [3, Number.NaN],
          ]),
          arrayOf([[1], [2], [3]]),
          { neighbors: 1 },
        ),
      "Row 2, column 1 is NaN (counted from 0). Remove or fill such rows.",
    ],
    [
      "an empty sample",
      () => trustworthiness(arrayOf([[1], [2], [3]]), arrayOf([[1], [2], [3]]), { neighbors: 1, sample: 0 }),
      "sample must be a whole number of rows of at least 1, but it is 0.",
    ],
    [
      "more neighbours than there are other rows",
      () => neighborAccuracy(arrayOf([[1], [2]]), [1, 2], { neighbors: 2 }),
      "neighbors of 2 rows must be a whole number from 1 to 1, but it is 2.",
    ],
    [
      "too many neighbours",
      () => trustworthiness(arrayOf([[1], [2], [3]]), arrayOf([[1], [2], [3]]), { neighbors: 2 }),
      "from 1 to less than half of the 3 rows",
    ],
    [
      "another number of labels",
      () => neighborAccuracy(arrayOf([[1], [2]]), [1]),
      "There are 2 points on the map, but 1 labels. Give one for each point.",
    ],
  ])("%s: an error", async (_what, attempt, line) => {
    await expect(attempt()).rejects.toThrow(line);
  });
});
