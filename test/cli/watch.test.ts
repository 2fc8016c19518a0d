import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { runCodings } from "../codings.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "codings-watch-"));
const main = resolve("dist/cli/main.js");

interface Row {
  readonly time: string;
  readonly machine: string;
  readonly temperature: number;
  readonly flow: number;
}

/** Readings of two machines every ten minutes. */
function readings(count: number, seed: number, from = 0): Row[] {
  const source = random(seed);
  return Array.from({ length: count }, (_, i) =>
    ["a", "b"].map((machine) => ({
      time: new Date(Date.UTC(2026, 0, 1) + (from + i) * 600_000).toISOString(),
      machine,
      temperature: Number((20 + 5 * Math.sin((from + i) / 7.6) + 0.3 * source.normal()).toFixed(2)),
      flow: Number((3 + Math.cos((from + i) / 7.6) + 0.1 * source.normal()).toFixed(3)),
    })),
  ).flat();
}
const jsonOf = (rows: readonly Row[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const csvOf = (rows: readonly Row[]) =>
  `time,machine,temperature,flow\n${rows.map((row) => `${Object.values(row).join(",")}\n`).join("")}`;

/** New readings, in which machine b is much too warm for one reading. */
const news = readings(100, 5, 400).map((row, i) => (i === 121 ? { ...row, temperature: 60 } : row));

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** Starts `codings watch`, and collects what it writes. */
function watch(...args: string[]) {
  const child = spawn(process.execPath, [main, "watch", "model", ...args], { cwd: folder });
  started.push(child);
  const said = { out: "", err: "" };
  child.stdout.on("data", (part) => {
    said.out += part;
  });
  child.stderr.on("data", (part) => {
    said.err += part;
  });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) {
      if (child.exitCode !== null) throw new Error(`The process ended too early: ${said.err}`);
      await new Promise((wake) => setTimeout(wake, 20));
    }
  };
  const lines = () => said.out.split("\n").slice(0, -1);
  return { child, said, ended, until, lines };
}

/** Gives a text to `codings watch`, and returns what it says. */
async function fed(text: string, ...args: string[]) {
  const { child, said, ended, lines } = watch(...args);
  child.stdin.on("error", () => undefined);
  child.stdin.end(text);
  return { status: await ended, lines: lines(), ...said };
}

let scored: string[];
beforeAll(async () => {
  writeFileSync(join(folder, "old.csv"), csvOf(readings(400, 4)));
  const args = ["train", "old.csv", "--model", "anomaly", "--order-by", "time", "--group-by", "machine", "--out", "model"];
  const trained = await runCodings(folder, args);
  expect(trained.status, trained.stderr).toBe(0);
  scored = (await fed(jsonOf(news))).lines;
}, 120_000);

