import type { Command } from "commander";
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

/** Adds the options of a command that finds out what a table's columns hold. */
export const withTableFlags = (command: Command): Command =>
  withQuery(command)
    .option(
      "--keys <columns>",
      "of a table: kept beside the results, not learned from (default: identifiers that are found)",
      names,
    )
    .option("--label <column>", "of a table: what rows are labelled by, not learned from")
    .option("--exclude <columns>", "of a table: not learned from", names)
    .option("--categories <columns>", "of a table: numbers that stand for categories", names);

/** Adds --query, for a command that reads a table with what a model knows of it. */
export const withQuery = (command: Command): Command =>
  command.option("--query <sql>", "of a table: SQL whose result is taken; DATA is called data in it");

/** What of the options is of tables. */
export const tableOptionsOf = ({ query, keys, label, exclude, categories }: TableFlags): TableOptions => ({
  ...(query !== undefined && { query }),
  ...(keys && { keys }),
  ...(label !== undefined && { label }),
  ...(exclude && { exclude }),
  ...(categories && { categories }),
});
