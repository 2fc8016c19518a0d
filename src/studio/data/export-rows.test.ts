import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { garments } from "../../data/built-in/garments.ts";
import { readCsv } from "../../data/readers/csv.ts";
import { tableDataset } from "../../data/tables/memory/dataset.ts";
import { exportCsv, exportParquet } from "./export-rows.ts";

const rows = Array.from(
  { length: 20 },
  (_, i) => `${i},"item ${i}, ""new""",${i % 4 ? i / 4 : ""},${i % 2 === 0},2024-01-${10 + i}`,
);
const text = `score,what,x,ok,day\n${rows.join("\n")}\n`;

async function table() {
  const { dataset, cells } = await tableDataset(await readCsv(text, "t.csv"), { label: "ok", validation: 0.2 });
  const codings = ndarray(
    "float32",
    [20, 2],
    Float32Array.from({ length: 40 }, (_, i) => i / 10),
  );
  const scores = Float32Array.from({ length: 20 }, (_, i) => i / 3);
  return { dataset, cells, codings, scores };
}

it("exports the chosen rows of a table with row number, codings and score, and adds _ to column names that are taken", async () => {
  const all = await table();
  const lines = exportCsv(all, [2, 17]).split("\n");
  expect(lines[0]).toBe("row,score_,what,x,ok,day,z1,z2,score");
  const [third, eighteenth] = [all.dataset.rowIndices![2]!, all.dataset.rowIndices![17]!];
  expect(lines[1]).toBe(`${third + 1},${rows[third]},0.4,0.5,0.6666667`);
  expect(lines[2]).toBe(`${eighteenth + 1},${rows[eighteenth]},3.4,3.5,5.6666665`);
  expect(lines.slice(3)).toEqual([""]);
});

it("keeps the column types in Parquet files, whichever rows are chosen", async () => {
  const all = await table();
  const withoutX = Array.from(all.dataset.rowIndices!).indexOf(4);
  const bytes = await exportParquet(all, [withoutX]);
  const [row] = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
  expect(row).toEqual({
    row: 5,
    score_: 4n,
    what: 'item 4, "new"',
    x: null,
    ok: true,
    day: "2024-01-14",
    z1: expect.closeTo(withoutX / 5),
    z2: expect.closeTo(withoutX / 5 + 0.1),
    score: expect.closeTo(withoutX / 3),
  });
});

it("exports the file name and the class name of pictures, and leaves unknown classes empty", () => {
  const { examples, classes } = garments({ count: 2 });
  const dataset = {
    name: "g",
    examples,
    classes,
    labels: ndarray("int32", [2], Int32Array.of(-1, 1)),
    rowNames: ["a.png", "b,c.png"],
  };
  expect(exportCsv({ dataset }, [0, 1])).toBe(`row,name,label\n1,a.png,\n2,"b,c.png",${classes![1]}\n`);
});
