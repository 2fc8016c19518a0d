import { expect, it } from "vitest";
import { ndarray, sliceRows } from "../../core/ndarray.ts";
import { firstRows } from "./rows.ts";

it("copies only the chosen rows for a worker", () => {
  const all = ndarray(
    "uint8",
    [6, 2],
    Uint8Array.from({ length: 12 }, (_, i) => i),
  );
  const held = sliceRows(all, 3, 6);
  const some = firstRows(held, 2);
  expect(some.shape).toEqual([2, 2]);
  expect([...some.data]).toEqual([6, 7, 8, 9]);
  expect(some.data.buffer.byteLength).toBe(4);
  expect(firstRows(held).shape).toEqual([3, 2]);
  expect(firstRows(held, 10).data.buffer.byteLength).toBe(6);
});
