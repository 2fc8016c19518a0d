import { expect, it } from "vitest";
import { readCsv } from "../../data/readers/csv.ts";
import { csv } from "../../data/tables/csv.fixture.ts";
import { tableDataset } from "../../data/tables/memory/dataset.ts";
import { leftOutLines } from "./left-out.ts";

const text = csv("id,x,same,kind", 40, (i) => [`row ${i}`, (i * i) % 7, 3, "pq"[i % 2]]);
const told = async (options = {}) =>
  leftOutLines((await tableDataset(await readCsv(text, "t.csv"), { validation: 0.1, ...options })).dataset.table!);

it("says which columns aren't learned from, and why; not the label", async () => {
  expect(await told()).toEqual(["Left out: id (differs in every row), same (is the same in every row)"]);
  expect(await told({ label: "kind", keys: ["id"], exclude: ["same"] })).toEqual([
    "Left out: same (as told), id (a key, kept beside the results)",
  ]);
});
it("names the first ones of many, and is silent where there are none", () => {
  const leftOut = Array.from({ length: 9 }, (_, i) => ({ name: `c${i}`, why: "has no values" }));
  expect(leftOutLines({ columns: [], keys: [], leftOut })[0]).toMatch(/c5 \(has no values\), and 3 more$/);
  expect(leftOutLines({ columns: [], keys: [], leftOut: [] })).toEqual([]);
});
