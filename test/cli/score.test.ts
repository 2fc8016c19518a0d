import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { rocAuc } from "../../src/scoring/index.ts";
import { runCodings } from "../codings.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "codings-score-"));
const codings = (...args: string[]) => runCodings(folder, args);

/** Returns orders whose total is price times quantity, except in the labelled rows. */
function orders(seed: number, rows: number): string {
  const source = random(seed);
  const lines = Array.from({ length: rows }, (_, i) => {
    const country = ["de", "fr", "it"][source.integer(3)]!;
    const price = 10 + 2 * source.normal() + (country === "fr" ? 5 : 0);
    const quantity = 1 + source.integer(9);
    const isWrong = i % 50 === 49;
    const total = price * quantity * (isWrong ? 4 : 1);
    return `${7000 + i},${country},${price.toFixed(2)},${i % 20 === 3 ? "" : quantity},${total.toFixed(2)},${isWrong ? 1 : 0}`;
  });
  return `order,country,price,quantity,total,wrong\n${lines.join("\n")}\n`;
}

const rowsOf = (file: string): Record<string, string | number>[] => JSON.parse(readFileSync(join(folder, file), "utf8"));

const said: Record<string, string> = {};

beforeAll(async () => {
  writeFileSync(join(folder, "orders.csv"), orders(1, 1000));
  writeFileSync(join(folder, "new.csv"), orders(2, 300));
  for (const [model, out] of [
    ["anomaly", "watch"],
    ["stacked", "stacked"],
  ] as const) {
    const trained = await codings("train", "orders.csv", "--model", model, "--label", "wrong", "--out", out);
    expect(trained.stderr).toMatch(/ in (watch|stacked)/);
    expect(trained.status).toBe(0);
    said[out] = trained.stderr;
  }
}, 120_000);

describe.each(["watch", "stacked"])("scores of %s", (model) => {
  it("have one row for each row of the data, in its order, with keys of their own type", async () => {
    const { status, stderr } = await codings("score", model, "new.csv", "-o", `${model}.json`);
    expect(status, stderr).toBe(0);
    const rows = rowsOf(`${model}.json`);
    expect(rows).toHaveLength(300);
    expect(Object.keys(rows[0]!)).toEqual(["row", "order", "score", "percentile", "outlier", "cause", "expected", "pca_score"]);
    expect(rows.map(({ row }) => row)).toEqual(rows.map((_, i) => i + 1));
    expect(rows[5]!.order).toBe(7005);
    expect(stderr).toMatch(/by the labels: ROC-AUC \.?\d/);
  });

  it("separate wrong rows from others, flag rows above the threshold, and name columns with expected values", () => {
    const rows = rowsOf(`${model}.json`);
    const labels = rows.map((_, i) => (i % 50 === 49 ? 1 : 0));
    const auc = rocAuc(
      rows.map(({ score }) => Number(score)),
      labels,
    );
    expect(auc).toBeGreaterThan(0.9);
    const worst = rows.toSorted((a, b) => Number(b.score) - Number(a.score))[0]!;
    expect(worst.outlier).toBe(1);
    expect(worst.percentile).toBeGreaterThan(98);
    expect(worst.cause).toContain("total");
    expect(worst.expected).toMatch(/total is [\d.]+, expected [-\d.]+/);
    expect(rows.every(({ outlier, cause }) => (outlier === 1) === (cause !== null))).toBe(true);
  });

  it("are printed for the highest scores with the first reason, unless --quiet is given", async () => {
    const { stdout, stderr } = await codings("score", model, "new.csv", "-o", "half.json", "--threshold", "0.5", "--json");
    const { strangest, outliers } = JSON.parse(stdout);
    const worst = rowsOf("half.json")
      .toSorted((a, b) => Number(b.score) - Number(a.score))
      .slice(0, 5);
    expect(strangest).toMatchObject(worst.map(({ row, order, score }) => ({ row, keys: { order }, score })));
    const lines = stderr.trim().split("\n");
    const at = lines.indexOf(`the 5 highest scores of ${outliers} outliers:`);
    expect(lines.slice(at + 1, at + 6)).toEqual(
      worst.map(({ row, order, score, cause }, i) => {
        expect(strangest[i].why).toMatch(new RegExp(`^${String(cause).split(",")[0]} is `));
        return `  row ${row}, order ${order}: ${Number(Number(score).toPrecision(3))}, ${strangest[i].why}`;
      }),
    );
    expect((await codings("score", model, "new.csv", "-o", "t.csv", "--quiet")).stderr).toBe("");
  });

  it("don't depend on which rows are scored together", async () => {
    const all = rowsOf(`${model}.json`);
    await codings("score", model, "new.csv", "--query", "SELECT * FROM data WHERE price > 12", "-o", "some.json");
    const some = rowsOf("some.json");
    const byOrder = new Map(all.map((row) => [row.order, Number(row.score)]));
    expect(some.length).toBeGreaterThan(50);
    for (const { order, score } of some) expect(Number(score)).toBeCloseTo(byOrder.get(order)!, 4);
  });

  it("are flagged with other thresholds, among them the best F1", async () => {
    const flagged = async (threshold: string) =>
      JSON.parse((await codings("score", model, "new.csv", "-o", "t.csv", "--json", "--threshold", threshold)).stdout) as {
        outliers: number;
        threshold: number;
        precision: number;
        recall: number;
      };
    expect((await flagged("0.5")).outliers).toBeGreaterThan((await flagged("0.99")).outliers);
    expect((await flagged("value:1e9")).outliers).toBe(0);
    expect((await flagged("value:-1e9")).outliers).toBe(300);
    const best = await flagged("f1");
    const usual = await flagged("0.99");
    const f1 = ({ precision, recall }: { precision: number; recall: number }) => (2 * precision * recall) / (precision + recall);
    expect(f1(best)).toBeGreaterThanOrEqual(f1(usual));
  });
});

