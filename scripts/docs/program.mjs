import { Command } from "commander";

/**
 * The program that `codings` runs, with all commands and their options.
 * @param run `run` of src/cli/run.ts, which makes the program and has it parse: that is where it is taken from.
 */
export async function programOf(run) {
  const { parseAsync } = Command.prototype;
  let program;
  Command.prototype.parseAsync = async function take() {
    program = this;
    return this;
  };
  try {
    await run(["help"]);
  } finally {
    Command.prototype.parseAsync = parseAsync;
  }
  return program;
}
