import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permutation, random } from "../../src/core/random.ts";
import { parseNpy } from "../../src/data/readers/npy.ts";
import { rocAuc } from "../../src/scoring/index.ts";
import { runCodings } from "../codings.fixture.ts";

const sensors = resolve("examples/sensors.mjs");
let folder = "";

const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 });
const codings = (...args: string[]) => runCodings(folder, args);
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const linesOf = (text: string) => text.trimEnd().split("\n");
const WINDOWS = ["--window", "48", "--order-by", "time", "--group-by", "sensor"];

type Row = Record<string, string | number | null>;
const scoresOf = async (model: string, data: string, ...more: string[]) => {
  const { status, stdout, stderr } = await codings("score", model, data, "-o", `${data}.json`, "--json", ...more);
  expect(stderr).not.toContain("unexpected");
  expect(status).toBe(0);
  return { rows: JSON.parse(read(`${data}.json`)) as Row[], result: JSON.parse(stdout), stderr };
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "codings-windows-"));
  write("history.csv", node(sensors).stdout);
  write("new.csv", node(sensors, "--seed", "2", "--days", "20", "--faults").stdout);
  const { status, stderr } = await codings("train", "history.csv", ...WINDOWS, "--step", "4", "--epochs", "30", "--out", "model");
  expect(stderr).toContain("windows of 48 rows of 3 features for training");
  expect(status).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe("codings score of windows", () => {
  it("finds planted faults of every kind, with their times, series and columns", async () => {
    const { rows, result, stderr } = await scoresOf("model", "new.csv", "--label", "broken");
    const faults = linesOf(read("new.csv"))
      .slice(1)
      .map((line) => line.split(",")[5]!);
    expect(rows).toHaveLength(faults.length);
    const auc = (kind: string, of: readonly string[]) => {
      const kept = rows.map((_, i) => i).filter((i) => rows[i]!.score !== null && (of[i] === "" || of[i] === kind));
      return rocAuc(
        kept.map((i) => Number(rows[i]!.score)),
        kept.map((i) => (of[i] === kind ? 1 : 0)),
      );
    };
    const order = permutation(faults.length, random(1));
    const shuffled = Array.from(order, (row) => faults[row]!);
    const least = { spike: 0.95, flat: 0.7, drift: 0.7, missed: 0.85 };
    for (const [kind, value] of Object.entries(least)) {
      expect(auc(kind, faults), kind).toBeGreaterThan(value);
      expect(auc(kind, shuffled), `${kind}, shuffled`).toBeLessThan(value);
      expect(rows.some(({ outlier }, i) => outlier === 1 && faults[i] === kind)).toBe(true);
    }
    expect(result.rocAuc).toBeGreaterThan(0.8);
    const [worst] = result.intervals;
    const first = rows.find(({ time, sensor }) => time === worst.from && sensor === worst.sensor)!;
    expect(faults[Number(first.row) - 1]).toBe("spike");
    expect(worst.columns).toContain("temperature");
    expect(first.expected).toMatch(/^temperature is [\d.-]+, expected [\d.-]+/);
    expect(stderr).toContain(`  ${worst.from}, sensor ${worst.sensor}: up to `);
  });

  it("flags few rows outside the faults, because the threshold is computed from held-out rows", async () => {
    const { rows } = await scoresOf("model", "new.csv");
    const sound = linesOf(read("new.csv"))
      .slice(1)
      .flatMap((line, i) => (line.endsWith(",,0") ? [rows[i]!] : []));
    expect(sound.filter(({ outlier }) => outlier === 1).length / sound.length).toBeLessThan(0.05);
  });

  it("doesn't depend on the order of rows, and writes one line per row in the order of the data", async () => {
    const [header, ...lines] = linesOf(read("new.csv"));
    const order = permutation(lines.length, random(3));
    write("mixed.csv", [header, ...Array.from(order, (row) => lines[row])].join("\n"));
    const { rows: plain } = await scoresOf("model", "new.csv");
    const { rows: mixed } = await scoresOf("model", "mixed.csv");
    order.forEach((row, i) => {
      expect(mixed[i]).toMatchObject({ row: i + 1, time: plain[row]!.time, sensor: plain[row]!.sensor });
      if (plain[row]!.score === null) expect(mixed[i]!.score).toBeNull();
      else expect(mixed[i]!.score).toBeCloseTo(Number(plain[row]!.score), 4);
    });
  });

  it("doesn't depend on other series", async () => {
    const [header, ...lines] = linesOf(read("new.csv"));
    const attic = lines.filter((line) => line.includes(",attic,"));
    const others = lines.filter((line) => !line.includes(",attic,")).map((line) => line.replace(/,[\d.-]+,/, ",999,"));
    write("attic.csv", [header, ...attic].join("\n"));
    write("odd.csv", [header, ...others, ...attic].join("\n"));
    const alone = (await scoresOf("model", "attic.csv")).rows.map(({ score }) => score);
    const among = (await scoresOf("model", "odd.csv")).rows.slice(others.length).map(({ score }) => score);
    among.forEach((score, i) => {
      if (score === null) expect(alone[i]).toBeNull();
      else expect(score).toBeCloseTo(Number(alone[i]), 4);
    });
  });

  it("leaves the score of rows in no window empty, and prints how many and why", async () => {
    const [header, ...lines] = linesOf(read("new.csv"));
    const some = [
      ...lines.filter((line) => line.includes(",attic,")).slice(0, 49),
      ...lines.filter((line) => line.includes(",office,")).slice(0, 5),
    ];
    write("short.csv", [header, ...some].join("\n"));
    const { stderr } = await codings("score", "model", "short.csv", "-o", "short-scores.csv");
    expect(stderr).toContain(
      "6 rows are in no window and have no score: 5 are in 1 groups that have fewer rows than a window (48), and 1 are after the last whole window of their group",
    );
    const [, ...scored] = linesOf(read("short-scores.csv"));
    expect(scored.map((line) => line.split(",")[3] === "")).toEqual(some.map((_, i) => i >= 48));
    expect(scored.at(-1)).toMatch(/^54,office,[^,]+,,,,,$/);
  });
});

