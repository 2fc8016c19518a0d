import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, utimesSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hasEnded, isOwner, newOwner, processOf } from "./owner.node.ts";
import { temporaryFolder } from "./temporary.fixture.ts";

const folder = temporaryFolder();
const ofMine = async (owner: string) => ({ owner, path: await folder.write(owner, "") });
const [number, machine, began, own] = newOwner().split("-") as [string, string, string, string];

describe("the process that created a file", () => {
  it("hasn't ended while it runs", async () => {
    const { owner, path } = await ofMine(newOwner());
    expect(isOwner(owner)).toBe(true);
    expect(processOf(owner)).toBe(process.pid);
    expect(hasEnded(owner, path)).toBe(false);
  });

  it("has ended once it is gone", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    const { owner, path } = await ofMine([child.pid, machine, began, own].join("-"));
    expect(hasEnded(owner, path)).toBe(true);
  });

  it.skipIf(!existsSync("/proc/self/stat"))("has ended if another process with its number began at another time", async () => {
    const { owner, path } = await ofMine([number, machine, "00000000", own].join("-"));
    expect(hasEnded(owner, path)).toBe(true);
  });

  it("has ended if the system started after the file changed, on systems that don't report when a process began", async () => {
    const { owner, path } = await ofMine([number, machine, "", own].join("-"));
    expect(hasEnded(owner, path)).toBe(false);
    utimesSync(path, new Date(0), new Date(0));
    expect(hasEnded(owner, path)).toBe(true);
  });

  it("has ended if it ran on another machine and the file hasn't changed for an hour", async () => {
    const { owner, path } = await ofMine([2 ** 22 + 1, "00000000", began, own].join("-"));
    expect(hasEnded(owner, path)).toBe(false);
    const before = new Date(Date.now() - 3_700_000);
    utimesSync(path, before, before);
    expect(hasEnded(owner, path)).toBe(true);
  });

  it("is unknown if the name isn't an owner's", async () => {
    expect(hasEnded("AbCdEf", await folder.write("AbCdEf", ""))).toBe(false);
  });
});
