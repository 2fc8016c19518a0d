import { expect, it } from "vitest";
import { tableDataset } from "../../data/tables/memory/dataset.ts";
import { typedColumn } from "../../data/tables/memory/typed-texts.ts";
import { featureNames, flatRow, inOwnWords, shownColumns, writtenIn } from "./features.ts";

const columns = [
  typedColumn(
    "member",
    Array.from({ length: 40 }, (_, i) => (i === 3 ? null : i % 3 ? "yes" : "No")),
  ),
  typedColumn(
    "active",
    Array.from({ length: 40 }, (_, i) => String(i % 2 === 0)),
  ),
  typedColumn(
    "size",
    Array.from({ length: 40 }, (_, i) => String(i)),
  ),
];

it("yes and no are shown in the file's own words, also for reconstructions and for rows in another order", async () => {
  const opened = await tableDataset({ name: "people.csv", delimiter: ",", columns }, { validation: 0.25, seed: 1 });
  const { dataset, cells } = opened;
  const shown = shownColumns(dataset.examples.shape[1]!, dataset.table, cells);
  const texts = Array.from({ length: 40 }, (_, place) => shown.map((column) => column.valueOf(flatRow(dataset.examples, place))));
  const rows = Array.from(dataset.rowIndices!);
  expect(rows).not.toEqual(rows.toSorted((a, b) => a - b));
  expect(texts.map(([member]) => member)).toEqual(rows.map((row) => (row === 3 ? "missing" : row % 3 ? "yes" : "No")));
  expect(texts.map(([, active]) => active)).toEqual(rows.map((row) => String(row % 2 === 0)));
  expect(rows.map((_, place) => writtenIn(opened, "member", place))).toEqual(texts.map(([member]) => member));
  expect(featureNames(4, dataset.table, cells)).toEqual(["member = No", "member = yes", "active = false", "active = true"]);
  expect(inOwnWords(cells, "size", "true")).toBe("true");
});
