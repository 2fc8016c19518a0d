import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync, statSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { attempt } from "./attempt.ts";

// The name of a temporary file or a lock contains the process that created it, so that another process can find out whether
// that process still runs. The process ID isn't enough: after a restart, or after many processes, another process has the
// same ID. On Linux the name therefore also contains the start time of the process.

/** The process ID, the machine, the start time of the process if it is known, and a random number. */
const OWNER = /^(\d+)-([0-9a-f]{8})-([0-9a-f]{8})?-[0-9a-f]{8}$/;

/** In a shared folder, a process of another machine counts as ended if its file hasn't changed for an hour. */
const QUIET_MS = 3_600_000;

/** Returns a name for this process. Each call returns another name. */
export const newOwner = (): string =>
  `${process.pid}-${machine()}-${beginOf(process.pid) ?? ""}-${randomBytes(4).toString("hex")}`;

/** Returns the process ID in an owner's name. */
export const processOf = (owner: string): number => Number(OWNER.exec(owner)?.[1]);

/** Returns whether a name was made by `newOwner`. */
export const isOwner = (name: string): boolean => OWNER.test(name);

/** Returns whether a name was made by `newOwner` on this machine and in this container. */
export const isOfThisMachine = (name: string): boolean => OWNER.exec(name)?.[2] === machine();

/**
 * Returns whether the process that created a file has certainly ended.
 * @param owner - name of the process, from `newOwner`.
 * @param path - file or folder that it created.
 */
export function hasEnded(owner: string, path: string): boolean {
  const [, number, where, began] = OWNER.exec(owner) ?? [];
  const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (number === undefined || touched === undefined) return false;
  if (where !== machine()) return Date.now() - touched > QUIET_MS;
  if (!isRunning(Number(number))) return true;
  const begin = beginOf(Number(number));
  if (began !== undefined && begin !== undefined) return begin !== began;
  return touched < Date.now() - 1000 * uptime();
}

function isRunning(number: number): boolean {
  try {
    process.kill(number, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // A zombie has ended, but its parent process hasn't asked for its exit code yet.
  return !["Z", "X"].includes(statOf(number)?.[0] ?? "");
}

/** Returns a short hash of the start time of a process; undefined if the system doesn't report it. */
function beginOf(number: number): string | undefined {
  const ticks = statOf(number)?.[19];
  return ticks === undefined ? undefined : short(`${read("/proc/sys/kernel/random/boot_id")} ${ticks}`);
}

/**
 * Returns the fields of Linux's /proc/NUMBER/stat from the third one, the state, on. The second field is a name that may
 * contain any character.
 */
const statOf = (number: number): string[] | undefined =>
  read(`/proc/${number}/stat`)
    ?.replace(/^.*\) /s, "")
    .split(" ");

/** Returns a hash of the machine and the container, because each container numbers its processes from 1. */
const machine = (): string => short(`${hostname()} ${attempt(() => readlinkSync("/proc/self/ns/pid")) ?? ""}`);

const read = (path: string): string | undefined => attempt(() => readFileSync(path, "utf8"));
const short = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);
