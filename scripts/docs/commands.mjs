// The reference of the command line: a section for each command, made from the definitions that parse it.
import { writeFileSync } from "node:fs";

export async function writeCommands(path) {
  const { wholeProgram } = await import("../../dist/cli/run.js");
  writeFileSync(path, commandsPage(await wholeProgram()));
}

/** The page for a commander program. */
export function commandsPage(program) {
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  const [first] = program.commands;
  const isCommon = ({ long }) => commands.every((command) => command.options.some((option) => option.long === long));
  const common = first.options.filter(isCommon);
  return `# Commands

After reading this page you can look up every command of \`codings\` with its arguments and options. \`codings COMMAND --help\` prints the same.

| command | what it does |
|---|---|
${commands.map((command) => `| [\`${nameOf(command)}\`](#${anchorOf(command)}) | ${cell(command.description())} |`).join("\n")}

## Options of every command

${optionsTable(common)}

A command exits with 0 when it is done, 1 when it failed, 2 when it was called wrongly, and 130 when Ctrl-C ended it. A training that Ctrl-C ends saves what it has learned. Results go to stdout, and messages to
stderr.

DATA is one of these: a name (\`mnist\`, \`fashion-mnist\`, \`garments\`, \`points-3d\`), a table, a folder of images (sub-folders are classes), an image, an IDX file, a folder with MNIST's four files, a .npy file, or a
.npz archive (\`archive.npz:name\`). If data have two parts, \`encode\` takes the training images, and other commands the test images (\`--part\`).

${commands.map((command) => section(command, common)).join("\n\n")}
`;
}

function section(command, common) {
  const help = command.createHelp();
  const isOwn = (option) => !common.some(({ long }) => long === option.long) && option.long !== "--help";
  const options = help.visibleOptions(command).filter(isOwn);
  const groups = groupBy(options, ({ helpGroupHeading }) => helpGroupHeading ?? "");
  const args = help.visibleArguments(command);
  return [
    `## \`${nameOf(command)}\``,
    `${capital(command.description())}.`,
    `\`\`\`sh\n${help.commandUsage(command)}\n\`\`\``,
    ...(args.length > 0
      ? [
          `| argument | meaning |\n|---|---|\n${args.map((argument) => `| \`${help.argumentTerm(argument)}\` | ${cell(help.argumentDescription(argument))} |`).join("\n")}`,
        ]
      : []),
    ...(groups.has("") ? [optionsTable(groups.get(""))] : []),
    ...Array.from(groups).flatMap(([group, some]) =>
      group ? [`Options for the ${group.replace(/:$/, "").toLowerCase()}:`, optionsTable(some)] : [],
    ),
  ].join("\n\n");
}

function groupBy(values, keyOf) {
  const groups = new Map();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}

const optionsTable = (options) =>
  `| option | meaning |\n|---|---|\n${options.map(({ flags, description }) => `| \`${flags.replaceAll("|", "\\|")}\` | ${cell(description)} |`).join("\n")}`;
const nameOf = (command) => (command.parent.parent ? `${nameOf(command.parent)} ${command.name()}` : `codings ${command.name()}`);
const anchorOf = (command) => nameOf(command).replaceAll(" ", "-");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const cell = (text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
