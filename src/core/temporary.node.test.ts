import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { newOwner } from "./owner.node.ts";
import { temporaryFolder as folderOfTest } from "./temporary.fixture.ts";
import { temporaryFolder } from "./temporary.node.ts";

const folder = folderOfTest();
beforeEach(() => {
  for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, folder.path());
});
afterEach(() => vi.unstubAllEnvs());

it("a temporary folder exists until it is removed", async () => {
  const { path, remove } = await temporaryFolder();
  expect(existsSync(path)).toBe(true);
  remove();
  expect(readdirSync(folder.path())).toEqual([]);
});

it("folders of killed processes of this machine are removed, and no others", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  const own = newOwner();
  const ended = own.replace(/^\d+/, String(child.pid));
  const elsewhere = ended.replace(/^(\d+)-.{8}/, "$1-00000000");
  const names = [own, elsewhere, "of-another-program"].map((name) => `codings-${name}`);
  for (const name of [...names, `codings-${ended}`]) mkdirSync(folder.path(name));
  (await temporaryFolder()).remove();
  expect(readdirSync(folder.path()).toSorted()).toEqual(names.toSorted());
});
