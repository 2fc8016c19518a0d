import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Autoencoder } from "../../src/autoencoders/index.ts";
import { random } from "../../src/core/random.ts";
import { copyProgram, lowerLimits } from "../changed-program.fixture.ts";
import { hasMpi, startRanks } from "../mpi/mpi.fixture.ts";
import { savedRun } from "../saved-run.fixture.ts";
import { isLong, report, timeout, times } from "./torture.fixture.ts";

let folder = "";
const main = "dist/cli/main.js";
const EPOCHS = times(12, 60);
const FIRST = ["train", "rows.csv", "--codings", "2", "--batch", "120", "--epochs", String(EPOCHS), "--threads", "1", "--quiet"];
const NEXT = ["train", "rows.csv", "--resume", "--threads", "1", "--quiet"];
/** What a rank does when its disk is full: the first write after the file `full` has appeared fails. */
const FULL_DISK = `
  import fs from "node:fs";
  import disk from "node:fs/promises";
  import { syncBuiltinESMExports } from "node:module";
  const open = disk.open;
  disk.open = async (path, flags = "r", ...more) => {
    const isFull = flags !== "r" && String(path).includes(".saving") && fs.existsSync("full");
    if (isFull) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC", path });
    return open(path, flags, ...more);
  };
  syncBuiltinESMExports();`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-mpi-"));
  const source = random(8);
  const row = () => [source.normal(), source.normal(), source.normal()].map((number) => number.toFixed(4)).join();
  writeFileSync(join(folder, "rows.csv"), ["a,b,c", ...Array.from({ length: 400 }, row)].join("\n"));
  writeFileSync(join(folder, "full-disk.mjs"), FULL_DISK);
  const change = copyProgram(folder);
  lowerLimits(change);
  // A rank can be told to throw in the middle of a training.
  change(
    "async function trainEpoch(",
    `async function trainEpoch(running) {
       if (process.env.THROWS === process.env.OMPI_COMM_WORLD_RANK && running.standing.epoch === 3) throw new Error("a fault of the test");
       return trainUsualEpoch(running);
     }
     async function trainUsualEpoch(`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (ranks: number, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  startRanks(ranks, args, { cwd: folder, env });

/** Returns the process IDs of the ranks, in their order. */
function ranksOf(mpirun: number): number[] {
  const fields = (pid: string) =>
    readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const children = all.filter((pid) => {
    try {
      return fields(pid)[1] === String(mpirun);
    } catch {
      return false;
    }
  });
  const rankOf = (pid: string) => Number(/OMPI_COMM_WORLD_RANK=(\d+)/.exec(readFileSync(`/proc/${pid}/environ`, "latin1"))?.[1]);
  return children.toSorted((a, b) => rankOf(a) - rankOf(b)).map(Number);
}

const savedAt = (out: string) => statSync(join(folder, out, "config.json"), { throwIfNoEntry: false })?.mtimeMs;

/** Waits until a job has saved some times, or has ended. */
async function saves(job: ReturnType<typeof start>, out: string, count: number): Promise<void> {
  let last = savedAt(out);
  for (let left = count; left > 0 && job.child.exitCode === null && job.child.signalCode === null; await wait(5)) {
    const now = savedAt(out);
    if (now !== last) left--;
    last = now;
  }
}

/** Loads what a job has saved, and checks that it isn't recorded as complete. Returns the number of epochs. */
async function checkpointIn(out: string): Promise<number> {
  expect(existsSync(join(folder, out, "complete.json")), out).toBe(false);
  const { state } = await Autoencoder.open(join(folder, out));
  return state!.epoch;
}

/** Continues a job to its end with some ranks, and compares it with an undisturbed one. */
async function goesOn(out: string, ranks: number, whole: ReturnType<typeof savedRun>): Promise<void> {
  expect(await start(ranks, [main, ...NEXT, "--out", out]).ended, out).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(JSON.parse(readFileSync(join(folder, out, "complete.json"), "utf8"))).toMatchObject({ ranks, epochs: whole.epoch });
  const run = savedRun(join(folder, out));
  if (ranks === 2) expect(run, out).toEqual(whole);
  else {
    const numbers = (history: readonly string[]) => history.flatMap((line) => line.split(",").map(Number));
    const [a, b] = [numbers(run.history), numbers(whole.history)];
    expect(Math.max(...a.map((x, i) => Math.abs(x - b[i]!)))).toBeLessThan(1e-5);
  }
}

describe.skipIf(!hasMpi || process.platform !== "linux")(
  "faults of ranks (needs koffi and Open MPI: apt install openmpi-bin)",
  () => {
    it(
      "a killed, stopped, throwing or unsaving rank ends the job with a line that names it, and the job goes on from its checkpoint",
      async () => {
        const source = random(9);
        const counts = { kills: 0, stops: 0, throws: 0, full: 0, loaded: 0, same: 0, other: 0, slowest: 0 };
        expect(await start(2, [main, ...FIRST, "--out", "whole"]).ended).toEqual({ status: 0, stdout: "", stderr: "" });
        const whole = savedRun(join(folder, "whole"));

        const faults = {
          async kills(out: string, job: ReturnType<typeof start>) {
            const rank = source.integer(2);
            await saves(job, out, 1 + source.integer(times(3, 12)));
            await wait(30 * source.uniform());
            const pid = ranksOf(job.child.pid!)[rank];
            if (pid === undefined) return undefined;
            process.kill(pid, "SIGKILL");
            return new RegExp(`process rank ${rank} with PID \\d+ on node .* exited on signal 9`);
          },
          async stops(out: string, job: ReturnType<typeof start>) {
            const rank = source.integer(2);
            await saves(job, out, 1 + source.integer(times(3, 12)));
            const pid = ranksOf(job.child.pid!)[rank];
            if (pid === undefined) return undefined;
            process.kill(pid, "SIGSTOP");
            return new RegExp(
              `codings: rank ${rank} of 2 gave no sign of life for 3 seconds: its process is stopped, or .*noticed by rank ${1 - rank}`,
            );
          },
          throws: async () => /codings: rank 1 of 2 \(.*\): .*a fault of the test/,
          async full(out: string, job: ReturnType<typeof start>) {
            await saves(job, out, 2);
            writeFileSync(join(folder, "full"), "");
            return /codings: rank 0 of 2 \(.*\): .* can't be written: the disk is full\. Free some space/;
          },
        };
        const kinds = Object.keys(faults) as (keyof typeof faults)[];
        const most = { kills: times(1, 100), stops: times(1, 10), throws: times(0, 3), full: times(0, 3) };
        const jobs = kinds.flatMap((kind) => Array.from({ length: most[kind] }, () => kind));
        for (const [i, kind] of jobs.entries()) {
          const out = `${kind}-${i}`;
          for (let ended = false; !ended; ) {
            rmSync(join(folder, out), { recursive: true, force: true });
            const before = kind === "full" ? ["--import", "./full-disk.mjs"] : [];
            const patience = kind === "stops" ? ["--rank-patience", "3"] : [];
            const job = start(
              2,
              [...before, main, ...FIRST, ...patience, "--out", out],
              kind === "throws" ? { THROWS: "1" } : {},
            );
            const expected = await faults[kind](out, job);
            const began = performance.now();
            const { status, stderr } = await job.ended;
            rmSync(join(folder, "full"), { force: true });
            // A job may end before its fault.
            ended = expected !== undefined && status !== 0;
            if (!ended) continue;
            counts.slowest = Math.max(counts.slowest, (performance.now() - began) / 1000);
            expect(stderr, out).toMatch(expected!);
          }
          counts[kind]++;
          if ((await checkpointIn(out)) <= Number(whole.epoch)) counts.loaded++;
          const ranks = isLong && i % 4 === 3 ? 3 : 2;
          await goesOn(out, ranks, whole);
          counts[ranks === 2 ? "same" : "other"]++;
          rmSync(join(folder, out), { recursive: true });
        }
        report(
          `mpi: ${counts.kills} kill -9, ${counts.stops} stopped, ${counts.throws} throwing ranks and ${counts.full} full disks: ${counts.loaded} checkpoints loaded, ${counts.same} jobs ended with the bits of an undisturbed one, ${counts.other} with another number of ranks and the same losses to 1e-5; the slowest job ended ${counts.slowest.toFixed(1)} s after its fault`,
        );
      },
      timeout,
    );
  },
);