it.each([
  [2, /Did you mean "quantile"\?|Known: quantile/, ["score", "watch", "new.csv", "-o", "x.csv", "--threshold", "quantil:0.9"]],
  [2, /scores are written as/, ["score", "watch", "new.csv", "-o", "x.txt"]],
  [1, /needs at least 999999 held-out rows/, ["score", "watch", "new.csv", "-o", "x.csv", "--threshold", "conformal:0.000001"]],
  [1, /no column "wrnog"/, ["score", "watch", "new.csv", "-o", "x.csv", "--label", "wrnog"]],
  [1, /contains "(de|fr|it)"/, ["score", "watch", "new.csv", "-o", "x.csv", "--label", "country"]],
  [1, /nothing is not a model folder/, ["score", "nothing", "new.csv", "-o", "x.csv"]],
  [1, /gone\.csv doesn't exist/, ["score", "watch", "gone.csv", "-o", "x.csv"]],
  [2, /--hidden isn't an option of --model anomaly/, ["train", "orders.csv", "--model", "anomaly", "--hidden", "3"]],
  [2, /--resume is for autoencoders, but a detector/, ["train", "orders.csv", "--model", "anomaly", "--resume"]],
] as const)("exit %i: %s", async (status, message, args) => {
  const result = await codings(...args);
  expect(result.stderr.trim().split("\n").at(-1)).toMatch(message);
  expect(result.stderr).not.toMatch(/ at .*\.js:\d/);
  expect(result.status).toBe(status);
  expect(existsSync(join(folder, "x.csv"))).toBe(false);
});

describe.each(["watch", "stacked"])("a value that %s never saw", (model) => {
  it("is named as the cause, with the expected value", async () => {
    const [names, first, ...others] = orders(2, 40).trim().split("\n");
    writeFileSync(join(folder, "unseen.csv"), [names, first!.replace(/,(de|fr|it),/, ", Atlantis,"), ...others].join("\n"));
    expect((await codings("score", model, "unseen.csv", "-o", "unseen.json")).status).toBe(0);
    const [row] = rowsOf("unseen.json");
    expect(row!.cause).toMatch(/country/);
    expect(row!.expected).toMatch(/country is Atlantis, never seen before, expected (de|fr|it)/);
  });
});

it("the training of a detector describes columns by median and quartiles", () => {
  expect(said.watch).toMatch(/^ {2}quantity +number, median 5, quartiles 3 and 7, 4\.9 % missing$/m);
  expect(said.watch).not.toContain("deviation");
  expect(said.stacked).toMatch(/^ {2}quantity +number, mean /m);
});

it("a detector's ONNX file takes the table's raw columns and returns the same scores", async () => {
  const { nodeRuntime } = await import("../../src/runtime/node.ts");
  const { ndarray } = await import("../../src/core/ndarray.ts");
  const program = await (await nodeRuntime()).compile(readFileSync(join(folder, "watch/detector.onnx")));
  const lines = readFileSync(join(folder, "new.csv"), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  const numbers = (column: number) =>
    ndarray(
      "float64",
      [lines.length, 1],
      Float64Array.from(lines, (cells) => (cells[column] === "" ? Number.NaN : Number(cells[column]))),
    );
  const results = await program.run({
    country: { dtype: "string", shape: [lines.length, 1], data: lines.map((cells) => cells[1]!) },
    price: numbers(2),
    quantity: numbers(3),
    total: numbers(4),
  });
  const scores = rowsOf("watch.json").map(({ score }) => Number(score));
  expect(Math.max(...scores.map((score, i) => Math.abs(score - Number(results.score!.data[i]))))).toBeLessThan(1e-4);
  expect(results.contributions!.shape).toEqual([lines.length, 4]);
});
