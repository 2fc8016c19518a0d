import { expect, it } from "vitest";
import { readCsv } from "../../data/readers/csv.ts";
import { csv } from "../../data/tables/csv.fixture.ts";
import { tableDataset } from "../../data/tables/memory/dataset.ts";
import { leftOutLines } from "./left-out.ts";

const text = csv("id,x,same,kind", 40, (i) => [`row ${i}`, (i * i) % 7, 3, "pq"[i % 2]]);
const lines = async (options = {}) =>
  leftOutLines((await tableDataset(await readCsv(text, "t.csv"), { validation: 0.1, ...options })).dataset.table!);

it("lists the columns that aren't used for training with the reason, except the label", async () => {
  expect(await lines()).toEqual(["Columns not used for training: id (differs in every row), same (is the same in every row)"]);
  expect(await lines({ label: "kind", keys: ["id"], exclude: ["same"] })).toEqual([
    "Columns not used for training: same (as told), id (a key, repeated in the results)",
  ]);
});
it("names the first of many columns, and returns nothing if all are used", () => {
  const leftOut = Array.from({ length: 9 }, (_, i) => ({ name: `c${i}`, why: "has no values" }));
  expect(leftOutLines({ columns: [], keys: [], leftOut })[0]).toMatch(/c5 \(has no values\), and 3 more$/);
  expect(leftOutLines({ columns: [], keys: [], leftOut: [] })).toEqual([]);
});
