import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { type Autoencoder, StackedAutoencoder, VariationalAutoencoder } from "../autoencoders/index.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { generate as generateInNode } from "./generate.node.ts";
import { generate } from "./generate.ts";
import { modelOfTable, peopleCsv } from "./models.fixture.ts";

const folder = temporaryFolder();

it("generates in parts the same examples as the model does at once", async () => {
  const model = new VariationalAutoencoder({ codings: 2, hidden: [4] });
  model.buildFor([3]);
  const { examples, columns } = await generate(model, 100_000, { seed: 7 });
  expect(examples).toEqual(await model.generate(100_000, { seed: 7 }));
  expect(columns).toBeUndefined();
});

describe("a table's rows", () => {
  let model: Autoencoder;
  beforeEach(async () => {
    const table = await folder.write("people.csv", peopleCsv(300));
    model = await modelOfTable(table, VariationalAutoencoder);
  });

  it("have the table's columns, and are the same in a file as in memory", async () => {
    const { examples, columns } = await generateInNode(model, 70_000, { seed: 3 });
    expect(examples).toEqual(await model.generate(70_000, { seed: 3 }));
    expect(new Set(columns!.city)).toEqual(new Set(["Oslo", "Bern"]));
    const output = folder.path("made.csv");
    const written = await generateInNode(model, 70_000, { seed: 3, output });
    expect(written).toEqual({ output, shape: [70_000, 3], leftOut: ["id"] });
    const rows = readFileSync(output, "utf8").trimEnd().split("\n").slice(1);
    expect(rows.map((line) => line.split(",")[2])).toEqual(columns!.city);
    expect(rows.map((line) => Number(line.split(",")[0]))).toEqual(columns!.age);
  });

  it("leave no file if a signal ends the work", async () => {
    const stop = new AbortController();
    const working = generateInNode(model, 200_000, {
      output: folder.path("made.parquet"),
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(working).rejects.toThrow("enough");
    expect(readdirSync(folder.path()).filter((name) => name.includes("made"))).toEqual([]);
  });

  it("can't be drawn", async () => {
    const output = folder.path("made.png");
    await expect(generateInNode(model, 3, { output })).rejects.toThrow("generated rows of a table are written as .parquet");
    expect(existsSync(output)).toBe(false);
  });
});

it.each([
  [new VariationalAutoencoder({ codings: 2 }), 0, "The number of examples must be a whole number of at least 1, but it is 0."],
  [new StackedAutoencoder({ codings: 2 }), 5, 'Train one with family: "variational".'],
])("%o can't generate %i examples", async (model, count, message) => {
  await expect(generate(model, count)).rejects.toThrow(message);
});
