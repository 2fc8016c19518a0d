import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { copyProgram, lowerLimits } from "../changed-program.fixture.ts";
import { childProcesses, ending } from "../children.fixture.ts";
import { hasMpi, startRanks } from "./mpi.fixture.ts";

let folder = "";
let change: ReturnType<typeof copyProgram>;
const main = "dist/cli/main.js";
const TRAIN = ["train", "rows.csv", "--codings", "2", "--epochs", "3", "--threads", "1"];

/** Copies the built command line, and makes it read the table in parts. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-mpi-"));
  const source = random(3);
  const row = () => [source.normal(), source.normal(), source.normal()].map((number) => number.toFixed(4)).join();
  writeFileSync(join(folder, "rows.csv"), ["a,b,c", ...Array.from({ length: 3000 }, row)].join("\n"));
  change = copyProgram(folder);
  lowerLimits(change);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (ranks: number, args: readonly string[], env = {}) =>
  startRanks(ranks, args, { cwd: folder, env: { CODINGS_DEBUG: "", ...env } }).ended;
const start = childProcesses();

/** The losses of a model's epochs. */
const losses = (out: string) =>
  readFileSync(join(folder, out, "history.csv"), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .flatMap((line) => line.split(",").slice(1, 3).map(Number));

describe.skipIf(!hasMpi)("codings train with mpirun (needs koffi and Open MPI: apt install openmpi-bin)", () => {
  it("trains as one process does, also when it goes on with another number of processes, and records the end", async () => {
    expect(await ending(start([main, ...TRAIN, "--epochs", "5", "--out", "one"], folder))).toBe(0);
    const { status, stderr } = await run(2, [main, ...TRAIN, "--out", "two"]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/read in parts, .* held out; .*, 1 thread in each of 2 processes; Open MPI/);
    expect(stderr.match(/The model is in two/g)).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(folder, "two", "complete.json"), "utf8"))).toMatchObject({ ranks: 2, epochs: 3 });
    const resumed = await run(3, [main, "train", "rows.csv", "--resume", "--epochs", "5", "--out", "two", "--quiet"]);
    expect(resumed).toMatchObject({ status: 0, stderr: "" });
    expect(JSON.parse(readFileSync(join(folder, "two", "complete.json"), "utf8"))).toMatchObject({ ranks: 3, epochs: 5 });
    const [one, two] = [losses("one"), losses("two")];
    expect(two).toHaveLength(one.length);
    for (const [i, loss] of one.entries()) expect(Math.abs(loss - two[i]!)).toBeLessThan(1e-5);
  }, 120_000);

  it("saves when mpirun is interrupted, and goes on", async () => {
    const many = [main, ...TRAIN, "--epochs", "5000", "--patience", "5000", "--out", "stopped"];
    const { child, said, ended } = startRanks(2, many, {
      cwd: folder,
      // Open MPI kills ranks one second after a signal by default.
      env: { OMPI_MCA_odls_base_sigkill_timeout: "30" },
    });
    while (!said.stderr.includes("epoch 10/") && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { status, stderr } = await ended;
    expect(status).not.toBe(0);
    expect(stderr).toMatch(
      /Interrupted after \d+ of 5000 epochs; saved in stopped\. Continue with: codings train rows\.csv --out stopped --resume/,
    );
    expect(existsSync(join(folder, "stopped", "complete.json"))).toBe(false);
    const next = await run(2, [
      main,
      "train",
      "rows.csv",
      "--resume",
      "--epochs",
      String(losses("stopped").length / 2 + 1),
      "--out",
      "stopped",
    ]);
    expect(next.status).toBe(0);
    expect(existsSync(join(folder, "stopped", "complete.json"))).toBe(true);
  }, 120_000);

  it("ends all processes with one line that names the rank and the reason", async () => {
    const { status, stderr } = await run(2, [main, "train", "nowhere.csv", "--out", "none"]);
    expect(status).toBe(1);
    expect(stderr.match(/^codings: .*$/gm)).toEqual([
      expect.stringMatching(/^codings: rank 0 of 2 \(.+\): There is no dataset or file "nowhere\.csv"/),
    ]);
    const detector = await run(2, [main, "train", "rows.csv", "--model", "anomaly", "--window", "none", "--out", "none"]);
    expect(detector.stderr).toMatch(/rank 0 of 2 .*: --model anomaly works in one process\. Leave it out, or start one process/);
    expect(existsSync(join(folder, "none"))).toBe(false);
  }, 60_000);

  it("refuses another version in a rank before the first step", async () => {
    change('var VERSION = "', 'var VERSION = process.env.OMPI_COMM_WORLD_RANK === "1" ? "9.9.9" : "');
    const { status, stderr } = await run(2, [main, ...TRAIN, "--out", "versions"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Rank 1 differs from rank 0 in its version of codings: 9\.9\.9 instead of \d+\.\d+\.\d+\./);
  }, 60_000);

  it("says what to install if koffi is missing", async () => {
    const missing = `data:text/javascript,${encodeURIComponent(
      `import { register } from "node:module";
      register("data:text/javascript," + encodeURIComponent(\`export const resolve = (name, context, next) => {
        if (name === "koffi") throw new Error("Cannot find package 'koffi'");
        return next(name, context);
      }\`));`,
    )}`;
    const { status, stderr } = await run(2, ["--import", missing, main, ...TRAIN, "--out", "none"]);
    expect(status).toBe(1);
    expect(stderr).toContain(
      "needs the package koffi, which can't be loaded (Cannot find package 'koffi'). Run npm install koffi.",
    );
  }, 60_000);
});
