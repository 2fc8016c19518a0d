import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ndarray } from "../../src/core/ndarray.ts";
import { random } from "../../src/core/random.ts";
import { toNpy } from "../../src/data/readers/npy.ts";
import { runCodings } from "../codings.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "codings-plan-"));
const codings = (...args: string[]) => runCodings(folder, args);
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  const source = random(3);
  const rows = Array.from({ length: 300 }, () => {
    const [a, b] = [source.normal(), source.normal()];
    return [a, b, a + b, a - b, 2 * a - b].map((x) => 300 + 10 * x + source.normal());
  });
  writeFileSync(join(folder, "x.npy"), toNpy(ndarray("float32", [300, 5], Float32Array.from(rows.flat()))));
});

describe("codings train --dry-run", () => {
  it("prints each option with its value and the reason, and writes nothing", async () => {
    const { status, stdout, stderr } = await codings("train", "x.npy", "--batch", "16", "--dry-run");
    expect(status, stderr).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    const place = lines[0]!.indexOf("why");
    expect(lines[0]).toMatch(/^option +value +why$/);
    expect(lines.map((line) => line.slice(place - 2, place))).toEqual(lines.map(() => "  "));
    expect(stdout).toMatch(/^--batch +16 +given$/m);
    expect(stdout).toMatch(/^--loss +mse +for numbers that aren't pixels$/m);
    expect(stdout).toMatch(/^--codings +2 +2 codings: 2 principal components/m);
    expect(readdirSync(folder)).toEqual(["x.npy"]);
  });

  it("prints the plan as JSON", async () => {
    const { stdout } = await codings("train", "x.npy", "--recipe", "lecture", "--dry-run", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      data: "x.npy",
      values: "lecture",
      options: { family: "stacked", recipe: "lecture", codings: 30, loss: "binaryCrossentropy" },
      reasons: { codings: "the lecture's", recipe: "given" },
    });
  });
});

it("codings train ends before it writes anything if the learning rate makes the loss diverge, and suggests another rate", async () => {
  const train = (rate: string, out: string) =>
    codings("train", "x.npy", "--optimizer", "sgd", "--learning-rate", rate, "--epochs", "3", "--out", out);
  const { status, stderr } = await train("50", "broken");
  expect(status).toBe(1);
  const [, rate] = stderr.match(
    /codings: The learning rate 50 makes the loss diverge: .* Use --learning-rate ([\d.e-]+), or leave out --learning-rate\.$/m,
  )!;
  expect(existsSync(join(folder, "broken"))).toBe(false);
  const mended = await train(rate!, "mended");
  expect(mended.status, mended.stderr).toBe(0);
});
