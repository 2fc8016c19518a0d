import { type Command, Option } from "commander";
import { families } from "../autoencoders/index.ts";
import { READING_OPTIONS, type ReadingOptions } from "../data/tables/schema/reading.ts";
import { flagOf, ownFlag } from "../recipes/command-line.ts";
import { allOptions, type RecipeOptionName, type RecipeOptions, recipeOption } from "../recipes/schema.ts";
import { parsedBy } from "./command.ts";
import { OPTION_GROUPS } from "./option-groups.ts";

const KINDS: Readonly<Record<string, string>> = {
  tables: "tables only",
  windows: "with --window",
  images: "images only",
  convolutions: "--model convolutional and convolutional-1d only",
  ...Object.fromEntries(Object.keys(families).map((name) => [name, `--model ${name} only`])),
  pretrain: "with --pretrain",
  auto: "with --codings auto",
};

/** Creates the command line's option for an option of a training. */
export function schemaOption(name: RecipeOptionName, flag = flagOf(name)): Option {
  const { kind, metavar, description, default: usual, group, only, repeats } = recipeOption(name)!;
  const isOfFiles = only === "tables" && Object.hasOwn(READING_OPTIONS, name);
  const notes = [only && !isOfFiles && KINDS[only], usual && `default: ${usual}`].filter(Boolean);
  const option = new Option(
    metavar ? `${flag} ${metavar}` : flag,
    `${description}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`,
  );
  const read = parsedBy((text) => kind.read(text, flag));
  if (metavar && !repeats) option.argParser(read);
  if (repeats)
    option.argParser((text, before: unknown) => [
      ...((before as readonly unknown[]) ?? []),
      ...(read(text) as readonly unknown[]),
    ]);
  return group === "run" ? option : option.helpGroup(OPTION_GROUPS[isOfFiles ? "files" : group]);
}

/** Adds options of a training to a command. The library's name of an option works as a hidden flag, too. */
export function withSchemaOptions(command: Command, names: readonly RecipeOptionName[]): Command {
  for (const name of names) {
    command.addOption(schemaOption(name));
    if (recipeOption(name)!.no) command.addOption(schemaOption(name, `--no-${flagOf(name).slice(2)}`).hideHelp());
    if (flagOf(name) !== ownFlag(name)) command.addOption(schemaOption(name, ownFlag(name)).hideHelp());
  }
  return command;
}

/** Returns the options of a training among a command's values. */
export function schemaOptionsIn(values: Readonly<Record<string, unknown>>): RecipeOptions {
  const given = (name: string) => values[name] ?? values[new Option(flagOf(name)).attributeName()];
  return Object.fromEntries(allOptions.map(([name]) => [name, given(name)]).filter(([, value]) => value !== undefined));
}

/** Names of the options that say how a table is read. */
export const READING = ["query", ...(Object.keys(READING_OPTIONS) as (keyof ReadingOptions)[])] as const;

/** Returns the options among a command's values that say how a table is read. */
export const readingOptions = (values: object): Pick<RecipeOptions, (typeof READING)[number]> =>
  Object.fromEntries(
    Object.entries(schemaOptionsIn({ ...values })).filter(([name]) => (READING as readonly string[]).includes(name)),
  );

/** Adds the options that say how a table is read. */
export const withQuery = (command: Command): Command => withSchemaOptions(command, READING);
