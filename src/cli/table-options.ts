import { type Command, Option } from "commander";
import type { TableOptions } from "../data/tables/open.node.ts";

/** What can be said of the columns of a table that is learned from. */
export interface TableFlags {
  readonly query?: string;
  readonly keys?: readonly string[];
  readonly label?: string;
  readonly exclude?: readonly string[];
  readonly categories?: readonly string[];
}

/** Names with commas between them; one that has a comma stands in double quotes. */
const names = (text: string): string[] =>
  [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)]
    .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.trim())
    .filter(Boolean);

/** Under which heading a command's help has the options about DATA. */
export const DATA_GROUP = "Data:";

const option = (flags: string, description: string) => new Option(flags, `of a table: ${description}`).helpGroup(DATA_GROUP);

/** SQL in place of a whole table. */
export const queryOption = () => option("--query <sql>", "SQL whose result is taken; DATA is called data in it");

/** Adds --query, for a command that reads a table with what a model knows of it. */
export const withQuery = (command: Command): Command => command.addOption(queryOption());

/** Adds the options of a command that finds out what a table's columns hold. */
export const withTableFlags = (command: Command): Command =>
  command
    .addOption(queryOption())
    .addOption(
      option("--keys <columns>", "kept beside the results, not learned from (default: identifiers that are found)").argParser(
        names,
      ),
    )
    .addOption(option("--label <column>", "what rows are labelled by, not learned from"))
    .addOption(option("--exclude <columns>", "not learned from").argParser(names))
    .addOption(option("--categories <columns>", "numbers that stand for categories").argParser(names));

/** What of the options is of tables. */
export const tableOptionsOf = ({ query, keys, label, exclude, categories }: TableFlags): TableOptions => ({
  ...(query !== undefined && { query }),
  ...(keys && { keys }),
  ...(label !== undefined && { label }),
  ...(exclude && { exclude }),
  ...(categories && { categories }),
});
