import fc from "fast-check";
import { expect, it } from "vitest";
import { drawnRows, heldCount, heldShare, holdOut, placesOf, splitPlace } from "./hold-out.ts";

it("accepts a number of rows or a share of them", () => {
  expect([heldCount(60_000, 1 / 12), heldCount(60_000, 5000), heldCount(7, 0.5)]).toEqual([5000, 5000, 4]);
  expect([heldShare(200, 50), heldShare(200, 0.1)]).toEqual([0.25, 0.1]);
  // `validationSplit` rounds the number of rows to learn from.
  expect([splitPlace(7, 0.5), splitPlace(60_000, 1 / 12)]).toEqual([4, 55_000]);
});

it("never leaves one of the two parts empty", () => {
  const some = { rows: fc.integer({ min: 2, max: 500 }), share: fc.double({ min: 0.01, max: 0.5, noNaN: true }), seed: fc.nat() };
  fc.assert(
    fc.property(some.rows, some.share, some.seed, (rows, share, seed) => {
      const even = holdOut({ rowCount: rows, name: "rows" }, share, seed);
      const { places, held } = placesOf(rows, even.isHeld);
      expect(held).toBe(even.count);
      expect(held > 0 && held < rows).toBe(true);
      expect([...places].toSorted((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, row) => row));
      const drawn = drawnRows(rows, share, { seed, most: 100 });
      expect(new Set([...drawn.held, ...drawn.learned]).size).toBe(rows);
      expect(drawn.held.length > 0 && drawn.held.length <= 100).toBe(true);
    }),
  );
});
