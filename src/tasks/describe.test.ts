import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { garments } from "../data/built-in/garments.ts";
import { describe as describeData } from "./describe.node.ts";
import { describe, type TableDescription } from "./describe.ts";

const folder = temporaryFolder();

it("examples have the shape, the range and the classes that a count by hand gives", async () => {
  const dataset = garments({ count: 50 });
  const described = describe(dataset);
  const numbers = Array.from(dataset.examples.data);
  expect(described).toMatchObject({ shape: [50, 28, 28], dtype: "uint8", low: Math.min(...numbers), high: Math.max(...numbers) });
  expect(described.mean).toBeCloseTo(numbers.reduce((sum, x) => sum + x, 0) / numbers.length, 10);
  const labels = Array.from(dataset.labels!.data);
  expect(described.classes).toEqual(
    [...new Set(labels)]
      .sort((a, b) => a - b)
      .map((label) => ({ name: dataset.classes![label], count: labels.filter((other) => other === label).length })),
  );
});

it("a table has the kinds of its columns, and its features", async () => {
  const path = folder.path("people.csv");
  const lines = Array.from(
    { length: 90 },
    (_, i) => `${(i * 37) % 61},${["Oslo", "Bern", "Rome"][i % 3]},same,${i % 2 ? "a" : "b"}`,
  );
  writeFileSync(path, `age,city,constant,kind\n${lines.join("\n")}\n`);
  const described = (await describeData(path, { table: { label: "kind" } })) as TableDescription;
  expect(described).toMatchObject({ name: "people.csv", rows: 90, label: "kind" });
  expect(described.columns.map(({ name, kind }) => [name, kind])).toEqual([
    ["age", "number"],
    ["city", "category"],
  ]);
  // One feature for the age, three for the cities and one for other cities.
  expect(described.features).toBe(1 + 3 + 1);
  expect(described.leftOut.map(({ name }) => name)).toEqual(["constant"]);
  await expect(describeData(path, { table: { label: "kin" } })).rejects.toThrow('Did you mean "kind"?');
  expect(await describeData("garments", { part: "train" })).toMatchObject({ name: "garments", dtype: "uint8" });
});

it("texts among the numbers of a table are counted and reported in one line", async () => {
  const path = folder.path("strays.csv");
  writeFileSync(
    path,
    `age,city\n${Array.from({ length: 90 }, (_, i) => `${i % 30 === 4 ? "4o" : i % 37},a${i % 7}\n`).join("")}`,
  );
  const { strays, warnings, columns } = (await describeData(path)) as TableDescription;
  expect(strays).toEqual([{ column: "age", kind: "number", count: 3, present: 90, value: "4o", row: 5 }]);
  expect(warnings).toEqual([
    'column "age": 3 of 90 values aren\'t numbers; the first is "4o" in row 5. Each counts as missing; codings check strays.csv lists them all',
  ]);
  expect(columns[0]).toMatchObject({ kind: "number", missing: expect.closeTo(1 / 30) });
});

it("a table has examples of how its values are read, histograms and correlations", async () => {
  const path = folder.path("own.csv");
  const amount = (i: number) => (i === 41 ? "(12.30)" : `"${1 + (i % 9)},${100 + ((i * 37) % 900)}.50"`);
  const lines = Array.from(
    { length: 90 },
    (_, i) => `${amount(i)},0${1 + (i % 9)}/${13 + (i % 9)}/2024,${i % 7},${3 * (i % 7) + 1}`,
  );
  writeFileSync(path, `amount,day,count,triple\n${lines.join("\n")}\n`);
  const { readings, figures } = (await describeData(path)) as TableDescription;
  expect(readings).toEqual([
    { name: "amount", text: "(12.30)", value: "-12.3" },
    { name: "day", text: "01/13/2024", value: "2024-01-13" },
  ]);
  expect(figures.rows).toBe(90);
  expect(figures.histograms.map(({ name }) => name)).toEqual(["amount", "count", "triple"]);
  // A few whole numbers have a bin each.
  expect(figures.histograms[1]).toMatchObject({
    edges: [-0.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
    counts: [13, 13, 13, 13, 13, 13, 12],
  });
  expect(figures.histograms[0]!.counts.reduce((sum, n) => sum + n, 0)).toBe(90);
  expect(figures.correlations.columns).toEqual(["amount", "count", "triple"]);
  expect(figures.correlations.values[2]![1]).toBeCloseTo(1, 12);
});
