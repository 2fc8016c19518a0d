import type { Command } from "commander";
import { expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { OPTION_GROUPS } from "../../src/cli/option-groups.ts";
import { wholeProgram } from "../../src/cli/run.ts";
import { LONGEST_SENTENCE } from "./words.ts";

/** Words that begin neither a noun nor a verb. */
const NO_BEGINNING = new Set(
  (
    "about above after all as at before below beside by each for from how if in into it its like of on one only " +
    "so such that the these they this those to under until what when where whether which while who with within without"
  ).split(" "),
);

/** Returns what is wrong with a help text. */
function faultsOf(text: string): string[] {
  const beginning = /^(?:SQL\b|[a-z][a-z-]*)/.exec(text)?.[0];
  const longest = Math.max(...text.split(/(?<=[.!?:;]["')]*)\s+/).map((sentence) => sentence.split(/\s+/).length));
  return [
    ...(beginning === undefined ? ["doesn't begin with a lower-case letter"] : []),
    ...(NO_BEGINNING.has(beginning ?? "") ? [`begins with "${beginning}", not with a noun or a verb`] : []),
    ...(text.endsWith(".") ? ["ends with a period"] : []),
    ...(longest > LONGEST_SENTENCE ? [`has a sentence of ${longest} words`] : []),
  ];
}

/** The help texts of a command, its arguments, its options and its subcommands, with their names. */
function textsOf(command: Command, before = ""): [name: string, text: string][] {
  const name = `${before}${command.name()}`;
  const help = command.createHelp();
  return [
    [name, command.description()],
    ...command.registeredArguments.map((argument): [string, string] => [`${name} <${argument.name()}>`, argument.description]),
    ...help.visibleOptions(command).map((option): [string, string] => [`${name} ${option.flags}`, option.description]),
    ...command.commands.flatMap((below) => textsOf(below, `${name} `)),
  ];
}

it("the help lists a command's own options first, and those that read a table's file last", async () => {
  for (const command of (await wholeProgram()).commands) {
    const headings = [...new Set(command.options.map(({ helpGroupHeading }) => helpGroupHeading ?? ""))];
    const order = ["", ...Object.values(OPTION_GROUPS)];
    expect(headings, command.name()).toEqual(order.filter((heading) => headings.includes(heading)));
  }
});

it("the help of every command and option begins with a noun or a verb, and is short", async () => {
  const texts = textsOf(await wholeProgram());
  expect(texts.length).toBeGreaterThan(150);
  const faults = new Map<string, string>();
  for (const [name, text] of texts)
    for (const fault of faultsOf(text)) if (!faults.has(text)) faults.set(text, `${name}: ${fault}`);
  expect(Array.from(faults, ([text, fault]) => `${fault}: ${text}`)).toEqual([]);
});

it("the list of commands has the arguments that each command takes", async () => {
  const taken = (await wholeProgram()).commands.map((command) => [command.name(), command.usage()]);
  const listed = Object.entries(commands).map(([name, { args }]) => [name, `[options] ${args}`.trim()]);
  expect(listed).toEqual(taken);
});
