import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync, statSync } from "node:fs";
import { hostname, uptime } from "node:os";

// A temporary file or a lock carries in its name which process made it, so that another process can tell whether that one still runs. A process's number
// alone doesn't say so: after a restart, or after many processes, another one has the same number. Linux tells when a process began.

/** Number, machine, begin, and a number of its own. */
const OWNER = /^(\d+)-([0-9a-f]{8})-([0-9a-f]{8})?-[0-9a-f]{8}$/;

/** Of another machine's process, in a shared folder, nothing is known but when its file was last touched: after an hour it counts as gone. */
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
  // A process that has ended but that its parent hasn't asked after still has its number.
  return !["Z", "X"].includes(statOf(number)?.[0] ?? "");
}

/** When a process began, as a short hash; undefined where the system doesn't tell. */
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

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
