import type { Command } from "commander";
import type { InlineCode } from "mdast";
import { beforeAll, describe, expect, it } from "vitest";
import { commandsPage } from "../../scripts/docs/commands.mjs";
import { nodesOf } from "../../scripts/docs/markdown.mjs";
import { commands } from "../../src/cli/commands.ts";
import { wholeProgram } from "../../src/cli/run.ts";
import { blocksOf, pages, treeOf } from "./pages.fixture.ts";
import { codingsCalls } from "./shell.fixture.ts";

let program: Command;
beforeAll(async () => {
  program = await wholeProgram();
});

/** What commander says against a command line; undefined where it takes it. */
async function refused(args: readonly string[]): Promise<string | undefined> {
  let command = program.commands.find((each) => each.name() === args[0]);
  if (!command) return args[0]!.startsWith("-") ? undefined : `there is no command ${args[0]}`;
  let rest = args.slice(1);
  const own = command.commands.find((each) => each.name() === rest[0]);
  if (own) [command, rest] = [own, rest.slice(1)];
  if (rest.includes("--help")) return undefined;
  // Without its program a command has no hooks, which look for files.
  const { parent } = command;
  command.parent = null;
  try {
    await command.action(() => undefined).parseAsync([...rest], { from: "user" });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    command.parent = parent;
  }
}

it("the command lines in blocks of code parse", async () => {
  const calls = pages.flatMap((page) =>
    blocksOf(page).flatMap(({ text, language, line }) =>
      ["", "sh", "console"].includes(language) ? codingsCalls(text).map((args) => ({ page, line, args })) : [],
    ),
  );
  const wrong: string[] = [];
  for (const { page, line, args } of calls) {
    const reason = await refused(args);
    if (reason) wrong.push(`${page}:${line}: codings ${args.join(" ")}: ${reason}`);
  }
  expect(wrong).toEqual([]);
  expect(calls.length).toBeGreaterThan(80);
}, 60_000);

it("the options that text names are options of the command beside them", () => {
  const inline = pages.flatMap((page) =>
    (nodesOf(treeOf(page), "inlineCode") as InlineCode[]).flatMap(({ value, position }) =>
      codingsCalls(value).map((args) => ({ page, line: position!.start.line, args })),
    ),
  );
  const wrong = inline.flatMap(({ page, line, args: [name, ...rest] }) => {
    if (!name || name.startsWith("-") || /^[A-Z]/.test(name)) return [];
    const command = program.commands.find((each) => each.name() === name);
    if (!command) return [`${page}:${line}: there is no command ${name}`];
    const known = [command, ...command.commands].flatMap(({ options }) => options.flatMap(({ long, short }) => [long, short]));
    return rest
      .filter((word) => /^--?[a-z]/.test(word) && word !== "--help" && !known.includes(word.split("=")[0]))
      .map((word) => `${page}:${line}: codings ${name} has no option ${word}`);
  });
  expect(wrong).toEqual([]);
  expect(inline.length).toBeGreaterThan(50);
});

describe("the reference of commands", () => {
  it("has every command with its options", () => {
    const page = commandsPage(program);
    for (const name of Object.keys(commands)) expect(page).toContain(`\n## \`codings ${name}\`\n`);
    for (const command of program.commands)
      for (const { flags, hidden } of command.options)
        expect(page.includes(`| \`${flags.replaceAll("|", "\\|")}\` |`)).toBe(!hidden);
  });
});
