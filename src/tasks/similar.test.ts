import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { type Autoencoder, StackedAutoencoder } from "../autoencoders/index.ts";
import { ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { duplicates, nearestNeighbors } from "../manifold/index.ts";
import { MANY, modelOfTable, peopleCsv } from "./models.fixture.ts";
import { findDuplicates as findDuplicatesInNode, findSimilar as findSimilarInNode } from "./similar.node.ts";
import { findDuplicates, findSimilar } from "./similar.ts";

const folder = temporaryFolder();
const source = random(3);
const numbers = Float32Array.from({ length: 300 }, () => source.normal());
numbers.copyWithin(90, 0, 3);
const rows = ndarray("float32", [100, 3], numbers);
const model = new StackedAutoencoder({ codings: 2, hidden: [4] });
model.buildFor([3]);

it("finds the rows with the nearest codings, without the row itself", async () => {
  const found = await findSimilar(model, rows, { to: 6, count: 3 });
  const codings = await model.transform(rows);
  const { indices, distances } = await nearestNeighbors(codings, 4, { of: sliceRows(codings, 5, 6), method: "exact" });
  expect(indices.data[0]).toBe(5);
  expect(found).toEqual({ indices: indices.data.slice(1), distances: distances.data.slice(1) });
});

it("finds the nearest rows of each of several other rows", async () => {
  const { indices, ofIndices, distances } = await findSimilar(model, rows, { to: sliceRows(rows, 7, 9), count: 1 });
  expect([...indices]).toEqual([7, 8]);
  expect([...ofIndices!]).toEqual([0, 1]);
  expect([...distances]).toEqual([0, 0]);
});

it("returns rows as objects with their columns, and finds a row by its key", async () => {
  const people = Array.from({ length: 30 }, (_, i) => ({
    id: `p${i}`,
    size: Math.sin(i),
    born: new Date(Date.UTC(2000, i % 12, 1 + i)),
  }));
  const ofPeople = await new StackedAutoencoder({ codings: 1, hidden: [4] }).fit(people, { epochs: 1 });
  const { indices, records } = await findSimilarInNode(ofPeople, people, { to: { key: "id", value: "p5" }, count: 1 });
  const at = indices[0]!;
  expect(records![0]).toMatchObject({ row: 6, distance: 0, id: "p5", size: Math.sin(5), born: "2000-06-06" });
  expect(records![1]).toMatchObject({ row: at + 1, ...people[at], born: people[at]!.born.toISOString().slice(0, 10) });
});

it("finds equal rows as duplicates", async () => {
  const found = await findDuplicates(model, rows, { distance: 0 });
  expect(found).toEqual(await duplicates(await model.transform(rows), { distance: 0 }));
  expect(found.groups.map((group) => [...group])).toEqual([[0, 30]]);
});

it.each([
  [{ to: 101 }, "The data: there is no row 101. Give a row from 1 to 100."],
  [{ to: 0 }, "there is no row 0"],
  [{ to: 1.5 }, "there is no row 1.5"],
  [{ to: 1, count: 0 }, "count must be a whole number of at least 1, but it is 0."],
])("%o is refused", async (options, message) => {
  await expect(findSimilar(model, rows, options)).rejects.toThrow(message);
});

describe("a table's rows", () => {
  let table: string;
  let ofTable: Autoencoder;
  beforeEach(async () => {
    table = await folder.write("people.csv", peopleCsv(300));
    ofTable = await modelOfTable(table);
  });

  it("are found by a number or a key, and returned with their columns", async () => {
    const found = await findSimilarInNode(ofTable, table, { to: 6, count: 3 });
    expect(found).toMatchObject({ name: "people.csv", row: 6 });
    expect(found.records!.map(({ row }) => row)).toEqual([6, ...found.indices.map((index) => index + 1)]);
    expect(found.records!.map(({ id }) => id)).toEqual([5, ...found.indices].map((row) => `u${row}`));
    expect(found.records!.map(({ distance }) => distance)).toEqual([0, ...found.distances]);
    expect(await findSimilarInNode(ofTable, table, { to: { key: "id", value: "u5" }, count: 3 })).toEqual(found);
  });

  it("of another file are written with the rows nearest to each of them", async () => {
    const query = await folder.write("query.csv", peopleCsv(300).split("\n").slice(0, 3).join("\n"));
    const output = folder.path("near.csv");
    const { ofIndices, records } = await findSimilarInNode(ofTable, table, { to: query, count: 2, output });
    expect([...ofIndices!]).toEqual([0, 0, 1, 1]);
    expect(records).toBeUndefined();
    const [header, first] = readFileSync(output, "utf8").split("\n");
    expect(header).toBe("of,row,distance,id,age,score,city");
    expect(first!.startsWith("1,1,0.0,u0") || first!.startsWith("1,1,0,u0")).toBe(true);
  });

  it("that are copies are found as groups", async () => {
    const query = "SELECT * FROM data UNION ALL SELECT * FROM data WHERE id = 'u7'";
    const { groups, records } = await findDuplicatesInNode(ofTable, table, { query, distance: 0, count: 1 });
    expect(groups.map((group) => [...group])).toEqual(expect.arrayContaining([expect.arrayContaining([7, 300])]));
    expect(records!.every(({ group, distance }) => group === 1 && distance === 0)).toBe(true);
  });

  it("leave no file if a signal ends the work", async () => {
    const stop = new AbortController();
    const working = findSimilarInNode(ofTable, table, {
      to: 1,
      query: MANY,
      output: folder.path("near.csv"),
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(working).rejects.toThrow("enough");
    expect(readdirSync(folder.path()).filter((name) => name.includes("near"))).toEqual([]);
  });

  it.each([
    [{ to: 301 }, "people.csv: there is no row 301. Give a row from 1 to 300."],
    [
      { to: { key: "city", value: "Oslo" } },
      'to: "city=Oslo": "city" isn\'t a key column of people.csv. The key columns are "id".',
    ],
    [{ to: 1, output: "near.txt" }, "near.txt: rows are written as .parquet"],
  ])("%o is refused", async (options, message) => {
    await expect(findSimilarInNode(ofTable, table, options)).rejects.toThrow(message);
  });
});
