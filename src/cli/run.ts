import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, Help, type HelpConfiguration } from "commander";
import { UsageError } from "../core/errors.ts";
import { hintFor } from "../core/suggest.ts";
import { VERSION } from "../core/version.ts";
import { DEVICES } from "../runtime/runtime.ts";
import { type CommonOptions, columnsOf, explain, nameIn, numberIn, outputOf } from "./command.ts";
import { commands, type ListedCommand } from "./commands.ts";
import { sortOptions } from "./option-groups.ts";
import { expectFolders, expectValues } from "./words.ts";

/** Errors are thrown and printed by `run`. */
const OUTPUT = { writeErr: () => undefined, getOutHelpWidth: () => columnsOf(process.stdout, 80) };

/** Width from which on a description stands beside its option, and not below it. */
const WIDE = 60;
/** Indentation of a description below its option. */
const BELOW = "      ";

const HELP: HelpConfiguration = {
  minWidthToWrap: 20,
  formatItem(term, termWidth, description, helper) {
    const width = helper.helpWidth ?? WIDE;
    if (width >= WIDE) return Help.prototype.formatItem.call(this, term, termWidth, description, helper);
    const lines = helper.boxWrap(description, width - BELOW.length).split("\n");
    return [`  ${term}`, ...(description ? lines.map((line) => BELOW + line) : [])].join("\n");
  },
};

/**
 * Runs one command in this process, as `codings ARGS` does. Results go to stdout, messages to stderr.
 *
 * @returns the exit code: 0 for success, 1 for a failure, 2 for wrong usage, or the value that the command set as
 * `process.exitCode`.
 */
export async function run(given: readonly string[]): Promise<number> {
  // The help of a command is that of the command's own file.
  const args = given[0] === "help" && given[1] !== undefined ? [...given.slice(1), "--help"] : given;
  const program = await programFor(args[0]);
  try {
    const called = program.commands.find((command) => command.name() === args[0]);
    if (called) expectValues(called, args.slice(1));
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (process.env.CODINGS_DEBUG) console.error(error);
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      const line = error.message
        .replace(/^error: /, "")
        .replace(/^option '(.+)' argument missing$/, "$1 needs a value")
        .replaceAll("\n", " ");
      const command = Object.hasOwn(commands, args[0] ?? "") ? ` ${args[0]}` : "";
      process.stderr.write(`codings: ${line}${/[.?)]$/.test(line) ? "" : "."} See codings${command} --help.\n`);
      return 2;
    }
    // The user ended the command, and a message has already said so.
    if ((error as Error | undefined)?.name === "AbortError") return 130;
    process.stderr.write(`codings: ${explain(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Creates the program with all commands and their options. */
export async function wholeProgram(): Promise<Command> {
  const program = emptyProgram();
  for (const command of Object.values(commands)) program.addCommand(await loaded(command));
  return program;
}

/**
 * Creates the program with the command that is called, or with the names and descriptions of all commands for the help and for "Did
 * you mean".
 */
async function programFor(name = ""): Promise<Command> {
  const program = emptyProgram();
  if (Object.hasOwn(commands, name)) return program.addCommand(await loaded(commands[name]!));
  for (const [name, { about, args }] of Object.entries(commands))
    program.command(name).description(about).usage(`[options] ${args}`);
  return program;
}

async function loaded({ load, about, computes }: ListedCommand): Promise<Command> {
  const command = await load();
  if (computes)
    command.option(
      "--device <name>",
      "device that computes: cpu, webgpu (a GPU), or auto, the faster one (default: cpu; codings doctor measures them)",
      nameIn("device", DEVICES),
    );
  return common(command).description(about);
}

function emptyProgram(): Command {
  const program = new Command("codings")
    .description("learn compact representations of data with autoencoders")
    .version(VERSION)
    .exitOverride();
  program.configureOutput(OUTPUT).configureHelp(HELP);
  program.hook("preAction", async (_program, command) => {
    expectSubcommand(command);
    expectNothingEmpty(command);
    expectFolders(command);
    await keepInputs(command);
    await takeStandardInput(command);
    await tellOfEarlyModels(command);
  });
  return program;
}

/** Adds the options of every command, and lets errors be thrown instead of ending the process. */
function common(command: Command): Command {
  command
    .option("--json", "print the result as one JSON object on stdout, and nothing else there")
    .option("--quiet", "print no messages")
    .option(
      "--seed <n>",
      "seed of all random numbers (default: the dataset's own, or 42)",
      numberIn("seed", { from: 0, to: 2 ** 32 - 1, whole: true }),
    )
    .exitOverride()
    .configureOutput(OUTPUT)
    .configureHelp(HELP);
  sortOptions(command);
  command.allowExcessArguments(command.commands.length > 0);
  command.commands.forEach(common);
  return command;
}

/** @throws UsageError if a command is called with a subcommand that it doesn't have. */
function expectSubcommand(command: Command): void {
  const [name] = command.args;
  if (command.commands.length === 0 || name === undefined) return;
  const known = command.commands.map((each) => each.name());
  throw new UsageError(`Unknown command "${command.name()} ${name}". ${hintFor(name, known)}`);
}

/** Names of the options that name a file to write. */
const OUTPUTS = ["output", "fixed", "out", "plot"];

/** @throws UsageError if a command would overwrite a file that it reads. */
async function keepInputs(command: Command): Promise<void> {
  const given = Object.entries(command.opts<Record<string, unknown>>()).filter(([, value]) => typeof value === "string");
  const values = (isOutput: boolean) =>
    given.flatMap(([name, value]) => (OUTPUTS.includes(name) === isOutput ? [String(value)] : []));
  const { expectNotOverwritten } = await import("../core/not-overwritten.node.ts");
  await expectNotOverwritten(values(true), [...command.args, ...values(false)]);
}

/**
 * Writes standard input to a file and passes that file to the command instead of the argument "-".
 * @throws UsageError if two arguments are "-".
 */
async function takeStandardInput({ processedArgs: values }: Command): Promise<void> {
  const places = values.flatMap((value, place) => (value === "-" ? [place] : []));
  if (places.length > 1)
    throw new UsageError('Only one of the arguments can be "-", because standard input can be read only once.');
  if (places.length === 0) return;
  const { standardInputAsFile } = await import("../data/standard-input.node.ts");
  values[places[0]!] = await standardInputAsFile();
}

/** Says which model folders were saved without digests. */
async function tellOfEarlyModels(command: Command): Promise<void> {
  const { model, resume, out, ...options } = command.opts<CommonOptions & Record<string, unknown>>();
  for (const path of [...command.args, model, resume && out]) {
    if (typeof path !== "string" || !existsSync(join(path, "config.json"))) continue;
    const { lacksDigests } = await import("../models/folder.node.ts");
    if (await lacksDigests(path))
      outputOf(options).say(
        `${path} is a model of an early version of codings, which stored no digests, so damaged files aren't noticed. Train the model again to store them.`,
      );
  }
}

/** @throws UsageError if an argument or option is "", which usually is an unset variable of the shell. */
function expectNothingEmpty(command: Command): void {
  const named = (place: number) => command.registeredArguments[place] ?? command.registeredArguments.at(-1)!;
  const given = [
    ...command.args.map((value, place) => [value, `<${named(place).name()}>`]),
    ...command.options.map((option) => [command.getOptionValue(option.attributeName()), option.long]),
  ];
  const [, empty] = given.find(([value]) => value === "") ?? [];
  if (empty) throw new UsageError(`${empty} is empty. Give it a value.`);
}
