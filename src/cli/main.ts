#!/usr/bin/env node
import { explainFileError } from "../core/files.node.ts";
import { ENDING_SIGNALS } from "./command.ts";
import { run } from "./run.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`codings: ${explainFileError(error, "stdout").message}\n`);
  process.exit(1);
});

// If the terminal or the pipe of the messages is closed, the work goes on without messages, so that a training is saved.
process.stderr.on("error", () => undefined);

// Ends a run that doesn't handle Ctrl-C itself. The "exit" event removes half-written files. The signal then ends the process,
// because process.exit would wait for a running query of DuckDB.
for (const signal of ENDING_SIGNALS) {
  const end = () => {
    if (process.listenerCount(signal) > 1) return;
    process.emit("exit", 1);
    process.off(signal, end);
    process.kill(process.pid, signal);
  };
  process.on(signal, end);
}

process.exitCode = await run(process.argv.slice(2));
