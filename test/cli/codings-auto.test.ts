import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { garments } from "../../src/data/built-in/garments.ts";
import { toNpy } from "../../src/data/readers/npy.ts";
import { childProcesses, ending, until } from "../children.fixture.ts";
import { runCodings } from "../codings.fixture.ts";

const main = resolve("dist/cli/main.js");
let folder = "";
const start = childProcesses();

const codings = (...args: string[]) => runCodings(folder, args);

/** Returns rows of two factors in five columns, with a little noise. */
function twoFactors(rows: number): string {
  const source = random(3);
  const lines = Array.from({ length: rows }, () => {
    const [a, b] = [source.normal(), source.normal()];
    return [a, b, a + b, a - b, 2 * a + b].map((x) => (x + 0.02 * source.normal()).toFixed(4)).join(",");
  });
  return ["a,b,sum,difference,more", ...lines].join("\n");
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-auto-"));
  writeFileSync(join(folder, "rows.csv"), twoFactors(300));
  writeFileSync(join(folder, "one.csv"), ["x", ...Array.from({ length: 60 }, (_, i) => i * i)].join("\n"));
  writeFileSync(join(folder, "few.csv"), twoFactors(12));
  writeFileSync(join(folder, "small.npy"), toNpy(garments({ count: 200 }).examples));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("codings train --codings auto", () => {
  it("chooses two codings for a table of two factors, explains why, draws the curve and trains them", async () => {
    const { status, stdout, stderr } = await codings(
      "train",
      "rows.csv",
      "--codings",
      "auto",
      "--seeds",
      "2",
      "--out",
      "table",
      "--json",
    );
    expect(stderr).toMatch(/8 short trainings, at most 10 minutes in total/);
    expect(stderr).toMatch(/codings +held-out loss +variance lost +PCA +trustworthiness +seeds/);
    expect(stderr).toMatch(/\n +2 .* 2 of 2, chosen\n/);
    expect(stderr).toMatch(/\n2 codings, chosen by all 2 seeds: the knee/);
    expect(stderr).not.toMatch(/principal components keep/);
    expect(status).toBe(0);
    const { codings: chosen, advice, valLoss } = JSON.parse(stdout);
    expect(chosen).toBe(2);
    expect(advice.sizes.map((size: { codings: number }) => size.codings)).toEqual([1, 2, 3, 4]);
    expect(advice.sizes[1].trials).toHaveLength(2);
    expect(advice.sizes[1].pca).toBeLessThan(advice.sizes[0].pca);
    expect(valLoss).toBeLessThan(0.1);
    expect(advice.plot).toBe("table-codings.svg");
    expect(readFileSync(join(folder, "table-codings.svg"), "utf8")).toContain("2 chosen");
    expect(JSON.parse(readFileSync(join(folder, "table/config.json"), "utf8")).options.codings).toBe(2);
  }, 60_000);

  it("on Ctrl-C shows the results so far, trains no model and exits with 130", async () => {
    const args = ["train", "small.npy", "--codings", "auto", "--validation", "20", "--plot", "pictures.png", "--out", "pictures"];
    const running = start([main, ...args], folder);
    let said = "";
    running.stderr!.on("data", (part) => {
      said += part;
    });
    await until(running, /short trainings/);
    running.kill("SIGINT");
    expect(await ending(running)).toBe(130);
    expect(said).toContain("Interrupted; these are the results so far.");
    expect(existsSync(join(folder, "pictures"))).toBe(false);
  }, 60_000);

  it.each([
    [
      "one column",
      ["one.csv", "--codings", "auto"],
      1,
      "There must be fewer codings than features, but there is only one feature, so there is no size to choose.",
    ],
    [
      "few rows",
      ["few.csv", "--codings", "auto"],
      1,
      "To choose the number of codings takes at least 20 rows for training and 5 held out, but there are 11 and 1. Give the number of codings.",
    ],
    [
      "too little time",
      ["rows.csv", "--codings", "auto", "--minutes", "0.0001"],
      1,
      "No seed finished all sizes in 0.0001 minutes, so no size can be advised. Increase --minutes, or give --codings a number.",
    ],
    ["seeds without it", ["rows.csv", "--seeds", "2"], 2, "--seeds is for --codings auto."],
    [
      "another word",
      ["rows.csv", "--codings", "automatic"],
      2,
      '--codings must be a whole number of at least 1, or auto, but it is "automatic".',
    ],
    [
      "a detector",
      ["rows.csv", "--codings", "auto", "--model", "anomaly"],
      2,
      "--codings isn't an option of --model anomaly, which chooses its own. Leave it out.",
    ],
    [
      "another ending",
      ["rows.csv", "--codings", "auto", "--plot", "p.gif"],
      2,
      "p.gif: plots are written as .svg or .png. Choose a file name that ends in one of those.",
    ],
  ])("%s: one line", async (_, args, code, line) => {
    const { status, stderr } = await codings("train", ...args, "--out", "none");
    expect(stderr.trimEnd().split("\n").at(-1)).toContain(line);
    expect(status).toBe(code);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});