describe("codings watch", () => {
  it("scores JSON lines, and says at the end what there was", async () => {
    const { status, lines, err } = await fed(`${jsonOf(news)}\n`, "--only-outliers");
    expect(status).toBe(0);
    expect(scored.length).toBe(196);
    expect(lines).toEqual(scored.filter((line) => JSON.parse(line).outlier === 1));
    const [first] = lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({ time: news[121]!.time, machine: "b", outlier: 1, cause: "temperature" });
    expect(first.expected).toMatch(/^temperature is 60, expected \d/);
    expect(err).toBe(`196 readings scored, ${lines.length} outliers\n`);
  });

  it("scores CSV in the same way, and writes CSV", async () => {
    const { lines } = await fed(csvOf(news), "--format", "csv");
    expect(lines[0]).toBe("time,machine,score,percentile,outlier,cause,expected");
    const wanted = scored.map((line) => Object.values(JSON.parse(line)).slice(0, 5).join(","));
    expect(lines.slice(1).map((line) => line.split(",").slice(0, 5).join(","))).toEqual(wanted);
  });

  it("leaves out lines that it can't read, late ones and doubled ones, and says so", async () => {
    const rows = jsonOf(news).trim().split("\n");
    const bad = ['{"time": "2026-01-03"', '"text"', '{"time":"soon","machine":"a","temperature":1}'];
    const { status, lines, err } = await fed([...rows.slice(0, 20), rows[18], rows[4], ...bad, ...rows.slice(20)].join("\n"));
    expect(status).toBe(0);
    expect(lines).toEqual(scored);
    expect(err.split("\n").slice(0, 3)).toEqual([
      "Line 23 is left out: The line isn't valid JSON. Write an object on each line.",
      "Line 24 is left out: The line is JSON, but not an object. Write an object on each line.",
      'Line 25 is left out: time is "soon", which isn\'t a time. Give times as in the training data.',
    ]);
    expect(err).toMatch(/196 readings scored, \d+ outliers; left out: 1 late, 1 doubled, 3 lines that can't be read\n$/);
  });

  it("ends with an error if no line can be read", async () => {
    const { status, err } = await fed(Array.from({ length: 150 }, (_, i) => `${i}: all is well\n`).join(""));
    expect(status).toBe(1);
    expect(err).toMatch(
      /codings: The first 100 lines can't be read\. The last of them: "99: all is well" is neither a JSON object nor a header with the columns time, machine, temperature, flow\./,
    );
  });

  it("goes on from its state with the same scores", async () => {
    const rows = jsonOf(news).trim().split("\n");
    const first = await fed(`${rows.slice(0, 77).join("\n")}\n`, "--state", "state.json");
    const second = await fed(`${rows.slice(70).join("\n")}\n`, "--state", "state.json");
    expect([...first.lines, ...second.lines]).toEqual(scored);
    expect(second.err).toMatch(/left out: 5 late, 2 doubled/);
    writeFileSync(join(folder, "other.json"), '{"format":1,"watch":{"format":1}}');
    const { status, err } = await fed("", "--state", "other.json");
    expect([status, err]).toEqual([
      1,
      "codings: The state isn't one of a watch. Begin without it, or give a state that a watch has returned.\n",
    ]);
  });

  it("follows a file that grows, is rotated and is cut short, and goes on after a signal where it was", async () => {
    const file = join(folder, "grows.csv");
    const [header, ...rows] = csvOf(news).trim().split("\n") as [string, ...string[]];
    const first = watch("--follow", "grows.csv", "--state", "follow.json");
    await new Promise((wake) => setTimeout(wake, 300));
    writeFileSync(file, `${header}\n${rows.slice(0, 30).join("\n")}\n${rows[30]!.slice(0, 9)}`);
    await first.until(() => first.lines().length === 26);
    appendFileSync(file, `${rows[30]!.slice(9)}\n`);
    await first.until(() => first.lines().length === 27);
    appendFileSync(file, `${rows.slice(31, 40).join("\n")}\n`);
    renameSync(file, `${file}.1`);
    writeFileSync(file, `${header}\n${rows.slice(40, 60).join("\n")}\n`);
    await first.until(() => first.lines().length === 56);
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    expect(first.said.err).toMatch(/^Stopping\.\n56 readings scored/);
    const second = watch("--follow", "grows.csv", "--state", "follow.json");
    appendFileSync(file, `${rows.slice(60, 90).join("\n")}\n`);
    await second.until(() => second.lines().length === 30);
    writeFileSync(file, `${header}\n${rows.slice(90, 92).join("\n")}\n`);
    await second.until(() => second.lines().length === 32);
    second.child.kill("SIGINT");
    expect(await second.ended).toBe(0);
    expect(second.said.err).toMatch(/^Stopping\.\n32 readings scored, \d+ outliers?\n$/);
    expect([...first.lines(), ...second.lines()]).toEqual(scored.slice(0, 88));
  });

  it("saves its state while it waits, and ends quietly if nobody reads on", async () => {
    const { child, said, until, ended, lines } = watch("--state", "waiting.json");
    child.stdin.on("error", () => undefined);
    child.stdin.write(jsonOf(news.slice(0, 40)));
    await until(() => lines().length === 36 && existsSync(join(folder, "waiting.json")));
    expect(JSON.parse(readFileSync(join(folder, "waiting.json"), "utf8")).watch.counts.scored).toBe(36);
    child.stdout.destroy();
    child.stdin.write(jsonOf(news.slice(40)));
    expect(await ended).toBe(0);
    expect(said.err).toBe("");
  });

  it("says which models it takes", async () => {
    await runCodings(folder, ["train", "old.csv", "--model", "anomaly", "--exclude", "time,machine", "--out", "rows"]);
    const { status, stderr } = await runCodings(folder, ["watch", "rows"]);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'codings: rows contains a model of the kind "anomaly", but only detectors for series score readings as they come. Train one: codings train DATA --model anomaly --order-by TIME --out FOLDER\n',
    );
  }, 60_000);
});
