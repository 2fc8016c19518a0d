import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { ndarray } from "../../src/core/ndarray.ts";
import { sharedFolder } from "../../src/core/temporary.fixture.ts";
import { toNpy } from "../../src/data/readers/npy.ts";
import { csv } from "../../src/data/tables/csv.fixture.ts";
import { runCodings } from "../codings.fixture.ts";

const files = sharedFolder();
const run = (...args: string[]) => runCodings(files.path(), args);
const done = async (...args: string[]) => {
  const { status, stderr } = await run(...args, "--quiet");
  expect(status, stderr).toBe(0);
};
/** Verifies a model and returns the exit code and the result. */
async function verified(...args: string[]) {
  const { status, stdout, stderr } = await run("verify", ...args, "--json");
  expect(stdout, stderr).not.toBe("");
  return { status, ...JSON.parse(stdout) };
}
/** The parts of config.json that tests change. */
interface Config {
  options: { seed?: number; epochs?: number; data?: string };
  versions: { node?: string };
  receipt?: object;
}

/** Changes the config of a copy of a model, and leaves out its digests, so that the change can't be noticed by them. */
function edited(model: string, copy: string, change: (config: Config) => void): string {
  cpSync(files.path(model), files.path(copy), { recursive: true });
  const { sha256: _, ...config } = JSON.parse(readFileSync(files.path(`${copy}/config.json`), "utf8"));
  change(config);
  writeFileSync(files.path(`${copy}/config.json`), JSON.stringify(config));
  return copy;
}

const rows = (colour: string) =>
  csv("id,price,weight,colour,day", 160, (i) => [
    `n${i}`,
    ((i * 37) % 101) / 10,
    i % 19 === 0 ? "" : (i * 17) % 23,
    [colour, "green", "blue"][(i * 7) % 3],
    `2024-${String(1 + Math.floor(i / 28)).padStart(2, "0")}-${String(1 + (i % 28)).padStart(2, "0")}`,
  ]);

beforeAll(async () => {
  await files.write("orders.csv", rows("red"));
  await files.write("other.csv", rows("pink"));
  await done("train", "orders.csv", "--out", "model", "--epochs", "4");
}, 120_000);

const patient = { timeout: 240_000 };

describe("codings verify ends with 0 if a new training gives the same bits", patient, () => {
  it.each([
    ["a table", ["train", "orders.csv", "--model", "variational", "--epochs", "5", "--threads", "1"]],
    ["a query", ["train", "orders.csv", "--query", "SELECT * FROM data WHERE weight > 5", "--exclude", "id", "--epochs", "3"]],
    ["windows", ["train", "orders.csv", "--window", "8", "--order-by", "day", "--epochs", "3"]],
    ["a detector", ["train", "orders.csv", "--model", "anomaly", "--validation", "20"]],
    ["an array", ["train", "rows.npy", "--hidden", "6", "--codings", "2", "--epochs", "3"]],
    ["a checker", ["check", "orders.csv", "--keys", "id"]],
  ])("for %s", async (name, [command, ...args]) => {
    const values = Float32Array.from({ length: 100 * 6 }, (_, i) => Math.sin(i * 12.9898) * (1 + (i % 6)));
    writeFileSync(files.path("rows.npy"), toNpy(ndarray("float32", [100, 6], values)));
    await done(command!, ...args, command === "check" ? "--save" : "--out", name);
    expect(await verified(name)).toMatchObject({
      status: 0,
      outcome: "same",
      data: "same",
      changed: [],
      unknown: [],
      numbers: { differing: 0 },
    });
  });

  it("for a run that was resumed, from another folder, with the path of the data", async () => {
    await done("train", "orders.csv", "--out", "parts", "--epochs", "2");
    await done("train", "orders.csv", "--out", "parts", "--epochs", "4", "--resume");
    mkdirSync(files.path("elsewhere"), { recursive: true });
    const { status, stdout } = await runCodings(files.path("elsewhere"), ["verify", "../parts", "../orders.csv"]);
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/all \d+ numbers are the same, bit for bit/),
    });
  });
});

describe("codings verify ends with 1", patient, () => {
  it("if a file was altered or is missing, and names it, without a training", async () => {
    cpSync(files.path("model"), files.path("altered"), { recursive: true });
    const path = files.path("altered/encoder.onnx");
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from("x")]));
    expect(await verified("altered")).toMatchObject({ status: 1, files: { "encoder.onnx": "altered", "decoder.onnx": "whole" } });
    rmSync(path);
    expect(await verified("altered")).toMatchObject({
      status: 1,
      files: { "encoder.onnx": "missing" },
      why: "encoder.onnx is missing, although config.json lists it.",
    });
    rmSync(files.path("altered/checkpoint.safetensors"));
    cpSync(files.path("model/encoder.onnx"), path);
    expect(await verified("altered")).toMatchObject({ status: 0 });
  });

  it("if the data isn't the training data", async () => {
    expect(await verified("model", "other.csv")).toMatchObject({ status: 1, data: "different" });
  });

  it("if the weights differ, with the largest difference, its place, and the versions that changed", async () => {
    const model = edited("model", "seeded", (config) => {
      config.options.seed = 7;
      config.versions.node = "v1.2.3";
    });
    const result = await verified(model);
    expect(result).toMatchObject({ status: 1, outcome: "different", changed: [{ name: "node", saved: "v1.2.3" }] });
    expect(result.numbers.differing).toBeGreaterThan(100);
    expect(result.numbers.largest).toBeGreaterThan(0.001);
    expect(result.why).toContain(result.numbers.where);
    expect((await run("verify", model)).stdout).toMatch(/^Changed: node was v1\.2\.3 in the training, and is v/m);
  });
});

describe("codings verify ends with 2 and says why", patient, () => {
  it.each<[string, () => Promise<string[]>, RegExp]>([
    ["no model is there", async () => ["nothing"], /is not a model folder/],
    [
      "the data is gone",
      async () => [edited("model", "gone", ({ options }) => (options.data = "gone.csv"))],
      /gone\.csv, the training data of gone, isn't in this folder\. Give its path/,
    ],
    [
      "a program saved the model",
      async () => [edited("model", "made", (config) => (config.options = {}))],
      /was saved by a program/,
    ],
    [
      "the training was interrupted",
      async () => [edited("model", "half", ({ options }) => (options.epochs = 9))],
      /interrupted after 4 of 9 epochs\. Complete it with --resume/,
    ],
  ])("if %s", async (_why, folder, reason) => {
    const { status, outcome, why } = await verified(...(await folder()));
    expect({ status, outcome, why }).toMatchObject({ status: 2, outcome: "unverifiable", why: expect.stringMatching(reason) });
  });
});

it("a folder of an early version is verified, and the facts that it lacks are named", patient, async () => {
  const model = edited("model", "early", (config) => {
    delete config.receipt;
    delete config.versions.node;
  });
  expect(await verified(model)).toMatchObject({
    status: 0,
    files: {},
    unknown: ["digests of the files", "version of node", "digest of the data", "number of threads", "machine"],
  });
});
