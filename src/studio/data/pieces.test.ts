import { expect, it } from "vitest";
import { PIECE, putTogether, takenApart } from "./pieces.ts";

it("a value is put together from its pieces as it was", async () => {
  const values = Array.from({ length: 2.5 * PIECE }, (_, i) => (i % 7 === 0 ? null : `v${i}`));
  const value = {
    name: "a.csv",
    typed: new Float32Array(PIECE + 1),
    columns: [{ values, short: [1, 2] }, { values: values.toReversed() }],
    none: null,
  };
  const { rest, lists } = takenApart(value);
  expect(lists.map(({ length }) => length)).toEqual([values.length, values.length]);
  expect(JSON.stringify(rest)).not.toContain("v1");
  const lengths: number[] = [];
  const piece = async (list: number, start: number) => {
    const some = lists[list]!.slice(start, start + PIECE);
    lengths.push(some.length);
    return some;
  };
  expect(await putTogether(rest, piece)).toEqual(value);
  expect(lengths).toEqual([PIECE, PIECE, PIECE / 2, PIECE, PIECE, PIECE / 2]);
});
