import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Autoencoder } from "../src/autoencoders/index.ts";
import { sharedFolder } from "../src/core/temporary.fixture.ts";
import { map } from "../src/explorer/map.node.ts";
import { report } from "../src/report/report.node.ts";
import { check } from "../src/tasks/check.node.ts";
import { encode } from "../src/tasks/encode.node.ts";
import { encode as encodeInPage } from "../src/tasks/encode.ts";
import { imputeTable } from "../src/tasks/impute-table.node.ts";
import { modelOfTable, peopleCsv } from "../src/tasks/models.fixture.ts";
import { reconstruct } from "../src/tasks/reconstruct.node.ts";
import { score } from "../src/tasks/score.node.ts";
import { findSimilar } from "../src/tasks/similar.node.ts";
import { train } from "../src/tasks/train.node.ts";

const folder = sharedFolder();
/** Returns rows of which the sixth one, with the id u5, is far from all others. */
const lines = peopleCsv(300).trimEnd().split("\n");
lines[6] = "u5,41,-900,Oslo";
const text = `${lines.join("\n")}\n`;
let table: string;
let model: Autoencoder;
beforeAll(async () => {
  table = await folder.write("people.csv", text);
  model = await modelOfTable(table);
});

describe("row 6 is the sixth row below the header", () => {
  it.each([
    ["encode", encode],
    ["score", score],
    ["reconstruct", reconstruct],
    ["map", map],
  ])("in the output of %s", async (_, task) => {
    const output = folder.path("results.csv");
    await (task as typeof encode)(model, table, { output });
    const [header, ...results] = readFileSync(output, "utf8").trimEnd().split("\n");
    expect(header!.startsWith("row,id,")).toBe(true);
    expect(results.map((line) => line.split(",").slice(0, 2))).toEqual(results.map((_, i) => [`${i + 1}`, `u${i}`]));
  });

  it("in check, impute, score, similar and the report", async () => {
    const { findings } = await check(table);
    expect(findings[0]).toMatchObject({ row: 6, keys: { id: "u5" } });
    const { strangest } = await score(model, table);
    expect(strangest![0]).toMatchObject({ row: 6, keys: { id: "u5" } });
    const { row, records } = await findSimilar(model, table, { to: 6, count: 1 });
    expect([row, records![0]!.row, records![0]!.id]).toEqual([6, 6, "u5"]);
    expect((await report(model, table, {})).measured.worst[0]).toBe(6);
    const { cells } = await imputeTable(await folder.write("gap.csv", text.replace("u5,41,-900,Oslo", "u5,,0.2,Oslo")));
    expect(cells.find((cell) => cell.row === 6)).toMatchObject({ column: "age" });
  });

  it("in messages", async () => {
    const broken = await folder.write("broken.csv", text.replace("u5,41", "u5,old"));
    const notes: string[] = [];
    await encode(model, broken, { onNote: (note) => notes.push(note) });
    expect(notes.join("\n")).toContain('"old" in row 6');
    const endless = await folder.write("endless.csv", text.replace("u5,41", "u5,inf"));
    await expect(encode(model, endless)).rejects.toThrow("is inf in row 6.");
  });

  it("in the message about a number that is too large to be scaled", async () => {
    const usual = peopleCsv(300);
    const own = await modelOfTable(await folder.write("usual.csv", usual));
    const rows = usual
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    rows[6]![2] = "1e300";
    const file = await folder.write("enormous.csv", rows.join("\n"));
    const tooLarge = /column "score" is 1e\+?300 in row 6, which is too large for a model\. Correct it, or leave the cell empty/;
    await expect(encode(own, file)).rejects.toThrow(tooLarge);
    const records = rows.slice(1).map(([id, age, score, city]) => ({ id, age: Number(age), score: Number(score), city }));
    await expect(encodeInPage(own, records)).rejects.toThrow(tooLarge);
    // With this seed, row 6 is held out, so that the scale isn't learned from it.
    await expect(train(file, { epochs: 1, seed: 3 })).rejects.toThrow(tooLarge);
  });
});
