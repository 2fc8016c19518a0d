import { expect, it } from "vitest";
import { atOnce } from "./at-once.ts";

const later = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

it("does all work, and never more at once than allowed", async () => {
  const done: number[] = [];
  let [running, most] = [0, 0];
  await atOnce(10, 3, async (i) => {
    most = Math.max(most, ++running);
    await later(i % 2);
    running--;
    done.push(i);
  });
  expect([most, done.toSorted((a, b) => a - b)]).toEqual([3, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
});

it("throws the failure with the smaller index, and starts no new work after a failure", async () => {
  const begun: number[] = [];
  const work = async (i: number) => {
    begun.push(i);
    await later(i === 1 ? 20 : 1);
    if (i === 1 || i === 2) throw new Error(`failure ${i}`);
  };
  await expect(atOnce(100, 3, work)).rejects.toThrow("failure 1");
  expect(begun.length).toBeLessThan(6);
});
