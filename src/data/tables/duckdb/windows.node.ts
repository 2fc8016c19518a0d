import { OptionError } from "../../../core/errors.ts";
import { heldShare } from "../../../core/hold-out.ts";
import type { NdArray } from "../../../core/ndarray.ts";
import type { Dataset, RowWindows } from "../../dataset.ts";
import { gatherWindows, longestOf, windowMembers } from "../../windows.ts";
import type { TablePreprocessing, WindowRecipe } from "../schema/columns.ts";
import { featureWidth } from "../schema/features.ts";
import type { OpeningOptions } from "../schema/learn.ts";
import type { ToldOfStrays } from "../schema/strays.ts";
import type { Unlisted } from "../schema/unlisted.ts";
import { type Cell, identifier } from "./database.node.ts";
import { type LearnOptions, learnPreprocessing } from "./learn.node.ts";
import { readAllFeatures, withLabelAsKey } from "./read.node.ts";
import { ROW } from "./relation.node.ts";
import { HELD_ROWS, seriesOf } from "./series.node.ts";
import type { TableSource } from "./source.node.ts";

/** A table's rows, the series that they are of, and the windows that those are cut into. */
export interface TableWindows extends RowWindows {
  readonly table: TablePreprocessing;
  /** Each key column's values, a row each: what rows are ordered and grouped by among them. */
  readonly keys: Readonly<Record<string, readonly Cell[]>>;
  /** Where they were asked for: values that categories don't list. */
  readonly unlisted?: Unlisted;
  /** How many of the last windows are held out. */
  readonly heldOut: number;
}

/** Where nothing was learned before, it is by `windows`. What is held out is at the end of each series: a number of rows in all, or a share. */
export interface ReadWindowsOptions extends Omit<OpeningOptions, "seed"> {
  readonly windows?: WindowRecipe;
  /** Whether values that categories don't list are read as well. */
  readonly unlisted?: boolean;
  readonly strays: ToldOfStrays;
  readonly warn?: ((line: string) => void) | undefined;
}

/** MiB that windows to learn from, or rows to score, may take. */
const MOST_MEMORY = 4096;

/**
 * Reads a table whose examples are windows of rows. Those held out are at the end of each series, and none of their rows is in a window to learn from.
 * @throws OptionError where windows are longer than what they are cut from; DataError, OptionError as `seriesOf`, `learnPreprocessing` and `readFeatures`.
 */
export async function readWindows(
  source: TableSource,
  { preprocessing, windows, validation, strays, warn, unlisted: withUnlisted = false, ...learn }: ReadWindowsOptions,
): Promise<TableWindows> {
  const recipe = (preprocessing?.windows ?? windows)!;
  expectRoom(source, `${source.rowCount} rows`, source.rowCount * source.columns.length);
  const share = validation === undefined ? undefined : shareOf(source, validation);
  const { parts, held } = await seriesOf(source, recipe, { share, warn });
  await expectLongEnough(source, recipe, parts, share === undefined ? undefined : held);
  const table =
    preprocessing ??
    (await learnFrom(source, recipe, { ...learn, where: share === undefined ? undefined : `NOT (${HELD_ROWS})` }));
  const asked = { unlisted: withUnlisted, strays, warn };
  const { features, keys, unlisted } = await readAllFeatures(source, withLabelAsKey(table), asked);
  const [learned, heldOut] = [windowMembers(parts, recipe), windowMembers(held, recipe)];
  const members = [...learned, ...heldOut];
  return {
    rows: features,
    parts: [...parts, ...held],
    members,
    table,
    keys: { ...keys, ...(await asWritten(source, recipe)) },
    unlisted,
    heldOut: heldOut.length,
  };
}

