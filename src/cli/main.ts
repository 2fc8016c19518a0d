#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { EndingError } from "../core/endings.ts";
import { explainFileError } from "../core/files.node.ts";
import { VERSION } from "../core/version.ts";
import { explain, numberIn, UsageError } from "./command.ts";
import { data } from "./data.ts";
import { demo } from "./demo.ts";
import { denoise } from "./denoise.ts";
import { doctor } from "./doctor.ts";
import { drift } from "./drift.ts";
import { encode } from "./encode.ts";
import { exportModel } from "./export.ts";
import { figures } from "./figures.ts";
import { generate } from "./generate.ts";
import { impute } from "./impute.ts";
import { map } from "./map.ts";
import { reconstruct } from "./reconstruct.ts";
import { report } from "./report.ts";
import { score } from "./score.ts";
import { similar } from "./similar.ts";
import { studio } from "./studio.ts";
import { train } from "./train.ts";

const commands = [
  train,
  encode,
  reconstruct,
  denoise,
  generate,
  score,
  impute,
  similar,
  drift,
  map,
  report,
  exportModel,
  figures,
  data,
  doctor,
  demo,
  studio,
];

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
  command.commands.forEach(common);
  return command;
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

const program = new Command("codings")
  .description("Learns compact representations of data with autoencoders.")
  .version(VERSION)
  .exitOverride();
program.configureOutput({ writeErr: () => undefined });
program.hook("preAction", (_program, command) => expectNothingEmpty(command));
for (const make of commands) program.addCommand(common(make()));

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`codings: ${explainFileError(error, "stdout").message}\n`);
  process.exit(1);
});

// A run that has no end of its own for Ctrl-C ends here: what is half written is taken back, and the signal does the rest, as process.exit would wait
// for a query that DuckDB is at.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  const end = () => {
    if (process.listenerCount(signal) > 1) return;
    process.emit("exit", 1);
    process.off(signal, end);
    process.kill(process.pid, signal);
  };
  process.on(signal, end);
}

try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  if (process.env.CODINGS_DEBUG) console.error(error);
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0) {
      const line = error.message.replace(/^error: /, "").replaceAll("\n", " ");
      const command = commands.some((make) => make().name() === process.argv[2]) ? ` ${process.argv[2]}` : "";
      process.stderr.write(`codings: ${line}${/[.?)]$/.test(line) ? "" : "."} See codings${command} --help.\n`);
      process.exitCode = 2;
    }
  } else {
    process.stderr.write(`codings: ${explain(error)}\n`);
    process.exitCode = error instanceof UsageError || error instanceof EndingError ? 2 : 1;
  }
}
