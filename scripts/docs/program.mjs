import { Command } from "commander";

/**
 * The program that `codings` runs, with all commands and their options.
 * @param {(args: string[]) => Promise<number>} run `run` of src/cli/run.ts, which makes the program and has it parse: that is where it is taken from.
 * @returns {Promise<Command>}
 */
export async function programOf(run) {
  const { parseAsync } = Command.prototype;
  let program = new Command();
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
