import { type ChildProcess, spawn } from "node:child_process";
import { afterEach } from "vitest";

/** A function that starts `node` with arguments in a folder. What still runs after a test is killed, also where the test failed. */
export function childProcesses() {
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
  });
  return (args: readonly string[], cwd: string): ChildProcess => {
    const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
    child.stderr!.resume();
    started.push(child);
    return child;
  };
}

/** Waits until a child process writes a text to stderr. @throws where it ends before. */
export const until = (child: ChildProcess, wanted: RegExp): Promise<void> =>
  new Promise((resolve, reject) => {
    let seen = "";
    child.stderr!.on("data", (part) => {
      seen += part;
      if (wanted.test(seen)) resolve();
    });
    child.once("close", () => reject(new Error(`The process ended before it wrote ${wanted}, but it wrote: ${seen}`)));
  });

/** Waits until something is true while a child process runs. @throws where it ends before. */
export async function whileRunning(child: ChildProcess, isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("The process ended too early.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How a child process ends: its exit code, or the signal that ended it. */
export const ending = (child: ChildProcess): Promise<number | NodeJS.Signals | null> =>
  new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
