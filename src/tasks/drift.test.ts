import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { sharedFolder } from "../core/temporary.fixture.ts";
import { openTableSource } from "../data/tables/duckdb/source.node.ts";
import { openTable } from "../data/tables/open.node.ts";
import { check } from "./check.node.ts";
import { drift as driftOfData, tableDrift } from "./drift.node.ts";
import { drift } from "./drift.ts";

const folder = sharedFolder();
const source = random(3);
/** Returns rows [count, 4] computed from two random numbers, the first of which is shifted. */
const rows = (count: number, shift = 0) => {
  const data = new Float32Array(4 * count);
  for (let row = 0; row < count; row++) {
    const [a, b] = [source.normal() + shift, source.normal()];
    data.set([a + b, a - b, a + 0.1 * source.normal(), b], 4 * row);
  }
  return ndarray("float32", [count, 4], data);
};

describe("drift of examples in memory", async () => {
  const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [8], loss: "mse", seed: 1 });
  await autoencoder.fit(rows(400), { epochs: 3 });
  const before = rows(300);

  it("compares the codings and the errors, with the numbers that a count by hand gives", async () => {
    const now = rows(250, 3);
    const { verdict, columns, scores, rows: counts } = await drift(autoencoder, { before, now });
    expect(counts).toEqual({ before: 300, now: 250 });
    expect(columns.map(({ name }) => name)).toEqual(["z1", "z2"]);
    const codings = await autoencoder.transform(now);
    const second = Array.from({ length: 250 }, (_, row) => codings.data[2 * row + 1]!).sort((a, b) => a - b);
    expect(columns[1]!.quantiles!.now[2]).toBeCloseTo((second[124]! + second[125]!) / 2, 6);
    expect(columns[1]!.mean!.now).toBeCloseTo(second.reduce((sum, x) => sum + x, 0) / 250, 5);
    const errors = (await autoencoder.scoreSamples(now)).data;
    expect(scores.above.now).toBe(errors.filter((error) => error > scores.threshold).length / 250);
    expect(verdict).toBe("strong");
  });

  it("finds none in two halves of the same rows, and ends on a signal", async () => {
    // With a few hundred rows, chance alone may look like drift.
    const many = rows(3000);
    const halves = { before: sliceRows(many, 0, 1500), now: sliceRows(many, 1500) };
    expect((await drift(autoencoder, halves)).verdict).toBe("none");
    await expect(drift(autoencoder, halves, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});

describe("drift of a table from the training data that a model folder stores", async () => {
  const write = (name: string, shift: number) => {
    const { data } = rows(300, shift);
    const lines = Array.from({ length: 300 }, (_, row) => [...data.subarray(4 * row, 4 * row + 4)].join(","));
    writeFileSync(folder.path(name), `a,b,c,d\n${lines.join("\n")}\n`);
    return folder.path(name);
  };
  const [learned, march] = [write("learned.csv", 0), write("march.csv", 2)];
  const { examples, table } = await openTable(learned);
  const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [8], table: table!, seed: 1 });
  await autoencoder.fit(examples, { epochs: 3 });
  const save = async (name: string, options: object) => {
    await autoencoder.save(folder.path(name), { options: { ...options, codings: 2, hidden: [8], table }, seed: 1 });
    return folder.path(name);
  };

  it("compares with the held-out rows, as tableDrift does with two tables", async () => {
    const model = await save("model", { data: learned, seed: 1, validation: 0.2 });
    const output = folder.path("drift.json");
    const { against, ...report } = await driftOfData(model, march, { against: learned, output });
    expect(against).toBe(learned);
    const [before, now] = [await openTableSource(learned), await openTableSource(march)];
    const same = await tableDrift(await Autoencoder.load(model), { before, now });
    for (const table of [before, now]) table.close();
    expect(report.columns.map(({ name, statistic }) => [name, statistic])).toEqual(
      same.columns.map(({ name, statistic }) => [name, statistic]),
    );
    expect(report.verdict).toBe("strong");
    const written = JSON.parse(readFileSync(output, "utf8")) as { column: string; psi: number }[];
    expect(written.map(({ psi }) => Math.fround(psi))).toEqual(
      [...report.columns, report.scores!].map(({ psi }) => Math.fround(psi)),
    );
  });

  it("counts texts among numbers as missing, and notes it once for each table", async () => {
    const model = await save("strays", { data: learned, seed: 1, validation: 0.2 });
    const lines = readFileSync(march, "utf8").trimEnd().split("\n");
    const dirty = folder.path("dirty.csv");
    writeFileSync(dirty, lines.map((line, i) => (i % 50 === 7 ? line.replace(/^[^,]*/, "1o") : line)).join("\n"));
    const notes: string[] = [];
    const told = { relations: false, onNote: (line: string) => notes.push(line) };
    const { columns } = await driftOfData(model, dirty, { ...told, against: dirty });
    expect(columns[0]!.missing).toEqual({ before: 0.02, now: 0.02 });
    expect(notes).toEqual([expect.stringMatching(/^column "a": 6 of 300 values aren't numbers; the first is "1o" in row 7\. /)]);
    await driftOfData(model, dirty, { ...told, against: march });
    expect(notes).toHaveLength(2);
  });

  it("compares with an earlier table, or with the distributions that a checker has of it, without a model", async () => {
    const told = { relations: false };
    const output = folder.path("tables.csv");
    const report = await driftOfData(learned, march, { output });
    expect(report).toMatchObject({ verdict: "strong", rows: { before: 300, now: 300 }, against: learned });
    expect(report.scores).toBeUndefined();
    expect(report.relations).toHaveLength(report.columns.length);
    expect(readFileSync(output, "utf8").trimEnd().split("\n")).toHaveLength(report.columns.length + 1);
    expect((await driftOfData(learned, learned, told)).verdict).toBe("none");

    const checker = folder.path("checker");
    const { checker: unsaved } = await check(learned, { save: checker });
    const { columns, ...others } = await driftOfData(checker, march);
    expect(others).toEqual({ verdict: "strong", rows: { before: 300, now: 300 }, against: checker });
    expect(columns).toEqual(report.columns);
    await expect(driftOfData(checker, march, { against: learned })).rejects.toThrow("is the earlier data itself");
    await unsaved.save(checker);
    await expect(driftOfData(checker, march)).rejects.toThrow("has no distributions to compare with");
  });

  it("throws if the training data isn't known or doesn't exist any more", async () => {
    await expect(driftOfData(await save("orphan", {}), march)).rejects.toThrow(OptionError);
    await expect(driftOfData(await save("gone", { data: "gone.csv" }), march)).rejects.toThrow(DataError);
  });
});
