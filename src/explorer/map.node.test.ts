import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { sharedFolder } from "../core/temporary.fixture.ts";
import { openTable } from "../data/tables/open.node.ts";
import { map as mapExamples } from "../tasks/map.ts";
import { map } from "./map.node.ts";

const folder = sharedFolder();
const path = folder.path("people.csv");
const people = Array.from({ length: 90 }, (_, i) => [`P${i}`, (i * 37) % 61, ["Oslo", "Bern", "Rome"][i % 3], (i * i) % 17]);
writeFileSync(path, `id,age,city,x\n${people.map((row) => row.join(",")).join("\n")}\n`);

it("the map of a table has its columns, its keys and the same positions as data in memory, and so does its file", async () => {
  const { examples, table } = await openTable(path);
  const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [8], table: table! });
  await autoencoder.fit(examples, { epochs: 2 });
  const output = folder.path("map.csv");
  const options = { method: "pca", colour: "city,age", count: 50, output } as const;
  const made = await map(autoencoder, path, options);
  const some = { ...examples, shape: [50, examples.shape[1]!], data: examples.data.slice(0, 50 * examples.shape[1]!) };
  expect(made.positions).toEqual((await mapExamples(autoencoder, some as typeof examples, { method: "pca" })).positions);
  expect(made.colours.map(({ name, values }) => [name, values])).toEqual([
    ["city", people.slice(0, 50).map(([, , city]) => city)],
    ["age", people.slice(0, 50).map(([, age]) => age)],
  ]);
  const [head, first] = readFileSync(output, "utf8").split("\n");
  expect(head).toBe("row,id,x,y,city,age");
  const [row, id, x] = first!.split(",");
  expect([row, id, Math.fround(Number(x))]).toEqual(["1", "P0", made.positions.data[0]]);
  await expect(map(autoencoder, path, { ...options, colour: ["agee"] })).rejects.toThrow('Did you mean "age"?');
  await expect(map(autoencoder, path, { ...options, colours: "age" } as object)).rejects.toThrow('Did you mean "colour"?');
});
