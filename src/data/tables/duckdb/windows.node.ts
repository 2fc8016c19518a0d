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

/** A table's rows, their series, and the windows into which they are cut. */
export interface TableWindows extends RowWindows {
  readonly table: TablePreprocessing;
  /** Values of each key column, one per row, including the columns that sort and group rows. */
  readonly keys: Readonly<Record<string, readonly Cell[]>>;
  /** Values that categories don't list, if they were requested. */
  readonly unlisted?: Unlisted;
  /** Number of the last windows that are held out. */
  readonly heldOut: number;
}

/** Options of `readWindows`. `windows` is for learning a preprocessing. Rows are held out at the end of each series. */
export interface ReadWindowsOptions extends Omit<OpeningOptions, "seed"> {
  readonly windows?: WindowRecipe;
  /** Whether to read values that categories don't list. */
  readonly unlisted?: boolean;
  readonly strays: ToldOfStrays;
  /** Receives lines about the order of the rows if there is no `warn`. */
  readonly note?: ((line: string) => void) | undefined;
  readonly warn?: ((line: string) => void) | undefined;
}

/** Memory limit for training windows or rows to score, in MiB. */
const MOST_MEMORY = 4096;

/**
 * Reads a table whose examples are windows of rows. Held-out windows are at the end of each series, and no training window
 * contains their rows.
 * @throws OptionError if windows are longer than the series; DataError, OptionError as `seriesOf`, `learnPreprocessing` and
 * `readFeatures` do.
 */
export async function readWindows(
  source: TableSource,
  { preprocessing, windows, validation, strays, warn, note, unlisted: withUnlisted = false, ...learn }: ReadWindowsOptions,
): Promise<TableWindows> {
  const recipe = (preprocessing?.windows ?? windows)!;
  expectRoom(source, `${source.rowCount} rows`, source.rowCount * source.columns.length);
  const share = validation === undefined ? undefined : shareOf(source, validation);
  if (preprocessing) for (const line of source.pivoted?.notes ?? []) warn?.(line);
  const { parts, held, times } = await seriesOf(source, recipe, { share, warn: warn ?? note });
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
    ...(times && { times }),
    table,
    keys: { ...keys, ...(await asWritten(source, recipe)) },
    unlisted,
    heldOut: heldOut.length,
  };
}

/** Returns the columns that sort and group rows, as they are in the file if keys are read that way. */
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

/**
 * Makes a dataset whose examples are windows, with those held out at its end.
 * @throws OptionError if they don't fit into memory.
 */
export async function windowsDataset(source: TableSource, options: ReadWindowsOptions): Promise<Dataset> {
  const { table, rows, keys, parts, members, times, heldOut } = await readWindows(source, options);
  const { window } = table.windows!;
  const width = featureWidth(table);
  expectRoom(source, `${members.length} windows of ${window} rows`, members.length * window * width);
  return {
    name: source.name,
    examples: gatherWindows(rows, members) satisfies NdArray<"float32">,
    table,
    windows: { rows, parts, members, keys, ...(times && { times }) },
    ...(options.validation !== undefined && { heldOut }),
  };
}

/** The columns that sort and group rows are keys and aren't used for training. */
async function learnFrom(source: TableSource, recipe: WindowRecipe, options: LearnOptions): Promise<TablePreprocessing> {
  const { groupBy = [], orderBy } = recipe;
  const own = [...groupBy, ...(orderBy === undefined ? [] : [orderBy])];
  const exclude = [...(options.exclude ?? []), ...own];
  const learned = await learnPreprocessing(source, { ...options, exclude });
  return {
    ...learned,
    keys: [...new Set([...own, ...learned.keys])],
    leftOut: learned.leftOut.filter(({ name }) => !own.includes(name)),
    windows: { ...recipe, ...(source.pivoted && { values: source.pivoted.values }) },
  };
}

function shareOf({ name, rowCount }: TableSource, validation: number): number {
  const share = heldShare(rowCount, validation);
  if (share > 0 && share < 1) return share;
  throw new OptionError(
    `With ${validation} for validation, none of the ${rowCount} rows of ${name} are left for training. Use a whole number from 1 to ${rowCount - 1}, or a share below 1.`,
  );
}

/** @throws OptionError with the longest group if there is no window, or none to hold out. */
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
      ? `A window of ${window} rows needs a group of ${2 * window} rows: one window for training and one to hold out. But ${whose} ${longest.length} rows. Use a --window of ${most} or less.`
      : `A window has ${window} rows, but ${whose} ${longest.length} rows. Use longer series or a smaller --window.`,
  );
}

async function groupName({ database, relation }: TableSource, groupBy: readonly string[], row: number): Promise<string> {
  const cells = groupBy.map((name, i) => `${identifier(name)}::VARCHAR AS g${i}`).join(", ");
  const [found] = await database.rows(`SELECT ${cells} FROM ${relation} WHERE ${ROW} = ${row}`);
  return groupBy.map((name, i) => `${name} ${found![`g${i}`] ?? "missing"}`).join(", ");
}

/** @throws OptionError if numbers take too much memory. */
function expectRoom({ name }: TableSource, what: string, numbers: number): void {
  const size = (4 * numbers) / 2 ** 20;
  if (size > MOST_MEMORY)
    throw new OptionError(
      `${name}: ${what} take ${Math.ceil(size / 1024)} GB of memory, and windows can't be read a part at a time. Use a larger --step, or select fewer rows or columns with --query or --exclude.`,
    );
}
