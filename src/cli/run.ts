import { Command, CommanderError } from "commander";
import { UsageError } from "../core/errors.ts";
import { hintFor } from "../core/suggest.ts";
import { VERSION } from "../core/version.ts";
import { explain, numberIn } from "./command.ts";
import { commands } from "./commands.ts";

/**
 * Runs one command in this process, as `codings ARGS` does: results go to stdout, messages to stderr.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, or what the command set as `process.exitCode`.
 */
export async function run(args: readonly string[]): Promise<number> {
  const program = await programFor(args[0]);
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (process.env.CODINGS_DEBUG) console.error(error);
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      const line = error.message.replace(/^error: /, "").replaceAll("\n", " ");
      const command = Object.hasOwn(commands, args[0] ?? "") ? ` ${args[0]}` : "";
      process.stderr.write(`codings: ${line}${/[.?)]$/.test(line) ? "" : "."} See codings${command} --help.\n`);
      return 2;
    }
    process.stderr.write(`codings: ${explain(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** The program with the command that is called; with all of them where it is none, for the help and for "Did you mean". */
async function programFor(name = ""): Promise<Command> {
  const program = new Command("codings")
    .description("Learns compact representations of data with autoencoders.")
    .version(VERSION)
    .exitOverride();
  program.configureOutput({ writeErr: () => undefined });
  program.hook("preAction", async (_program, command) => {
    expectSubcommand(command);
    expectNothingEmpty(command);
    await keepInputs(command);
    await takeStandardInput(command);
  });
  const called = Object.hasOwn(commands, name) ? [commands[name]!] : name === "--version" ? [] : Object.values(commands);
  for (const command of await Promise.all(called.map((load) => load()))) program.addCommand(common(command));
  return program;
}

/** The options that every command takes, and errors that are thrown instead of ending the process. */
function common(command: Command): Command {
  command
    .option("--json", "one JSON object on stdout at the end, nothing else there")
    .option("--quiet", "no messages")
    .option(
      "--seed <n>",
      "for everything random (default: the dataset's own, or 42)",
      numberIn("seed", { from: 0, to: 2 ** 32 - 1, whole: true }),
    )
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.allowExcessArguments(command.commands.length > 0);
  command.commands.forEach(common);
  return command;
}

/** @throws OptionError where a command that has commands of its own is called with another one. */
function expectSubcommand(command: Command): void {
  const [name] = command.args;
  if (command.commands.length === 0 || name === undefined) return;
  const known = command.commands.map((each) => each.name());
  throw new UsageError(`Unknown command "${command.name()} ${name}". ${hintFor(name, known)}`);
}

/** The options that name a file to write. */
const OUTPUTS = ["output", "fixed", "out", "plot"];

/** @throws UsageError where a command would overwrite a file that one of its arguments or options names. */
async function keepInputs(command: Command): Promise<void> {
  const given = Object.entries(command.opts<Record<string, unknown>>()).filter(([, value]) => typeof value === "string");
  const values = (isOutput: boolean) =>
    given.flatMap(([name, value]) => (OUTPUTS.includes(name) === isOutput ? [String(value)] : []));
  const { expectNotOverwritten } = await import("../core/not-overwritten.node.ts");
  await expectNotOverwritten(values(true), [...command.args, ...values(false)]);
}

/** Has a command read the file that standard input was written to, where an argument is "-". @throws UsageError where two are. */
async function takeStandardInput({ processedArgs: values }: Command): Promise<void> {
  const places = values.flatMap((value, place) => (value === "-" ? [place] : []));
  if (places.length > 1) throw new UsageError('Only one of the arguments can be "-", as standard input is read once.');
  if (places.length === 0) return;
  const { standardInputAsFile } = await import("../data/standard-input.node.ts");
  values[places[0]!] = await standardInputAsFile();
}

/** @throws UsageError where something is given as "", as is a variable of a shell's that isn't set. */
function expectNothingEmpty(command: Command): void {
  const named = (place: number) => command.registeredArguments[place] ?? command.registeredArguments.at(-1)!;
  const given = [
    ...command.args.map((value, place) => [value, `<${named(place).name()}>`]),
    ...command.options.map((option) => [command.getOptionValue(option.attributeName()), option.long]),
  ];
  const [, empty] = given.find(([value]) => value === "") ?? [];
  if (empty) throw new UsageError(`${empty} is empty. Say what it is to be.`);
}
