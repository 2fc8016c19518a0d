import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync, statSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { attempt } from "./attempt.ts";

// The name of a temporary file or a lock says which process made it, so that another process can find out whether that process still runs. A process's number
// isn't enough: after a restart, or after many processes, another process has the same number. On Linux the name therefore has the process's start time too.

/** The process's number, its machine, its start time if it is known, and a random number. */
const OWNER = /^(\d+)-([0-9a-f]{8})-([0-9a-f]{8})?-[0-9a-f]{8}$/;

/** In a shared folder, a process of another machine counts as ended if its file hasn't changed for an hour. */
const QUIET_MS = 3_600_000;

/** Names this process; each call gives another name. */
export const newOwner = (): string =>
  `${process.pid}-${machine()}-${beginOf(process.pid) ?? ""}-${randomBytes(4).toString("hex")}`;

/** The number of the process in an owner's name. */
export const processOf = (owner: string): number => Number(OWNER.exec(owner)?.[1]);

/** Whether a name is an owner's. */
export const isOwner = (name: string): boolean => OWNER.test(name);

/**
 * Whether the process that made a file has surely ended.
 * @param owner its name, as `newOwner` gave it. @param path the file or folder that it made.
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
  // A zombie: the process has ended, but its parent hasn't asked for its exit code yet.
  return !["Z", "X"].includes(statOf(number)?.[0] ?? "");
}

/** A short hash of a process's start time; undefined if the system doesn't tell it. */
function beginOf(number: number): string | undefined {
  const ticks = statOf(number)?.[19];
  return ticks === undefined ? undefined : short(`${read("/proc/sys/kernel/random/boot_id")} ${ticks}`);
}

/** The fields of Linux's /proc/NUMBER/stat from the third on, the state; the second is a name that may hold anything. */
const statOf = (number: number): string[] | undefined =>
  read(`/proc/${number}/stat`)
    ?.replace(/^.*\) /s, "")
    .split(" ");

/** Containers number their processes anew. */
const machine = (): string => short(`${hostname()} ${attempt(() => readlinkSync("/proc/self/ns/pid")) ?? ""}`);

const read = (path: string): string | undefined => attempt(() => readFileSync(path, "utf8"));
const short = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);