describe("a model of windows", () => {
  it("encodes windows, one row each with the series, the first and last time and the codings", async () => {
    expect((await codings("encode", "model", "new.csv", "-o", "codings.csv")).status).toBe(0);
    const [header, first] = linesOf(read("codings.csv"));
    expect(header).toMatch(/^sensor,start,end,z1,z2/);
    expect(first).toMatch(/^attic,2024-03-01T00:00:00,2024-03-01T23:30:00,-?\d/);
    expect(linesOf(read("codings.csv"))).toHaveLength(1 + 4 * (Math.floor((960 - 48) / 4) + 1));
  });

  it("reconstructs windows", async () => {
    expect((await codings("reconstruct", "model", "new.csv", "-o", "again.npy")).status).toBe(0);
    expect(parseNpy(readFileSync(join(folder, "again.npy")), "again.npy").shape).toEqual([916, 48, 3]);
  });

  it("has the same weights after resuming as without interruption", async () => {
    const train = (out: string, epochs: string, ...more: string[]) =>
      codings("train", "history.csv", "--epochs", epochs, "--out", out, "--quiet", ...more);
    const fresh = [...WINDOWS, "--step", "8"];
    expect((await train("whole", "4", ...fresh)).stderr).toBe("");
    expect((await train("parts", "2", ...fresh)).stderr).toBe("");
    expect((await train("parts", "4", "--resume")).stderr).toBe("");
    expect(readFileSync(join(folder, "parts/model.safetensors"))).toEqual(readFileSync(join(folder, "whole/model.safetensors")));
    expect(JSON.parse(read("parts/config.json")).calibration).toEqual(JSON.parse(read("whole/config.json")).calibration);
    expect((await train("parts", "6", "--resume", "--window", "24")).stderr).toContain(
      "--resume continues with the windows of the model",
    );
  });

  it.each(["linear", "tied", "greedy", "denoising", "sparse", "variational", "recurrent", "convolutional-1d"])(
    "can be %s",
    async (model) => {
      const out = ["--epochs", "1", "--out", `of-${model}`, "--quiet"];
      expect((await codings("train", "history.csv", "--model", model, ...WINDOWS, "--step", "24", ...out)).stderr).toBe("");
      expect(
        (await scoresOf(`of-${model}`, "new.csv")).rows.filter(({ score }) => Number.isFinite(score)).length,
      ).toBeGreaterThan(3700);
    },
  );

  it("can have categories, and can be trained with missing values", async () => {
    const lines = linesOf(read("history.csv")).map(
      (line, i) => `${line},${i === 0 ? "state" : i % 9 < 4 ? "on" : i % 31 === 0 ? "" : "off"}`,
    );
    write("states.csv", lines.join("\n"));
    const options = [...WINDOWS, "--step", "8", "--noise", "missing:0.2", "--epochs", "3", "--out", "states", "--quiet"];
    expect((await codings("train", "states.csv", ...options)).stderr).toBe("");
    expect((await scoresOf("states", "states.csv")).rows.every(({ score }) => score === null || Number.isFinite(score))).toBe(
      true,
    );
  });
});

