import { expect, it } from "vitest";
import { buffersIn, PIECE, putTogether, takenApart } from "./pieces.ts";

it("a value is put together from packed lists and pieces as it was", async () => {
  const many = (of: (i: number) => unknown) => Array.from({ length: 2.5 * PIECE }, (_, i) => of(i));
  const value = {
    name: "a.csv",
    typed: new Float32Array(PIECE + 1),
    columns: [
      { values: many((i) => (i % 7 === 0 ? null : i / 3)) },
      { values: many((i) => [null, "AT", "DE"][i % 3]), short: [1, 2] },
      { values: many((i) => `v${i}`) },
      { values: many((i) => (i % 2 ? Number.NaN : i)) },
    ],
    none: null,
  };
  const { rest, lists } = await takenApart(value);
  expect(JSON.stringify(rest)).not.toContain("v1");
  const lengths: number[] = [];
  const piece = async (list: number, start: number) => {
    const some = lists[list]!.slice(start, start + PIECE);
    lengths.push(some.length);
    return some;
  };
  const sent = structuredClone(rest, { transfer: [...buffersIn(rest)] });
  expect(await putTogether(sent, piece)).toEqual({ ...value, typed: new Float32Array(PIECE + 1) });
  // Only the lists with different texts, and with NaN, aren't packed.
  expect(lengths).toEqual([PIECE, PIECE, PIECE / 2, PIECE, PIECE, PIECE / 2]);
});
