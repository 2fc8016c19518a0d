import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { describeQuartiles } from "./describe.ts";
import { kinds } from "./rows.fixture.ts";

it("describes numbers by median and quartiles in their own unit, which one extreme number doesn't change, and categories by their values", () => {
  const [size, kind] = kinds.table.columns;
  const table = { ...kinds.table, columns: [{ ...size!, center: 100, scale: 10, missing: 1 / 6 }, kind!] };
  const rows = [-1, 0, 1, 2, 1e6, Number.NaN].flatMap((x) => [x, 1, 0, 0]);
  expect(describeQuartiles(table, ndarray("float32", [6, 4], Float32Array.from(rows)))).toEqual([
    "  size    number, median 110, quartiles 100 and 120, 17 % missing",
    "  kind    category: a, b, or another value (3 features)",
  ]);
});
