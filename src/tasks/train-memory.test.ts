import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AnomalyDetector } from "../anomalies/index.ts";
import { Autoencoder } from "../autoencoders/index.ts";
import { ndarray } from "../core/ndarray.ts";
import type { WorkProgress } from "../core/progress.ts";
import { random } from "../core/random.ts";
import { score } from "./score.node.ts";
import { train } from "./train.node.ts";

const source = random(8);
const records = Array.from({ length: 120 }, (_, i) => ({
  id: `r${i}`,
  size: source.normal(),
  price: i % 10 === 0 ? null : 5 + source.normal(),
  city: ["Bonn", "Ulm", "Kassel"][i % 3],
}));
const numbers = ndarray(
  "float32",
  [120, 4],
  Float32Array.from({ length: 480 }, () => source.normal()),
);
const weightsOf = (autoencoder: Autoencoder) => autoencoder.trained.model.getWeights().map(({ data }) => [...data]);

describe("train takes data in memory:", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "codings-train-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("rows as objects are a table, and the saved model takes rows as objects", async () => {
    const output = join(folder, "rows");
    const { autoencoder, recipe } = await train(records, { epochs: 2, output });
    expect(autoencoder.table).toMatchObject({ keys: ["id"], columns: [{ name: "size" }, { name: "price" }, { name: "city" }] });
    expect(recipe).toMatchObject({ data: "records", family: "stacked", loss: "mixed", validation: 0.1 });
    const loaded = await Autoencoder.load(output);
    const rows = records.slice(0, 3);
    expect(await loaded.transform(rows)).toEqual(await autoencoder.transform(rows));
    expect((await score(output, rows)).rows).toBe(3);
  });

  it.each([
    ["an autoencoder", { epochs: 2 }],
    ["a detector", { family: "anomaly" }],
  ] as const)("reports the progress of the training of %s", async (_, options) => {
    const heard: WorkProgress[] = [];
    await train(records, { ...options, onProgress: (progress) => heard.push(progress) });
    const { unit, done, total, perSecond, secondsLeft } = heard.at(-1)!;
    expect(unit).toBe("examples");
    expect(done).toBe(total);
    expect(perSecond).toBeGreaterThan(0);
    expect(secondsLeft).toBeCloseTo(0);
  });

  it.each([{ epochs: 1 }, { epochs: 1, window: 4 }, { family: "anomaly" }] as const)(
    "notes once which texts among numbers count as missing (%o)",
    async (options) => {
      const notes: string[] = [];
      const dirty = records.map((row, i) => (i === 30 ? { ...row, size: "5o" } : row));
      await train(dirty, { ...options, onNote: (note) => notes.push(note) });
      const line = new RegExp(`^column "size": 1 of ${records.length} values isn't a number; the first is "5o" in row 31\\. `);
      expect(notes.filter((note) => note.includes("5o"))).toEqual([expect.stringMatching(line)]);
    },
  );

  it("notes the number of rows that a detector leaves aside", async () => {
    const notes: string[] = [];
    const { rows } = await train(records, { family: "anomaly", onNote: (note) => notes.push(note) });
    expect(notes.join("\n")).toContain(`${120 - rows} other rows are not used`);
  });

  it("rows as objects for a detector", async () => {
    const { detector, rows } = await train(records, { family: "anomaly", exclude: ["size"] });
    expect(detector).toBeInstanceOf(AnomalyDetector);
    expect(rows).toBeLessThan(120);
    expect(detector.table!.columns.map(({ name }) => name)).toEqual(["price", "city"]);
  });

  it("arrays in any form, with the same bits", async () => {
    const options = { epochs: 2, codings: 2, hidden: [4] };
    const { autoencoder } = await train(numbers, options);
    expect(autoencoder.settings.scaling).toBe("standard");
    const rows = Array.from({ length: 120 }, (_, i) => [...numbers.data.subarray(4 * i, 4 * i + 4)]);
    expect(weightsOf((await train(rows, options)).autoencoder)).toEqual(weightsOf(autoencoder));
    async function* parts() {
      yield rows.slice(0, 50);
      yield rows.slice(50);
    }
    expect(weightsOf((await train(parts, options)).autoencoder)).toEqual(weightsOf(autoencoder));
  });

  it.each([
    ["resume", { resume: true, output: "nowhere" }],
    ["query", { query: "SELECT 1" }],
  ] as const)("but not the option %s, which is for files", async (name, options) => {
    await expect(train(records, options)).rejects.toThrow(`${name} is for data in files, but these data are in memory.`);
  });

  it("but not an option of tables for arrays", async () => {
    await expect(train(numbers, { exclude: ["a"] })).rejects.toThrow("exclude is for tables, but The data isn't one.");
  });
});
