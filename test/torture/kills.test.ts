import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Autoencoder } from "../../src/autoencoders/index.ts";
import { DataError } from "../../src/core/errors.ts";
import { random } from "../../src/core/random.ts";
import { garments } from "../../src/data/built-in/garments.ts";
import { toNpy } from "../../src/data/readers/npy.ts";
import { first } from "../../src/data/split.ts";
import { copyProgram, lowerLimits } from "../changed-program.fixture.ts";
import { savedRun } from "../saved-run.fixture.ts";
import { report, timeout, times } from "./torture.fixture.ts";

/** A training of each kind. With a patience, it ends before its last epoch. */
const KINDS: Readonly<Record<string, string>> = {
  "a table with early stopping": "small.csv --exclude time --codings 2 --epochs 60 --patience 6",
  "a table that is read in parts": "large.csv --exclude time --codings 2 --epochs 12",
  "windows of a series": "small.csv --window 8 --order-by time --codings 2 --epochs 20",
  "greedy phases": "small.csv --exclude time --model greedy --hidden 8 --codings 2 --epochs 10",
  "an array": "small.npy --hidden 8 --codings 4 --epochs 20",
};
const FAST = "--optimizer adam --learning-rate 0.02 --threads 1 --quiet";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-kills-"));
  const source = random(3);
  const number = () => source.normal().toFixed(4);
  const row = (time: number) => [time, number(), number(), number(), "xyz"[source.integer(3)]].join();
  for (const [name, rows] of Object.entries({ small: 220, large: 3000 }))
    writeFileSync(join(folder, `${name}.csv`), ["time,a,b,c,kind", ...Array.from({ length: rows }, (_, i) => row(i))].join("\n"));
  writeFileSync(join(folder, "small.npy"), toNpy(first(garments({ count: 300 }), 300).examples));
  lowerLimits(copyProgram(folder));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a command that has a folder of its own for temporary files and as its home. */
function start(args: readonly string[], temporary: string) {
  mkdirSync(join(folder, temporary), { recursive: true });
  const child = spawn(process.execPath, ["dist/cli/main.js", "train", ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: join(folder, temporary), HOME: join(folder, temporary) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (part) => {
    said += part;
  });
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    said,
  }));
  return { child, ended };
}

const hiddenIn = (out: string) => readdirSync(join(folder, out)).filter((name) => name.startsWith("."));

const counts = { kills: 0, inSaves: 0, interruptions: 0, loaded: 0, empty: 0, resumed: 0, same: 0, left: 0 };

/** Returns the time of the last save in a folder; undefined if there was none. */
const savedAt = (out: string) => statSync(join(folder, out, "config.json"), { throwIfNoEntry: false })?.mtimeMs;

/** Waits until a running process has saved some times. */
async function saves(child: ChildProcess, out: string, count: number): Promise<void> {
  let last = savedAt(out);
  for (let left = count; left > 0 && child.exitCode === null && child.signalCode === null; await wait(2)) {
    const now = savedAt(out);
    if (now !== last) left--;
    last = now;
  }
}

/** Trains, and ends the process at random moments and resumes, until a process ends by itself. */
async function disturbed(out: string, args: readonly string[], epochs: number, { uniform }: ReturnType<typeof random>) {
  let before: number | undefined;
  for (;;) {
    const resumes = before !== undefined;
    const { child, ended } = start(
      resumes ? [args[0]!, "--resume", "--threads", "1", "--quiet", "--out", out] : [...args, "--out", out],
      `${out}-tmp`,
    );
    const signal = uniform() < 0.8 ? "SIGKILL" : uniform() < 0.5 ? "SIGINT" : "SIGTERM";
    // Most processes are ended while they train and save, and some while they start.
    if (uniform() < 0.9) await saves(child, out, Math.floor((uniform() * epochs) / 2));
    await Promise.race([wait((uniform() < 0.9 ? 50 : 1000) * uniform()), ended]);
    child.kill(signal);
    const end = await ended;
    const what = `${out}: ${JSON.stringify(end)}`;
    if (resumes) counts.resumed++;
    if (end.code === 0) break;
    if (signal === "SIGKILL") {
      expect(end, what).toEqual({ code: null, signal, said: "" });
      counts.kills++;
      if (existsSync(join(folder, out)) && hiddenIn(out).some((name) => name.startsWith(".sav"))) counts.inSaves++;
    } else {
      expect(end.code === 130 || end.signal === signal, what).toBe(true);
      expect(end.said, what).toBe("");
      counts.interruptions++;
    }
    const now = await epochsIn(out);
    counts[now === undefined ? "empty" : "loaded"]++;
    if (before !== undefined) expect(now, what).toBeGreaterThanOrEqual(before);
    before = now;
  }
}

/** Loads a folder. Returns the number of epochs in its history; undefined if no model has been saved there yet. */
async function epochsIn(out: string): Promise<number | undefined> {
  try {
    const { state } = await Autoencoder.open(join(folder, out));
    return state!.history.length;
  } catch (error) {
    if (error instanceof DataError && /is not a model folder/.test(error.message)) return undefined;
    throw error;
  }
}

it.skipIf(process.platform === "win32")(
  "a training that is killed at random moments, and resumed each time, ends with the same bits and leaves nothing over",
  async () => {
    const kinds = Object.entries(KINDS)
      .slice(0, times(1, 5))
      .map(([kind, args]) => [kind, `${args} ${FAST}`.split(" ")] as const);
    const whole = new Map<string, ReturnType<typeof savedRun>>();
    for (const [i, [kind, args]] of kinds.entries()) {
      expect(await start([...args, "--out", `whole-${i}`], "whole-tmp").ended).toEqual({ code: 0, signal: null, said: "" });
      whole.set(kind, savedRun(join(folder, `whole-${i}`)));
    }
    let run = 0;
    const torture = async (_: unknown, lane: number) => {
      const source = random(7, lane);
      while (counts.kills < times(2, 200) || run < kinds.length) {
        const [out, [kind, args]] = [`run-${run}`, kinds[run++ % kinds.length]!] as const;
        await disturbed(out, args, whole.get(kind)!.history.length, source);
        expect(savedRun(join(folder, out)), `${kind}, ${out}`).toEqual(whole.get(kind));
        const left = [...hiddenIn(out), ...readdirSync(join(folder, `${out}-tmp`))];
        expect(left, `${kind}, ${out}`).toEqual([]);
        counts.left += left.length;
        counts.same++;
      }
    };
    await Promise.all(Array.from({ length: times(1, 4) }, torture));
    report(
      `kills: ${counts.kills} kill -9 (${counts.inSaves} inside a save) and ${counts.interruptions} SIGINT or SIGTERM in trainings of ${kinds.length} kinds: ${counts.loaded} folders loaded, ${counts.empty} had no model yet, ${counts.resumed} runs resumed, ${counts.same} trainings ended with the bits of an uninterrupted one, ${counts.left} files left over`,
    );
  },
  timeout,
);
