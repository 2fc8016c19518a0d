import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { garments } from "../../src/data/built-in/garments.ts";
import { toNpy } from "../../src/data/readers/npy.ts";
import { first } from "../../src/data/split.ts";
import { fromSafetensors, toSafetensors } from "../../src/models/safetensors.ts";
import { childProcesses, ending, until, whileRunning } from "../children.fixture.ts";
import { runCodings } from "../codings.fixture.ts";
import { savedRun } from "../saved-run.fixture.ts";

const main = resolve("dist/cli/main.js");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-resume-"));
  const source = random(3);
  const number = () => source.normal().toFixed(4);
  const rows = Array.from({ length: 220 }, (_, i) => [i, number(), number(), number(), "xyz"[source.integer(3)]].join());
  writeFileSync(join(folder, "noise.csv"), ["time,a,b,c,kind", ...rows].join("\n"));
  writeFileSync(join(folder, "small.npy"), toNpy(first(garments({ count: 300 }), 300).examples));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string) => join(folder, name);
const start = childProcesses();
const train = async (out: string, ...args: string[]) => {
  const done = await runCodings(folder, ["train", ...args, "--out", out, "--threads", "1"]);
  expect(done.status, done.stderr).toBe(0);
  return done.stderr;
};

const modelIn = (out: string) => savedRun(path(out));

const fast = ["--optimizer", "adam", "--learning-rate", "0.02"];
const table = ["noise.csv", "--exclude", "time", "--codings", "2", ...fast];
const windows = ["noise.csv", "--window", "8", "--order-by", "time", "--codings", "2", ...fast];

/** Each command takes seconds, and longer if other tests share the cores. */
const patient = { timeout: 240_000 };

describe.each([
  ["a table", "rows", table],
  ["windows", "windows", windows],
])("a resumed run on %s has the same result as one without interruption", patient, (_kind, name, data) => {
  it("after its epochs, and after a smaller patience, whose waited epochs still count", async () => {
    const said = await train(`${name}-whole`, ...data, "--epochs", "60");
    expect(said).toMatch(/^Stopped: no better valLoss for 10 epochs; the best was epoch \d+\.$/m);
    await train(`${name}-parts`, ...data, "--epochs", "60", "--patience", "2");
    expect(modelIn(`${name}-parts`).epoch).toBeLessThan(modelIn(`${name}-whole`).epoch as number);
    // Without --patience, the saved run's patience is used.
    expect(await train(`${name}-parts`, "noise.csv", "--resume")).toMatch(
      /-parts stopped after \d+ epochs: no better validation loss for 2 epochs; the best was epoch \d+\. To continue, increase --patience\.\n/,
    );
    await train(`${name}-parts`, "noise.csv", "--resume", "--patience", "10", "--epochs", "15");
    await train(`${name}-parts`, "noise.csv", "--resume", "--epochs", "60");
    expect(modelIn(`${name}-parts`)).toEqual(modelIn(`${name}-whole`));
  });
});

it("a greedy model: earlier phases continue as well, and later phases start again", patient, async () => {
  const data = ["noise.csv", "--exclude", "time", "--model", "greedy", "--hidden", "8", "--codings", "2", ...fast];
  await train("greedy-whole", ...data, "--epochs", "20");
  await train("greedy-parts", ...data, "--epochs", "6");
  expect(await train("greedy-parts", "noise.csv", "--resume", "--epochs", "20")).toContain(
    "Continuing phase 1 after its 6 epochs. Later phases start again, because they learn from its codings.",
  );
  expect(modelIn("greedy-parts")).toEqual(modelIn("greedy-whole"));
});

it("a run that was interrupted within an epoch continues with the same bits, early stopping included", patient, async () => {
  const data = ["small.npy", "--validation", "100", "--batch", "2", "--patience", "2", ...fast];
  await train("whole", ...data, "--epochs", "12");
  const running = start([main, "train", ...data, "--epochs", "12", "--out", "stopped", "--threads", "1"], folder);
  await until(running, /epoch 1\/12/);
  running.kill("SIGINT");
  expect(await ending(running)).toBe(130);
  await train("stopped", "small.npy", "--resume");
  expect(modelIn("stopped")).toEqual(modelIn("whole"));
});

it("the folder of a killed run has a trained model", patient, async () => {
  const data = ["small.npy", "--validation", "100", "--epochs", "100000"];
  const running = start([main, "train", ...data, "--out", "killed", "--threads", "1"], folder);
  await whileRunning(running, () => hasCheckpoint("killed"));
  running.kill("SIGKILL");
  await ending(running);
  const { arrays, weights } = modelIn("killed");
  const saved = fromSafetensors(Buffer.from(weights, "base64"), "killed").arrays;
  for (const [name, { data: numbers }] of Object.entries(saved)) expect(numbers).toEqual(arrays[name]!.data);
});

it("a run that was killed after its last epoch is completed: it scores the held-out rows", patient, async () => {
  await train("unscored", ...table, "--epochs", "5");
  const whole = modelIn("unscored");
  const { sha256: _, calibration, ...config } = JSON.parse(readFileSync(path("unscored/config.json"), "utf8"));
  expect(calibration).toBeDefined();
  writeFileSync(path("unscored/config.json"), JSON.stringify(config));
  expect(await train("unscored", "noise.csv", "--resume")).toContain("Continuing after 5 epochs.");
  expect(modelIn("unscored")).toEqual(whole);
  expect(await train("unscored", "noise.csv", "--resume")).toContain("has already been trained for 5 epochs");
});

it("a checkpoint of an early version without the best weights continues with a note", patient, async () => {
  await train("early", ...table, "--epochs", "5");
  const file = path("early/checkpoint.safetensors");
  const { arrays, metadata } = fromSafetensors(readFileSync(file), "early");
  const { names, callbacks: _, examples: __, batchSize: ___, ...rest } = JSON.parse(metadata.training!);
  const own = Object.fromEntries((names as string[]).map((name) => [name, arrays[name]!]));
  writeFileSync(file, toSafetensors(own, { training: JSON.stringify(rest) }));
  const { sha256: ____, ...config } = JSON.parse(readFileSync(path("early/config.json"), "utf8"));
  writeFileSync(path("early/config.json"), JSON.stringify(config));
  const said = await train("early", "noise.csv", "--resume", "--epochs", "8");
  expect(said).toMatch(/^early is a model of an early version of codings, which stored no digests/);
  expect(said).toContain(
    "Continuing after 5 epochs.\nThe checkpoint is from an earlier version of codings, which didn't save the state of early stopping. Early stopping starts again.\n",
  );
  expect(modelIn("early").epoch).toBe(8);
});

const hasCheckpoint = (out: string): boolean => {
  try {
    return modelIn(out).step !== 0;
  } catch {
    return false;
  }
};
