import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { type Autoencoder, StackedAutoencoder } from "../autoencoders/index.ts";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { parseNpy } from "../data/readers/npy.ts";
import { openTable } from "../data/tables/open.node.ts";
import { MANY, modelOfTable, peopleCsv } from "./models.fixture.ts";
import { reconstruct as reconstructInNode } from "./reconstruct.node.ts";
import { reconstruct } from "./reconstruct.ts";

const folder = temporaryFolder();

it("data in memory has the same reconstructions in several parts as at once", async () => {
  const source = random(3);
  const rows = ndarray(
    "float32",
    [100_000, 3],
    Float32Array.from({ length: 300_000 }, () => source.normal()),
  );
  const model = new StackedAutoencoder({ codings: 2, hidden: [4] });
  model.buildFor([3]);
  const { examples, reconstructions } = await reconstruct(model, rows);
  expect(examples).toBe(rows);
  expect(reconstructions).toEqual(await model.reconstruct(rows));
});

it("reconstructs the given number of images of a dataset", async () => {
  const model = new StackedAutoencoder({ codings: 3, hidden: [8] });
  model.buildFor([28, 28]);
  const { name, examples, reconstructions } = await reconstructInNode(model, "garments", { part: "test", count: 7 });
  expect(name).toBe("garments");
  expect(examples!.shape).toEqual([7, 28, 28]);
  expect(reconstructions).toEqual(await model.reconstruct(examples!));
});

describe("a table", () => {
  let table: string;
  let model: Autoencoder;
  beforeEach(async () => {
    table = await folder.write("people.csv", peopleCsv(300));
    model = await modelOfTable(table);
  });

  it("is returned as reconstructed features, and as columns with values like its own", async () => {
    const { reconstructions, columns, keys } = await reconstructInNode(model, table);
    const { examples } = await openTable(table, { preprocessing: model.settings.table });
    expect(reconstructions).toEqual(await model.reconstruct(examples));
    expect(Object.keys(columns!)).toEqual(["age", "score", "city"]);
    expect(columns!.age!.every((age) => Number.isInteger(age))).toBe(true);
    expect(keys.id![0]).toBe("u0");
  });

  it("has the same columns in a file as in memory", async () => {
    const { columns, reconstructions } = await reconstructInNode(model, table, { query: MANY });
    const output = folder.path("rebuilt.csv");
    expect(await reconstructInNode(model, table, { query: MANY, output })).toEqual({ output, shape: [90_000, 3] });
    const [header, ...rows] = readFileSync(output, "utf8").trimEnd().split("\n");
    expect(header).toBe("row,id,age,score,city");
    expect(rows.map((line) => line.split(",")[4])).toEqual(columns!.city);
    const features = folder.path("rebuilt.npy");
    await reconstructInNode(model, table, { query: MANY, output: features });
    expect(parseNpy(readFileSync(features), features)).toEqual(reconstructions);
  });

  it("leaves no file if a signal ends the work", async () => {
    const stop = new AbortController();
    const working = reconstructInNode(model, table, {
      query: MANY,
      output: folder.path("rebuilt.parquet"),
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(working).rejects.toThrow("enough");
    expect(readdirSync(folder.path()).filter((name) => name.includes("rebuilt"))).toEqual([]);
  });
});
