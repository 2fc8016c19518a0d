import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { saveNumber } from "./saver.fixture.ts";
import { lockForTraining } from "./training-lock.node.ts";

const folder = temporaryFolder();
const hidden = (path: string) => readdirSync(path).filter((name) => name.startsWith("."));
const refused = `process ${process.pid} is already training a model there. Wait until it ends, stop it, or choose another folder (output).`;

it("a folder with a running training is locked for other trainings until it is released, but models can be saved there", async () => {
  const path = folder.path("model");
  const release = await lockForTraining(path);
  await expect(lockForTraining(path)).rejects.toThrow(`${path}: ${refused}`);
  await saveNumber(path, 1);
  await expect(lockForTraining(path)).rejects.toThrow(refused);
  release();
  expect(hidden(path)).toEqual([]);
  const again = await lockForTraining(path);
  again();
  expect(hidden(path)).toEqual([]);
});

it("only one of many trainings that start at once gets the folder", async () => {
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockForTraining(folder.path("model"))));
  const [won, ...others] = tries.toSorted((a, b) => a.status.localeCompare(b.status));
  expect(won!.status).toBe("fulfilled");
  expect(others.every(({ status }) => status === "rejected")).toBe(true);
  if (won!.status === "fulfilled") won!.value();
});

it("a process that has ended doesn't lock a folder", async () => {
  const path = folder.path("model");
  const release = await lockForTraining(path);
  const [owner] = readdirSync(join(path, ".training")) as [string];
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  renameSync(join(path, ".training", owner), join(path, ".training", owner.replace(/^\d+/, `${child.pid}`)));
  const again = await lockForTraining(path);
  expect(readdirSync(join(path, ".training"))).toHaveLength(1);
  again();
  release();
});

it("a copy of a folder with a running training isn't locked", async () => {
  const release = await lockForTraining(folder.path("model"));
  cpSync(folder.path("model"), folder.path("copy"), { recursive: true });
  (await lockForTraining(folder.path("copy")))();
  expect(hidden(folder.path("copy"))).toEqual([]);
  release();
});

it("folders that were created for a training are removed if they stay empty, and others stay", async () => {
  mkdirSync(folder.path("old"));
  (await lockForTraining(folder.path("old/new/model")))();
  expect(existsSync(folder.path("old/new"))).toBe(false);
  (await lockForTraining(folder.path("old")))();
  expect(existsSync(folder.path("old"))).toBe(true);
});
