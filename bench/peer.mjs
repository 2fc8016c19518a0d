// A peer is a process with another engine. It gets one command on each line (`epoch 0`, `predict`, …) and answers each with one
// line of JSON.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

export class Peer {
  constructor(command, args) {
    this.started = performance.now();
    this.process = spawn(command, args, { stdio: ["pipe", "pipe", process.env.BENCH_DEBUG ? "inherit" : "ignore"] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** Returns the next answer. */
  async answer() {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done)
        throw new Error(
          `${this.process.spawnargs.join(" ")} ended early. To see why, run it alone, or set BENCH_DEBUG=1 to show its output.`,
        );
      if (value.startsWith("{")) return JSON.parse(value);
    }
  }

  ask(command) {
    this.process.stdin.write(`${command}\n`);
    return this.answer();
  }

  close() {
    this.process.stdin.end();
  }

  secondsSinceLaunch() {
    return (performance.now() - this.started) / 1000;
  }
}

const DATA = "out/bench/data";
export const python = ".venv/bin/python";

/** The command that starts the peer of each engine. */
export const engines = {
  codings: (args) => new Peer(process.execPath, ["bench/peers/stacked_codings.mjs", "--data", DATA, ...args]),
  keras: (args) => new Peer(python, ["bench/peers/stacked_keras.py", "--data", DATA, ...args]),
  pytorch: (args) => new Peer(python, ["bench/peers/stacked_pytorch.py", "--data", DATA, ...args]),
  tfjs: (args) => new Peer(process.execPath, ["bench/peers/stacked_tfjs.mjs", "--data", DATA, ...args]),
};

/** Runs a command of this project. @throws Error with its messages if it fails. */
export function codings(...args) {
  const { status, stderr } = spawnSync(process.execPath, ["dist/cli/main.js", ...args.map(String)], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}
