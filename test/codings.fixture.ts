import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** What a command left behind: its exit code, and what it wrote. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line: its file, for tests that need a process, is `dist/cli/main.js`. */
const built = resolve("dist/cli/run.js");

/** Commands share this process's folder, streams and exit code, so that each waits for the one before, even for one whose test has been given up. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `codings ARGS` in a folder, in this process: a command that needs no process of its own ends in a fraction of the time that a process takes
 * to start. Signals and another environment are for `childProcesses`.
 */
export function runCodings(folder: string, args: readonly string[]): Promise<Ended> {
  const ended = last.then(() => runNow(folder, args));
  last = ended.catch(() => undefined);
  return ended;
}

async function runNow(folder: string, args: readonly string[]): Promise<Ended> {
  if (!existsSync(built)) throw new Error("These tests run the built command line. Run npm run build first.");
  const { run } = (await import(pathToFileURL(built).href)) as typeof import("../src/cli/run.ts");
  const home = process.cwd();
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  process.chdir(folder);
  process.exitCode = undefined;
  const others = new Set(process.listeners("exit"));
  try {
    const status = await run(args);
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    // What the command wanted done when its process ends.
    for (const listener of process.listeners("exit").filter((each) => !others.has(each))) {
      process.off("exit", listener);
      listener(0);
    }
    process.exitCode = undefined;
    process.chdir(home);
    stdout.release();
    stderr.release();
  }
}

/** Keeps what is written to a stream instead of writing it. */
function capture(stream: NodeJS.WriteStream) {
  const write = stream.write;
  const parts: Buffer[] = [];
  stream.write = (part: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    parts.push(Buffer.from(part as string));
    const called = (typeof encoding === "function" ? encoding : done) as (() => void) | undefined;
    if (called) queueMicrotask(called);
    return true;
  };
  return {
    text: () => Buffer.concat(parts).toString("utf8"),
    release: () => {
      stream.write = write;
    },
  };
}
