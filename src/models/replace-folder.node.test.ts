import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newOwner } from "../core/owner.node.ts";
import { random } from "../core/random.ts";
import { hasModel, loadModelFolder } from "./folder.node.ts";
import { saveNumber } from "./saver.fixture.ts";

let folder = "";
let model = "";
let runs = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "codings-savers-"));
  await build({
    entryPoints: ["src/models/saver.fixture.ts"],
    outfile: join(folder, "saver.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["onnxruntime-node", "onnxruntime-web"],
    logLevel: "error",
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  model = join(folder, `${runs++}`, "model");
});

const FILES = ["README.md", "config.json", "history.csv", "model.onnx", "model.safetensors"];

const started: ChildProcess[] = [];
function saver(first: number, count: number, ...more: string[]) {
  const child = spawn(process.execPath, [join(folder, "saver.mjs"), model, `${first}`, `${count}`, ...more]);
  started.push(child);
  let said = "";
  child.stderr.on("data", (part) => {
    said += part;
  });
  const ended = once(child, "exit").then(([code, signal]) => ({ code: code as number | null, signal, said }));
  return { child, ended, begun: once(child.stdout, "data") };
}
afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
});

/** Returns the number whose model the folder has, or NaN if it has files of two models. */
async function numberIn(path = model): Promise<number> {
  const { model: found, config } = await loadModelFolder(path);
  const weights = found.getWeights().flatMap(({ data }) => [...data]);
  return weights.every((weight) => weight === config.seed) ? config.seed : Number.NaN;
}

/** @throws if a file isn't the one that config.json lists, or if there are other files. */
function expectInPlace(): void {
  expect(readdirSync(model).toSorted()).toEqual(FILES);
  const { sha256, seed } = JSON.parse(readFileSync(join(model, "config.json"), "utf8"));
  for (const name of ["history.csv", "model.onnx", "model.safetensors"])
    expect(
      createHash("sha256")
        .update(readFileSync(join(model, name)))
        .digest("hex"),
      name,
    ).toBe(sha256[name]);
  expect(readFileSync(join(model, "README.md"), "utf8")).toBe(`# ${seed}\n`);
}

it("a saver that is killed at any step leaves the complete old or new model, and the next save cleans up", async () => {
  await saveNumber(model, 1);
  for (let step = 1; ; step++) {
    const { code, signal, said } = await saver(step + 1, 1, `${step}`).ended;
    if (signal === null) {
      expect({ code, said }).toEqual({ code: 0, said: "" });
      expect(step).toBeGreaterThan(8);
      break;
    }
    expect([1, step + 1], `killed at step ${step}`).toContain(await numberIn());
    await saveNumber(model, 1);
    expectInPlace();
  }
}, 300_000);

it("a saver that is killed at a random moment, 10 times, leaves a complete model", async () => {
  const source = random(12);
  await saveNumber(model, 1);
  let before = 1;
  for (let time = 1; time <= 10; time++) {
    const first = 1000 * time;
    const { child, ended, begun } = saver(first, 1000);
    await begun;
    await wait(60 * source.uniform());
    child.kill("SIGKILL");
    await ended;
    const found = await numberIn();
    expect(found === before || (found >= first && found < first + 1000), `${found} after ${before}`).toBe(true);
    before = found;
  }
  await saveNumber(model, 1);
  expectInPlace();
}, 300_000);

it("no load fails or reads half of a model while another process saves 120 times", async () => {
  await saveNumber(model, 1);
  const { child, ended, begun } = saver(2, 120);
  await begun;
  const found = new Set<number>();
  let loads = 0;
  for (; child.exitCode === null; loads++) found.add(await numberIn());
  expect(await ended).toMatchObject({ code: 0, said: "" });
  expect(found).not.toContain(Number.NaN);
  expect(loads).toBeGreaterThan(20);
  expect(await numberIn()).toBe(121);
  expectInPlace();
}, 300_000);

it("four processes save into one folder 20 times each without failing, and the last save is complete", async () => {
  const ends = await Promise.all([1, 2, 3, 4].map((one) => saver(100 * one, 20).ended));
  for (const end of ends) expect(end).toMatchObject({ code: 0, said: "" });
  expect([119, 219, 319, 419]).toContain(await numberIn());
  expectInPlace();
}, 300_000);

it("a first save that was killed before its files were in place is found and completed", async () => {
  await saveNumber(model, 1);
  // No process has such a number.
  const own = join(model, ".saved", newOwner().replace(/^\d+/, `${2 ** 22 + 1}`));
  mkdirSync(own, { recursive: true });
  for (const name of FILES) renameSync(join(model, name), join(own, name));
  expect(await hasModel(model)).toBe(true);
  expectInPlace();
});

it("two simultaneous saves of one process happen one after the other", async () => {
  await Promise.all(Array.from({ length: 8 }, (_, number) => saveNumber(model, number)));
  expect(await numberIn()).toBeLessThan(8);
  expectInPlace();
});

it("a save removes the files of a killed one, but not those that a running one is writing", async () => {
  await saveNumber(model, 1);
  const { child, ended } = saver(2, 1, "1");
  await ended;
  expect(readdirSync(model).filter((name) => name.startsWith(`.saving-${child.pid}-`))).toHaveLength(1);
  const living = `.saving-${newOwner()}`;
  mkdirSync(join(model, living));
  await saveNumber(model, 3);
  expect(readdirSync(model).toSorted()).toEqual([living, ...FILES]);
});

it("files that the new model doesn't have are removed, and nothing is written next to other files", async () => {
  await saveNumber(model, 1);
  writeFileSync(join(model, "checkpoint.safetensors"), "");
  mkdirSync(join(model, "classifier"));
  await saveNumber(model, 2);
  expectInPlace();
  writeFileSync(join(model, "notes.txt"), "");
  await expect(saveNumber(model, 3)).rejects.toThrow("has notes.txt, which isn't part of the model");
  expect(await numberIn()).toBe(2);
});
