import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ndarray } from "../../src/core/ndarray.ts";
import { random } from "../../src/core/random.ts";
import { parseNpy, toNpy } from "../../src/data/readers/npy.ts";
import { runCodings } from "../codings.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "codings-numbers-"));
const codings = (...args: string[]) => runCodings(folder, args);
afterAll(() => rmSync(folder, { recursive: true }));

/** Returns rows of two factors in five columns around 300, in units from 1 to 10,000. One row is an outlier. */
const rows = () => {
  const source = random(3);
  const made = Array.from({ length: 600 }, (_, row) => {
    const [a, b] = [source.normal(), source.normal()];
    return [a, b, a + b, a - b, row === 17 ? 9 : 2 * a - b].map((x, j) => 300 + 10 ** j * (x + 0.05 * source.normal()));
  });
  return Float32Array.from(made.flat());
};

beforeAll(() => {
  writeFileSync(join(folder, "x.npy"), toNpy(ndarray("float32", [600, 5], rows())));
});

const short = ["--codings", "2", "--hidden", "10", "--threads", "1"];

describe("a .npy file of numbers that aren't pixels", () => {
  it("trains without options, and prints the chosen settings", async () => {
    const { status, stderr } = await codings("train", "x.npy", ...short, "--out", "model");
    expect(status, stderr).toBe(0);
    expect(stderr).toContain(
      "x.npy: the examples are numbers, which the model scales by their means and standard deviations; loss mse, optimizer adam, learning rate 0.002",
    );
    const { options } = JSON.parse(readFileSync(join(folder, "model/config.json"), "utf8"));
    expect(options).toMatchObject({ loss: "mse", optimizer: "adam", learningRate: 0.002, scaling: "standard", metrics: ["mae"] });
    expect(readFileSync(join(folder, "model/README.md"), "utf8")).toContain(
      "the model scales each number by mean and standard deviation",
    );
  });

  it("is reconstructed in its own units, and its unusual row is an outlier", async () => {
    expect((await codings("reconstruct", "model", "x.npy", "-o", "back.npy")).status).toBe(0);
    const [x, back] = ["x.npy", "back.npy"].map((name) => parseNpy(readFileSync(join(folder, name)), name).data as Float32Array);
    for (let j = 0; j < 5; j++) {
      const off = Array.from({ length: 600 }, (_, row) => Math.abs(x![row * 5 + j]! - back![row * 5 + j]!) / 10 ** j);
      expect(off.reduce((sum, error) => sum + error, 0) / 600).toBeLessThan(0.5);
    }
    const { status, stderr } = await codings("score", "model", "x.npy", "-o", "scores.json");
    expect(status, stderr).toBe(0);
    const scores = JSON.parse(readFileSync(join(folder, "scores.json"), "utf8")) as { row: number; score: number }[];
    expect(scores.toSorted((a, b) => b.score - a.score)[0]!.row).toBe(18);
  });

  it("continues with --resume as without interruption", async () => {
    const train = async (...args: string[]) => (await codings("train", "x.npy", ...short, ...args)).status;
    expect(await train("--epochs", "4", "--out", "whole")).toBe(0);
    expect(await train("--epochs", "2", "--out", "half")).toBe(0);
    expect(await train("--epochs", "4", "--out", "half", "--resume")).toBe(0);
    const [whole, half] = ["whole", "half"].map((name) => readFileSync(join(folder, name, "model.safetensors")));
    expect(half!.equals(whole!)).toBe(true);
  });

  it("is refused if the given loss is for numbers from 0 to 1", async () => {
    const { status, stderr } = await codings("train", "x.npy", ...short, "--loss", "binaryCrossentropy", "--out", "refused");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /The loss binaryCrossentropy is for targets from 0 to 1, but row 0, column \d is [\d.-]+ \(counted from 0\)/,
    );
    expect(existsSync(join(folder, "refused"))).toBe(false);
  });
});
