import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { AnomalyDetector } from "../../src/anomalies/index.ts";
import { sharedFolder } from "../../src/core/temporary.fixture.ts";

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

const folder = sharedFolder();

it("examples/server.mjs scores rows of JSON, and says what is wrong with others", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({ x: i % 7, y: (i % 7) + Math.sin(i) / 10, kind: i % 2 ? "a" : "b" }));
  const detector = await new AnomalyDetector({ steps: 50 }).fit(rows);
  await detector.save(folder.path("model"));
  const server = spawn(process.execPath, ["examples/server.mjs", folder.path("model"), "0"]);
  try {
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    const url = /http:\S+/.exec(String(line))![0];
    const ask = async (body: string) => {
      const response = await fetch(url, { method: "POST", body });
      return [response.status, await response.json()];
    };
    const strange = [rows[0]!, { x: 1, y: -50, kind: "b" }];
    const { data } = await detector.scoreSamples(strange);
    expect(await ask(JSON.stringify(strange))).toEqual([
      200,
      { scores: [...data], percentiles: [expect.any(Number), 100], outliers: [0, 1] },
    ]);
    expect(await ask('[{ "x": 1 }]')).toEqual([400, { error: expect.stringContaining('"y"') }]);
    expect(await ask("rows")).toEqual([400, { error: expect.stringContaining("JSON") }]);
  } finally {
    server.kill();
  }
}, 60_000);
