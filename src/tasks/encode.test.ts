import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { ndarray, sliceRows } from "../core/ndarray.ts";
import type { WorkProgress } from "../core/progress.ts";
import { random } from "../core/random.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { garments } from "../data/built-in/garments.ts";
import { parseNpy, toNpy } from "../data/readers/npy.ts";
import { openTable } from "../data/tables/open.node.ts";
import { encode as encodeInNode } from "./encode.node.ts";
import { encode } from "./encode.ts";
import { MANY, modelOfTable, peopleCsv } from "./models.fixture.ts";

const folder = temporaryFolder();
const linesOf = (name: string) => readFileSync(folder.path(name), "utf8").trimEnd().split("\n");

describe("data in memory", () => {
  const source = random(3);
  const rows = ndarray(
    "float32",
    [100_000, 3],
    Float32Array.from({ length: 300_000 }, () => source.normal()),
  );
  const model = new StackedAutoencoder({ codings: 2, hidden: [4] });
  model.buildFor([3]);

  it("has the same codings in several parts as with transform", async () => {
    const told: WorkProgress[] = [];
    const { codings, keys } = await encode(model, rows, { onProgress: (progress) => told.push(progress) });
    expect(codings).toEqual(await model.transform(rows));
    expect(keys).toEqual({});
    expect(told.length).toBeGreaterThan(1);
    expect(told.at(-1)).toMatchObject({ unit: "examples", done: 100_000, total: 100_000 });
  });

  it("of a dataset is written with the names of its examples", async () => {
    const dataset = { name: "rows", examples: sliceRows(rows, 0, 2), rowNames: ["one", "two"] };
    const { codings, keys } = await encode(model, dataset);
    expect(codings).toEqual(await model.transform(dataset.examples));
    expect(keys).toEqual({ name: ["one", "two"] });
    await encodeInNode(model, dataset, { output: folder.path("named.csv") });
    expect(linesOf("named.csv").map((line) => line.split(",")[0])).toEqual(["name", "one", "two"]);
  });

  it("a signal ends the work between two parts", async () => {
    const stop = new AbortController();
    const working = encode(model, rows, { signal: stop.signal, onProgress: () => stop.abort(new Error("enough")) });
    await expect(working).rejects.toThrow("enough");
  });
});

describe("a table", () => {
  let table: string;
  let model: Awaited<ReturnType<typeof modelOfTable>>;
  beforeEach(async () => {
    table = await folder.write("people.csv", peopleCsv(300));
    model = await modelOfTable(table);
  });

  it("has codings and keys, with a model or its folder", async () => {
    await model.save(folder.path("model"));
    const { codings, keys } = await encodeInNode(folder.path("model"), table);
    const { examples } = await openTable(table, { preprocessing: model.settings.table });
    expect(codings).toEqual(await model.transform(examples));
    expect(keys.id!.slice(0, 2)).toEqual(["u0", "u1"]);
  });

  it("has the same codings in a file as in memory", async () => {
    const { codings, keys } = await encodeInNode(model, table, { query: MANY });
    const output = folder.path("codings.npy");
    const told: WorkProgress[] = [];
    const onProgress = (progress: WorkProgress) => told.push(progress);
    expect(await encodeInNode(model, table, { query: MANY, output, onProgress })).toEqual({ output, shape: [90_000, 2] });
    expect(told.length).toBeGreaterThan(1);
    expect(parseNpy(readFileSync(output), "codings.npy")).toEqual(codings);
    expect(keys.id!.length).toBe(90_000);
    await encodeInNode(model, table, { output: folder.path("codings.csv") });
    const [header, first] = linesOf("codings.csv");
    expect(header).toBe("row,id,z1,z2");
    expect(first!.split(",").slice(0, 2)).toEqual(["1", "u0"]);
    expect(first!.split(",").slice(2).map(Number).map(Math.fround)).toEqual([...codings.data.slice(0, 2)]);
  });

  it("leaves no file if a signal ends the work", async () => {
    const stop = new AbortController();
    const working = encodeInNode(model, table, {
      query: MANY,
      output: folder.path("codings.parquet"),
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(working).rejects.toThrow("enough");
    expect(readdirSync(folder.path()).filter((name) => name.includes("codings"))).toEqual([]);
  });

  it("of windows has the codings of each window, with its start and end", async () => {
    const { examples, table: windows } = await openTable(table, { windows: { window: 4, step: 2 } });
    const ofWindows = new StackedAutoencoder({ codings: 2, hidden: [8], table: windows });
    ofWindows.buildFor(examples.shape.slice(1));
    const { codings, keys } = await encodeInNode(ofWindows, table);
    expect(codings).toEqual(await ofWindows.transform(examples));
    expect(keys).toMatchObject({ start: expect.arrayContaining([1, 3, 297]), end: expect.arrayContaining([4, 6, 300]) });
  });

  it.each([
    ["x.txt", "codings are written as .parquet, .csv"],
    ["none/x.csv", "doesn't exist"],
  ])("is refused for %s", async (name, message) => {
    const data = name.startsWith("none") ? folder.path("none.csv") : table;
    await expect(encodeInNode(model, data, { output: folder.path(name) })).rejects.toThrow(message);
    expect(existsSync(folder.path(name))).toBe(false);
  });
});

it("codings of images keep their shape in .npy", async () => {
  const { examples } = garments({ count: 20 });
  const model = new StackedAutoencoder({ codings: 3, hidden: [8] });
  model.buildFor([28, 28]);
  await folder.write("images.npy", toNpy(examples));
  const output = folder.path("codings.npy");
  expect(await encodeInNode(model, folder.path("images.npy"), { output })).toEqual({ output, shape: [20, 3] });
  expect(parseNpy(readFileSync(output), output)).toEqual(await model.transform(examples));
});
