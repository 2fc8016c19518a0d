import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { runCodings } from "../codings.fixture.ts";
import { softwareGpu } from "../gpu/driver.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "codings-device-"));
const program = resolve("dist/cli/main.js");
const env = softwareGpu();

/** Runs a command in a process of its own, because a driver must be known when a process starts. */
const codings = (env: NodeJS.ProcessEnv, ...args: string[]) =>
  promisify(execFile)(process.execPath, [program, ...args], { env, cwd: folder });

const train = ["train", "rows.csv", "--epochs", "1", "--model", "linear"];

beforeAll(async () => {
  const lines = Array.from({ length: 120 }, (_, i) => `${Math.sin(i)},${Math.cos(i / 2)},${Math.sin(i) + Math.cos(i)}`);
  writeFileSync(join(folder, "rows.csv"), `a,b,c\n${lines.join("\n")}\n`);
  expect(await runCodings(folder, [...train, "--out", "cpu"])).toMatchObject({ status: 0 });
});

describe.skipIf(process.platform !== "linux")("without a GPU", () => {
  const without = { ...process.env, VK_DRIVER_FILES: "/none", VK_ICD_FILENAMES: "/none" };

  it("--device webgpu says in one line what is missing and what to do", async () => {
    const { code, stderr } = await codings(without, ...train, "--out", "none", "--device", "webgpu").catch((error) => error);
    expect(code).toBe(1);
    expect(stderr).toMatch(/codings: There is no GPU that WebGPU can use \(.+\)\. Install .+, or use --device cpu\.\n$/);
  });

  it("--device auto trains the same bits as the default", async () => {
    await codings(without, ...train, "--out", "auto", "--device", "auto");
    const weights = (model: string) => readFileSync(join(folder, model, "model.safetensors"));
    expect(weights("auto")).toEqual(weights("cpu"));
  });
});

describe.skipIf(!env)("with a GPU in software", () => {
  it("train and encode give the numbers of the processor within 1e-4", async () => {
    await codings(env!, ...train, "--out", "gpu", "--device", "webgpu");
    const codes = async (...args: string[]) =>
      (await codings(env!, "encode", ...args, "rows.csv", "-o", "-")).stdout
        .trim()
        .split("\n")
        .slice(1)
        .flatMap((line) => line.split(",").map(Number));
    const [here, there] = [await codes("cpu"), await codes("gpu", "--device", "webgpu")];
    expect(here.length).toBeGreaterThan(240);
    expect(Math.max(...here.map((value, i) => Math.abs(value - there[i]!)))).toBeLessThan(1e-4);
  });
});
