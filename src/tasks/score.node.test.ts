import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { AnomalyDetector } from "../anomalies/index.ts";
import { kinds, sheet } from "../anomalies/rows.fixture.ts";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { ndarray } from "../core/ndarray.ts";
import type { WorkProgress } from "../core/progress.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { openTable } from "../data/tables/open.node.ts";
import { percentileOf } from "../scoring/index.ts";
import { score } from "./score.node.ts";
import { score as scoreInPage } from "./score.ts";

const folder = temporaryFolder();
const { rows, labels } = sheet(300);
const detector = new AnomalyDetector({ steps: 60 });
const ofTable = new AnomalyDetector({ steps: 60, table: kinds.table });
const kindRows = ["id,size,kind", "1,0.1,a", "2,,b", "3,0.3,Atlantis", "4,90,a"];

beforeAll(async () => {
  await detector.fit(rows);
  await ofTable.fit(kinds.rows(200));
});

describe("rows in memory", () => {
  it("have the scores, percentiles, flags and reasons of the detector", async () => {
    const found = await score(detector, rows, { labels });
    const { scores, percentiles, outliers, causes } = found.scores;
    expect(scores).toEqual((await detector.scoreSamples(rows)).data);
    expect(percentiles).toEqual(detector.percentile(ndarray("float32", [300], scores)).data);
    expect(outliers).toEqual(Array.from(scores, (one) => (one > detector.threshold ? 1 : 0)));
    expect(causes.map((cause) => cause !== undefined)).toEqual(outliers.map((outlier) => outlier === 1));
    expect(found).toMatchObject({ rows: 300, scored: 300, threshold: detector.threshold });
    expect(found.outliers).toBe(outliers.filter((outlier) => outlier === 1).length);
    expect(found.strangest![0]).toMatchObject({ row: scores.indexOf(Math.max(...scores)) + 1, keys: {} });
    expect(found.quality!.rocAuc).toBeGreaterThan(0.8);
    expect((await scoreInPage(detector, rows)).scores).toEqual(found.scores);
  });

  it("can be compared with another threshold, given as text or found by labels", async () => {
    const at = async (threshold: string) => score(detector, rows, { threshold, labels });
    expect((await at("value:-1e9")).outliers).toBe(300);
    const [best, usual] = [(await at("f1")).quality!, (await at("0.99")).quality!];
    const f1 = ({ precision, recall }: typeof best) => (2 * precision * recall) / (precision + recall);
    expect(f1(best)).toBeGreaterThanOrEqual(f1(usual));
    await expect(score(detector, rows, { threshold: "f1" })).rejects.toThrow("needs labels");
  });

  it("can be flagged by their own share, in memory and in a file", async () => {
    expect((await score(detector, rows, { threshold: "2%" })).outliers).toBe(6);
    const data = await folder.write(
      "shares.csv",
      ["size,kind", ...Array.from({ length: 40 }, (_, i) => `0.${i + 10},a`)].join("\n"),
    );
    const output = await folder.write("share-scores.csv", "");
    expect(await score(ofTable, data, { threshold: "5%", output })).toMatchObject({ rows: 40, outliers: 2 });
    expect(() => new AnomalyDetector({ threshold: "1%" })).toThrow(
      'The threshold "share:0.01" is chosen from the rows that are scored',
    );
    expect(() => detector.setThreshold("1%")).toThrow("is chosen from the rows that are scored");
  });

  it("come with a note if too few rows were held out for the threshold, unless a program has set another one", async () => {
    const notes: string[] = [];
    const onNote = (note: string) => void notes.push(note);
    const few = await new AnomalyDetector({ steps: 10 }).fit(rows);
    await score(few, rows, { onNote, threshold: "contamination:0.01" });
    await score(few, rows, { onNote });
    const start = "comes from 30 scores of held-out rows, but measuring a share of 1 % takes at least 100.";
    expect(notes.map((note) => note.includes(start))).toEqual([true, true]);
    few.setThreshold("value:3");
    await score(few, rows, { onNote, threshold: "10%" });
    await score(few, rows, { onNote });
    expect(notes).toHaveLength(2);
  });

  it("have percentiles among the held-out rows of an autoencoder, which can't score without held-out rows", async () => {
    const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [4], scaling: "standard", seed: 1 });
    await autoencoder.fit(rows, { epochs: 1 });
    await expect(score(autoencoder, rows)).rejects.toThrow("has no scores of held-out rows to compare with");
    await autoencoder.fit(rows, { epochs: 1, validation: rows });
    const { scores } = await score(autoencoder, rows);
    expect(scores.percentiles).toEqual(scores.scores.map((one) => percentileOf(autoencoder.calibration!, one)));
  });
});

