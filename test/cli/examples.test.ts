import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const scripts = readdirSync("examples/lecture").filter((name) => /^\d/.test(name));

it.each([
  [{}, ["--help"], 0, "Usage: DATA=mnist EPOCHS=1 COUNT=1000 node "],
  [{}, ["--epochs"], 2, "--epochs: the script takes no arguments."],
  [{ DATA: "nope" }, [], 1, 'There is no dataset or file "nope".'],
  [{ DATA: "garments", EPOCHS: "x" }, [], 1, 'EPOCHS must be a whole number from 1, but it is "x".'],
] as const)("a script with the environment %o and the arguments %s prints one line and ends", (more, args, exit, line) => {
  const env = { ...process.env, ...more };
  const told = ["examples/lecture/02-stacked.mjs", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, told, { env, encoding: "utf8" });
  expect((stdout + stderr).trim().split("\n")).toEqual([expect.stringContaining(line)]);
  expect(status).toBe(exit);
});

it.each(scripts)(
  "examples/lecture/%s runs, and its loss falls",
  (script) => {
    const env = { ...process.env, DATA: "garments", COUNT: "1000", EPOCHS: "2" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [`examples/lecture/${script}`], { env, encoding: "utf8" });
    expect(stderr).not.toContain("Error");
    expect(status).toBe(0);
    const losses = [...stdout.matchAll(/epoch [12]: loss ([\d.]+)/g)].map((match) => Number(match[1]));
    for (let i = 0; i + 1 < losses.length; i += 2) expect(losses[i + 1]).toBeLessThan(losses[i]!);
    expect(losses.length > 0 || script.startsWith("01")).toBe(true);
  },
  120_000,
);

it("examples/first.mjs finds the wrong rows of orders.csv, and both pages quote it", () => {
  const { status, stdout } = spawnSync(process.execPath, ["examples/first.mjs"], { encoding: "utf8" });
  expect(status).toBe(0);
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toMatch(/^row 38: quantity is 120, expected \d+$/);
  expect(lines.map((line) => Number(/^row (\d+): /.exec(line)?.[1]))).toEqual(expect.arrayContaining([38, 102, 165]));
  const program = readFileSync("examples/first.mjs", "utf8");
  expect(program.trim().split("\n").filter(Boolean)).toHaveLength(5);
  for (const page of ["README.md", "examples/README.md"]) expect(readFileSync(page, "utf8")).toContain(program);
}, 60_000);