describe("windows are refused in one line", () => {
  it.each([
    ["a window that isn't a whole number", ["history.csv", "--window", "4.5"], "--window must be a whole number of at least 1"],
    ["a step without a window", ["history.csv", "--step", "4"], "--step is for windows of rows: add --window"],
    [
      "an order for single rows",
      ["history.csv", "--order-by", "time", "--window", "none"],
      "--order-by is for series, but --window none",
    ],
    [
      "a window that is a word",
      ["history.csv", "--window", "day"],
      "--window must be a whole number of at least 1, auto or none",
    ],
    ["a column that isn't there", ["history.csv", "--window", "4", "--order-by", "tme"], 'Did you mean "time"?'],
    ["a group that isn't there", ["history.csv", "--window", "4", "--group-by", "senor"], 'Did you mean "sensor"?'],
    [
      "several series as one",
      ["history.csv", "--window", "4", "--order-by", "time"],
      "set --group-by to the column that identifies the series",
    ],
    [
      "windows longer than all series",
      ["history.csv", ...WINDOWS, "--window", "1500"],
      "the longest group (sensor attic) has 2160 rows. Use a --window of 1080 or less",
    ],
    ["data that isn't a table", ["garments", "--window", "4"], "--window is for tables, but garments isn't one"],
    [
      "a detector with a step",
      ["history.csv", "--order-by", "time", "--step", "4", "--model", "anomaly"],
      "--step is for autoencoders. A detector (--model anomaly) chooses it by the windows",
    ],
    [
      "a detector of series with held-out rows",
      ["history.csv", "--order-by", "time", "--validation", "9", "--model", "anomaly"],
      "--validation isn't an option of a detector for series",
    ],
    [
      "more windows than memory holds",
      ["history.csv", "--window", "40000", "--query", "SELECT i % 7 AS x FROM range(120000) AS r(i)"],
      "40002 windows of 40000 rows take 6 GB of memory, and windows can't be read a part at a time. Use a larger --step",
    ],
    ["an autoencoder of images", ["history.csv", "--window", "4", "--model", "convolutional"], "use --model convolutional-1d"],
  ])("%s", async (_what, args, message) => {
    const { status, stderr } = await codings("train", ...args, "--out", "refused");
    expect(stderr).toContain(message);
    expect(linesOf(stderr)).toHaveLength(1);
    expect(status).toBeGreaterThan(0);
  });

  it("by commands that work on single rows", async () => {
    for (const command of [
      ["similar", "model", "new.csv", "--to", "1"],
      ["impute", "model", "new.csv", "-o", "x.csv"],
    ])
      expect((await codings(...command)).stderr).toBe(
        `codings: ${command[0]} works on single rows, but this model was trained on windows of 48 rows. Use score or encode, or train a model without --window.\n`,
      );
  });
});
