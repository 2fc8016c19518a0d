import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ndarray } from "../../src/core/ndarray.ts";
import { toNpy } from "../../src/data/readers/npy.ts";
import { childProcesses, ending, whileRunning } from "../children.fixture.ts";
import { runCodings } from "../codings.fixture.ts";

const main = resolve("dist/cli/main.js");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-lock-"));
  const pixels = Uint8Array.from({ length: 100 * 16 }, (_, i) => (i * 89) % 256);
  writeFileSync(join(folder, "small.npy"), toNpy(ndarray("uint8", [100, 4, 4], pixels)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = ["train", "small.npy", "--hidden", "4", "--codings", "2", "--validation", "10", "--quiet", "--threads", "1"];
const lasting = [...small, "--epochs", "1000000"];
const short = [...small, "--epochs", "1"];
const run = (...args: string[]) => runCodings(folder, args);

const start = childProcesses();
/** Starts a training that doesn't end by itself, and waits until it has locked its folder. */
async function training(out: string) {
  const child = start([main, ...lasting, "--out", out], folder);
  await whileRunning(child, () => existsSync(join(folder, out, ".training")));
  return child;
}

it("a second training into the same folder is refused with the first one's process number, until that process is killed", async () => {
  const child = await training("twice");
  const line = `codings: twice: process ${child.pid} is already training a model there. Wait until it ends, stop it, or choose another folder (--out).\n`;
  expect(await run(...short, "--out", "twice")).toMatchObject({ status: 1, stderr: line });
  child.kill("SIGKILL");
  await ending(child);
  expect(await run(...short, "--out", "twice")).toMatchObject({ status: 0, stderr: "" });
  expect(readdirSync(join(folder, "twice")).filter((name) => name.startsWith("."))).toEqual([]);
}, 180_000);

it("a failed training leaves no folder", async () => {
  expect((await run("train", "nothing.npy", "--out", "new/deep/model")).status).toBe(1);
  expect(existsSync(join(folder, "new"))).toBe(false);
}, 120_000);