describe("the reasons for an outlier", () => {
  const staff = Array.from({ length: 200 }, (_, i) => ({
    pay: 50 + Math.sin(i),
    department: ["sales", "support"][i % 2]!,
    hired: new Date(Date.UTC(2020, 0, 1 + ((i * 11) % 360), 8 + (i % 3))),
  }));
  const odd = [
    { ...staff[0]!, department: "legal" },
    { ...staff[1]!, hired: new Date(Date.UTC(2020, 6, 24, 22)) },
  ];
  const all = [...staff, ...odd];

  it("have the values of the data, in memory and in a file", async () => {
    const ofStaff = await new AnomalyDetector({ steps: 60 }).fit(staff);
    const lines = all.map(({ pay, department, hired }) => `${pay},${department},${hired.toISOString()}`);
    const data = await folder.write("staff.csv", ["pay,department,hired", ...lines].join("\n"));
    const output = await folder.write("staff-scores.csv", "");
    await score(ofStaff, data, { output });
    const told = readFileSync(output, "utf8").trim().split("\n").slice(-2);
    const found = (await score(ofStaff, all)).scores.causes.slice(-2).map((causes) => causes![0]!);
    expect(found).toMatchObject([
      { name: "department", actual: "legal" },
      { name: "hired", actual: "2020-07-24 22:00" },
    ]);
    found.forEach(({ actual }, i) => {
      expect(told[i]).toContain(` is ${actual}`);
    });
    const opened = await score(ofStaff, await openTable(data, { preprocessing: ofStaff.table! }));
    expect(opened.scores.causes.at(-2)![0]).toMatchObject({ actual: "legal" });
  });

  it("of an autoencoder of arrays are the indices of the columns", async () => {
    const autoencoder = await new StackedAutoencoder({ codings: 2, hidden: [4], scaling: "standard" }).fit(rows, {
      epochs: 1,
      validation: rows,
    });
    const { strangest } = await score(autoencoder, rows, { threshold: "0.5" });
    expect(strangest).toHaveLength(5);
    expect(strangest![0]!.why).toMatch(/^\d is .*, expected/);
  });
});

describe("a table's rows", () => {
  it("are written with their keys or returned, with progress", async () => {
    const data = await folder.write("kinds.csv", kindRows.join("\n"));
    const table = { ...kinds.table, keys: ["id"] };
    const keyed = new AnomalyDetector({ ...ofTable.settings, table }).adopt(ofTable.learned);
    const told: WorkProgress[] = [];
    const output = folder.path("scores.json");
    const summary = await score(keyed, data, { output, threshold: "value:-1e9", onProgress: (at) => told.push(at) });
    const written = JSON.parse(readFileSync(output, "utf8"));
    const { scores, ...counts } = await score(keyed, data, { threshold: "value:-1e9" });
    expect(counts).toEqual(summary);
    expect(summary).toMatchObject({ rows: 4, outliers: 4, columns: ["size", "kind"] });
    expect(summary.strangest![0]!.keys).toEqual({ id: 4 });
    expect(written.map(({ id }: { id: number }) => id)).toEqual([1, 2, 3, 4]);
    expect(written[2].expected).toMatch(/kind is Atlantis, never seen before/);
    expect(written.map(({ score: one }: { score: number }) => Math.fround(one))).toEqual([...scores.scores]);
    expect(told.at(-1)).toMatchObject({ unit: "rows", done: 4, total: 4 });
  });

  it("leave no file if scoring ends early", async () => {
    const data = await folder.write("kinds.csv", kindRows.join("\n"));
    const output = folder.path("scores.csv");
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(score(ofTable, data, { output, signal })).rejects.toThrow("enough");
    expect(() => readFileSync(output)).toThrow();
    await expect(score(ofTable, data, { output, label: "wrnog" })).rejects.toThrow('has no column "wrnog"');
  });
});
