// A peer: a process that is told `epoch 0`, `predict`, … a line at a time, and answers with a JSON object a line.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export class Peer {
  constructor(command, args) {
    this.started = performance.now();
    this.process = spawn(command, args, { stdio: ["pipe", "pipe", process.env.BENCH_DEBUG ? "inherit" : "ignore"] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** The next answer. */
  async answer() {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done)
        throw new Error(
          `${this.process.spawnargs.join(" ")} ended early; run it by itself to see why (BENCH_DEBUG=1 shows what it says).`,
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

/** How each engine's peer is launched. */
export const engines = {
  codings: (args) => new Peer(process.execPath, ["bench/peers/stacked_codings.mjs", "--data", DATA, ...args]),
  keras: (args) => new Peer(python, ["bench/peers/stacked_keras.py", "--data", DATA, ...args]),
  pytorch: (args) => new Peer(python, ["bench/peers/stacked_pytorch.py", "--data", DATA, ...args]),
  tfjs: (args) => new Peer(process.execPath, ["bench/peers/stacked_tfjs.mjs", "--data", DATA, ...args]),
};