/** The columns that rows are ordered and grouped by, as they stand in the file, if keys are read so. */
async function asWritten(
  { database, written, keysAsWritten }: TableSource,
  { orderBy, groupBy = [] }: WindowRecipe,
): Promise<Record<string, Cell[]>> {
  const names = [...(orderBy === undefined ? [] : [orderBy]), ...groupBy];
  if (!written || !keysAsWritten || names.length === 0) return {};
  const cells = names.map((name, i) => `${identifier(name)} AS c${i}`);
  const rows = await database.rows(`SELECT ${cells.join(", ")} FROM ${written.relation} ORDER BY ${ROW}`);
  await written.expectUnchanged();
  return Object.fromEntries(names.map((name, i) => [name, rows.map((row) => row[`c${i}`]!)]));
}

/** Windows as the examples of a dataset, those held out at its end. @throws OptionError where memory doesn't hold them. */
export async function windowsDataset(source: TableSource, options: ReadWindowsOptions): Promise<Dataset> {
  const { table, rows, keys, parts, members, heldOut } = await readWindows(source, options);
  const { window } = table.windows!;
  const width = featureWidth(table);
  expectRoom(source, `${members.length} windows of ${window} rows`, members.length * window * width);
  return {
    name: source.name,
    examples: gatherWindows(rows, members) satisfies NdArray<"float32">,
    table,
    windows: { rows, parts, members, keys },
    ...(options.validation !== undefined && { heldOut }),
  };
}

/** The columns that rows are ordered and grouped by are keys, and not learned from. */
async function learnFrom(source: TableSource, recipe: WindowRecipe, options: LearnOptions): Promise<TablePreprocessing> {
  const { groupBy = [], orderBy } = recipe;
  const own = [...groupBy, ...(orderBy === undefined ? [] : [orderBy])];
  const exclude = [...(options.exclude ?? []), ...own];
  const learned = await learnPreprocessing(source, { ...options, exclude });
  return {
    ...learned,
    keys: [...new Set([...own, ...learned.keys])],
    leftOut: learned.leftOut.filter(({ name }) => !own.includes(name)),
    windows: recipe,
  };
}

function shareOf({ name, rowCount }: TableSource, validation: number): number {
  const share = heldShare(rowCount, validation);
  if (share > 0 && share < 1) return share;
  throw new OptionError(
    `${validation} for validation doesn't leave any of the ${rowCount} rows of ${name} to learn from. Give a whole number from 1 to ${rowCount - 1}, or a share below 1.`,
  );
}

/** @throws OptionError where there is no window, or none of those held out: the longest group. */
async function expectLongEnough(
  source: TableSource,
  { window, groupBy = [] }: WindowRecipe,
  parts: readonly Int32Array[],
  held: readonly Int32Array[] | undefined,
): Promise<void> {
  if (longestOf(held ?? parts) >= window) return;
  const longest = parts.reduce((most, part) => (part.length > most.length ? part : most));
  const whose =
    groupBy.length > 0 ? `the longest group (${await groupName(source, groupBy, longest[0]!)}) has` : `${source.name} has`;
  const most = held ? Math.floor(longest.length / 2) : longest.length;
  throw new OptionError(
    held
      ? `A window of ${window} rows takes a group of ${2 * window} rows: some to learn from, and some behind them held out. But ${whose} ${longest.length} rows. Give a --window of ${most} or less.`
      : `A window has ${window} rows, but ${whose} ${longest.length} rows. Give longer series.`,
  );
}

async function groupName({ database, relation }: TableSource, groupBy: readonly string[], row: number): Promise<string> {
  const cells = groupBy.map((name, i) => `${identifier(name)}::VARCHAR AS g${i}`).join(", ");
  const [found] = await database.rows(`SELECT ${cells} FROM ${relation} WHERE ${ROW} = ${row}`);
  return groupBy.map((name, i) => `${name} ${found![`g${i}`] ?? "missing"}`).join(", ");
}

/** @throws OptionError where numbers take more memory than they should. */
function expectRoom({ name }: TableSource, what: string, numbers: number): void {
  const size = (4 * numbers) / 2 ** 20;
  if (size > MOST_MEMORY)
    throw new OptionError(
      `${name}: ${what} take ${Math.ceil(size / 1024)} GB of memory, and windows can't be read a part at a time. Give a larger --step, or fewer rows or columns by --query or --exclude.`,
    );
}
