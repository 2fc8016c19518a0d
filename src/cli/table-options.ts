import { type Command, Option } from "commander";
import type { TableOptions } from "../data/tables/open.node.ts";
import { numberIn, UsageError } from "./command.ts";
import { typed } from "./flags.ts";

/** What can be said of the columns of a table that is learned from. */
export interface TableFlags {
  readonly query?: string;
  readonly keys?: readonly string[];
  readonly label?: string;
  readonly exclude?: readonly string[];
  readonly categories?: readonly string[];
  readonly window?: number;
  readonly step?: number;
  readonly orderBy?: string;
  readonly groupBy?: readonly string[];
}

/** The flags of tables among a command's options, and all others. */
export function tableFlagsOf<O extends TableFlags>(options: O) {
  const { query, keys, label, exclude, categories, window, step, orderBy, groupBy, ...others } = options;
  const flags: TableFlags = { query, keys, label, exclude, categories, window, step, orderBy, groupBy };
  return { flags, others };
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

/** Adds the options of a command that learns windows of a table's rows. */
export const withWindowFlags = (command: Command): Command =>
  command
    .addOption(
      option("--window <n>", "learn windows of so many rows, one after another in time").argParser(
        numberIn("window", { from: 1, whole: true }),
      ),
    )
    .addOption(
      option("--step <n>", "rows from a window's beginning to the next one's (default: 1)").argParser(
        numberIn("step", { from: 1, whole: true }),
      ),
    )
    .addOption(option("--order-by <column>", "the times or numbers that windows are in the order of (default: the rows' order)"))
    .addOption(option("--group-by <columns>", "what tells series apart: no window has rows of two").argParser(names));

/** What of the options is of tables. */
export const tableOptionsOf = ({ query, keys, label, exclude, categories, ...windows }: TableFlags): TableOptions => ({
  ...(query !== undefined && { query }),
  ...(keys && { keys }),
  ...(label !== undefined && { label }),
  ...(exclude && { exclude }),
  ...(categories && { categories }),
  ...windowsOf(windows),
});

/** @throws UsageError where something is said of windows, and there are none. */
function windowsOf({ window, step, orderBy, groupBy }: TableFlags): Pick<TableOptions, "windows"> {
  const [name] = Object.entries({ step, orderBy, groupBy }).find(([, value]) => value !== undefined) ?? [];
  if (window === undefined && name)
    throw new UsageError(`${typed(name)} is about windows of rows: add --window, such as --window 48.`);
  if (window === undefined) return {};
  return { windows: { window, step: step ?? 1, ...(orderBy !== undefined && { orderBy }), ...(groupBy && { groupBy }) } };
}
