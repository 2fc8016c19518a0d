import { expect, it } from "vitest";
import type { WorkProgress } from "../core/progress.ts";
import { eachPart } from "./each-part.ts";

async function* lengths() {
  yield 3;
  yield 4;
  yield 2;
}

it("works through the parts in order, and reports its progress after each", async () => {
  const [seen, told]: [number[], WorkProgress[]] = [[], []];
  const done = await eachPart(lengths(), { unit: "rows", total: 9, onProgress: (at) => told.push(at) }, async (length) => {
    seen.push(length);
    return length;
  });
  expect(done).toBe(9);
  expect(seen).toEqual([3, 4, 2]);
  expect(told.map(({ unit, done, total }) => [unit, done, total])).toEqual([
    ["rows", 3, 9],
    ["rows", 7, 9],
    ["rows", 9, 9],
  ]);
});

it.each([1, 3])("stops after part %i when its signal is aborted, and throws the signal's reason", async (part) => {
  const stop = new AbortController();
  let worked = 0;
  const working = eachPart(lengths(), { unit: "rows", signal: stop.signal }, async (length) => {
    worked++;
    if (worked === part) stop.abort(new Error("enough"));
    return length;
  });
  await expect(working).rejects.toThrow("enough");
  expect(worked).toBe(part);
});
