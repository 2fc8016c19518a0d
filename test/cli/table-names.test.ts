import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { csvField } from "../../src/data/tables/csv-text.ts";
import { runCodings } from "../codings.fixture.ts";

let folder = "";

async function codings(...args: string[]): Promise<string> {
  const { status, stderr } = await runCodings(folder, args);
  expect(stderr.split("\n").filter((line) => /error|can't|codings:/i.test(line))).toEqual([]);
  expect(status).toBe(0);
  return readFileSync(join(folder, args[args.indexOf("-o") + 1]!), "utf8");
}

const KEYS = ["row", "score", "z1", "Row_"];
const LEARNED = [
  "s",
  "count",
  "select",
  "rowid",
  "__proto__",
  "constructor",
  "toString",
  "a b",
  'q"',
  "a;b",
  "new\nline",
  "\\",
  "名",
  "2019",
];
const headOf = (names: readonly string[]) => names.map(csvField).join(",");
const cell = (row: number, column: number) =>
  row === column ? "" : column % 2 ? `${((row * 31 + column) % 17) / 4}` : "pqr"[(row * 7 + column) % 3]!;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-names-"));
  const lines = Array.from({ length: 80 }, (_, row) =>
    [...KEYS.map((key) => `${key}-${row}`), ...LEARNED.map((_name, column) => cell(row, column))].join(","),
  );
  writeFileSync(join(folder, "t.csv"), `${headOf([...KEYS, ...LEARNED])}\n${lines.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("columns of any name can be used for training, and keys with the name of a result get an underscore", async () => {
  const training = ["--epochs", "1", "--codings", "2", "--hidden", "4", "--noise", "missing:0.2", "--keys", KEYS.join(",")];
  await runCodings(folder, ["train", "t.csv", ...training, "--out", "model", "--quiet"]);
  const { table } = JSON.parse(readFileSync(join(folder, "model", "config.json"), "utf8")).options;
  expect(table.columns.map(({ name }: { name: string }) => name)).toEqual(LEARNED);
  expect((await codings("encode", "model", "t.csv", "-o", "codings.csv")).split("\n")[0]).toBe("row,row_,score,z1_,Row__,z1,z2");
  expect((await codings("score", "model", "t.csv", "-o", "scores.csv")).split("\n")[0]).toBe(
    "row,row_,score_,z1,Row__,score,percentile,outlier,cause,expected,pca_score",
  );
  const imputed = await codings("impute", "model", "t.csv", "-o", "imputed.csv");
  expect(imputed.startsWith(`${headOf([...KEYS, ...LEARNED])}\nrow-0,score-0,z1-0,Row_-0,`)).toBe(true);
  expect((await codings("reconstruct", "model", "t.csv", "-o", "rebuilt.csv")).startsWith(headOf(["row", "row_", "score"]))).toBe(
    true,
  );
  const near = await codings("similar", "model", "t.csv", "--to", "score=score-3", "-o", "near.csv");
  expect(near.startsWith(headOf(["row__", "distance", ...KEYS, ...LEARNED]))).toBe(true);
}, 120_000);
