import { DataError, OptionError } from "../../../core/errors.ts";
import type { OptionNames } from "../../../core/options.ts";
import { nearest } from "../../../core/suggest.ts";
import { shown } from "../../../core/words.ts";
import { type CodeKind, RECURRING_CODES } from "../values/codes.ts";
import { isFoundAgain, typeOfForm } from "../values/forms.ts";
import { IDENTIFYING } from "../values/kinds.ts";
import type { CategoryCounts, ColumnFacts, ColumnStatistics } from "./column-facts.ts";
import { isWhole, roleOf, type SourceColumn } from "./column-types.ts";
import type { CategoryColumn, Column, Cycle, DateColumn, NumberColumn, TablePreprocessing } from "./columns.ts";
import { type Found, findOut, identifies } from "./find-out.ts";

export interface LearnOptions {
  /** Columns that are kept beside the results and not learned from; identifiers that are found by default. */
  readonly keys?: readonly string[];
  /** What rows are labelled by. */
  readonly label?: string;
  /** Columns that aren't learned from. */
  readonly exclude?: readonly string[];
  /** Columns of numbers that stand for categories. */
  readonly categories?: readonly string[];
  /** Whether heavy tails are drawn in (asinh); true by default. A detector of outliers has to see them as they are. */
  readonly drawTailsIn?: boolean;
}

/** Options of whoever opens a table to learn from. */
export interface OpeningOptions extends LearnOptions {
  /** What was learned of such a table already, in place of learning it from the rows of this one that aren't held out. */
  readonly preprocessing?: TablePreprocessing;
  /** Holds rows out: a number of them (1 or more), or a share (between 0 and 1). None by default. */
  readonly validation?: number;
  /** Which rows are held out; 42 by default. */
  readonly seed?: number;
}

export const LEARN_OPTIONS: OptionNames<LearnOptions> = {
  keys: true,
  label: true,
  exclude: true,
  categories: true,
  drawTailsIn: true,
};

/** A category has a place of its own for so many of its values, the most frequent ones, at most. */
export const MOST_VALUES = 50;
/** A text that has so many values for each row that nothing recurs says nothing: it is an identifier, or prose. */
const FREE_TEXT = 0.5;
/** Codes that recur less often than that are still for telling things apart. */
const RARE_CODES = 0.2;
/** Where the farthest value is so many spreads of the middle half away, mean and deviation are those of the few, not of the many. */
const HEAVY_TAIL = 20;

/** A few values are all that there are where there are so many times as many rows. */
const OFTEN = 10;

/** Why a column that the user excludes isn't learned from. */
export const AS_TOLD = "as told";

type LeftOut = { readonly why: string; readonly isKey?: boolean };

/**
 * Decides of each column what it holds, and how it becomes numbers, from what the table tells of it.
 * @throws DataError where numbers are written as people write them, or a number isn't finite (the column and the row); OptionError for a column that isn't there.
 */
export async function learnColumns(facts: ColumnFacts, options: LearnOptions = {}): Promise<TablePreprocessing> {
  const { keys = [], label, exclude = [], categories = [], drawTailsIn = true } = options;
  expectLists({ keys, exclude, categories });
  expectColumns(facts, [...keys, ...exclude, ...categories, ...(label === undefined ? [] : [label])]);
  const open = facts.columns.filter(({ name }) => name !== label && !keys.includes(name));
  const isIndex = ({ name, said }: SourceColumn) => said === "key" && !exclude.includes(name) && !categories.includes(name);
  const learnable = open.filter((column) => !exclude.includes(column.name) && !isIndex(column));
  const saidToBe = learnable.flatMap(({ name, said }) => (said === "category" ? [name] : []));
  const found = await findOut(facts, learnable, { most: MOST_VALUES, categories: [...categories, ...saidToBe] });
  const learned: Column[] = [];
  const leftOut: { name: string; why: string }[] = [];
  const identifiers: string[] = [];
  for (const column of open) {
    const { name } = column;
    const known = found.get(name);
    const notLearned: LeftOut = isIndex(column)
      ? { why: "is an index of the rows, as the file says", isKey: true }
      : { why: AS_TOLD };
    const made = known ? learnColumn(known, drawTailsIn) : notLearned;
    if ("kind" in made) learned.push(made);
    else {
      leftOut.push({ name, why: made.why });
      if (made.isKey) identifiers.push(name);
    }
  }
  if (learned.length === 0) throw nothingToLearn(facts.name, leftOut, [...found.values()][0]?.statistics.rows);
  const reading = Object.keys(facts.reading ?? {}).length > 0 && { reading: facts.reading! };
  const forms = Object.fromEntries(
    facts.columns.flatMap(({ name, form }) => (form === undefined || isFoundAgain(form) ? [] : [[name, form] as const])),
  );
  return {
    columns: learned,
    keys: options.keys ?? identifiers,
    leftOut,
    ...(label !== undefined && { label }),
    ...reading,
    ...(Object.keys(forms).length > 0 && { forms }),
  };
}

/** How many columns a message names. */
const MOST_NAMED = 12;

function nothingToLearn(table: string, leftOut: TablePreprocessing["leftOut"], rows: number | undefined): DataError {
  if (rows === 1)
    return new DataError(`${table} has a single row, from which nothing can be learned. Give a table with more rows.`);
  const named = leftOut.slice(0, MOST_NAMED).map(({ name, why }) => `${name} (${why})`);
  const more = leftOut.length > MOST_NAMED ? `, and ${leftOut.length - MOST_NAMED} more` : "";
  return new DataError(`${table} has no column to learn from: ${named.join(", ")}${more}.`);
}

/** @throws OptionError where a column isn't there, with the nearest one. */
export function expectColumns(table: Pick<ColumnFacts, "name" | "columns">, wanted: readonly string[]): void {
  const names = table.columns.map(({ name }) => name);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, names);
  throw new OptionError(
    `${table.name} has no column "${unknown}". ${near ? `Did you mean "${near}"?` : `It has ${names.slice(0, 12).join(", ")}${names.length > 12 ? ", …" : ""}.`}`,
  );
}

function learnColumn({ column, statistics, distinct, counts, isCategory }: Found, drawTailsIn: boolean): Column | LeftOut {
  const { name, type } = column;
  const { role, rows, present, constant } = statistics;
  const shared = { name, missing: 1 - present / rows };
  if (present === 0) return { why: "has no values" };
  if (constant && present === rows) return { why: "is the same in every row" };
  if (isCategory) return learnCategory(shared, counts!, present);
  if (role === "boolean") return learnCategory(shared, counts!, present, ["false", "true"]);
  if (column.codes) return learnCodes(column.codes, shared, counts, present);
  if (role === "number") return learnNumber(column, shared, statistics, { distinct, drawTailsIn });
  if (role === "time") return learnDate(shared, statistics, column);
  if (role === "other") return { why: `holds ${kindOf(type)}, which isn't a number, text or time` };
  if (column.holds)
    return { why: `holds ${column.holds}`, ...((IDENTIFYING.has(column.holds) || distinct === present) && { isKey: true }) };
  if (distinct === present) return { why: "differs in every row", isKey: true };
  if (counts!.distinct > FREE_TEXT * present && counts!.distinct > MOST_VALUES) return { why: "hardly ever recurs" };
  return learnCategory(shared, counts!, present);
}

/** Codes are categories where a few of them come again and again, else keys. */
function learnCodes(
  kind: CodeKind,
  shared: { name: string; missing: number },
  counts: CategoryCounts | undefined,
  present: number,
): Column | LeftOut {
  const recur = RECURRING_CODES.has(kind) && counts !== undefined && counts.distinct <= RARE_CODES * present;
  return recur ? learnCategory(shared, counts, present) : { why: `holds ${kind}`, isKey: true };
}

/** What a nested or other type is called. */
function kindOf(type: string): string {
  if (type.endsWith("]")) return "lists";
  return /^(STRUCT|MAP|JSON)/.test(type) ? "objects" : type.toLowerCase().replace(/\(.*/s, "");
}

function learnNumber(
  { name, type }: SourceColumn,
  shared: { name: string; missing: number },
  { rows, constant, number }: ColumnStatistics,
  { distinct, drawTailsIn }: { distinct: number | undefined; drawTailsIn: boolean },
): NumberColumn | LeftOut {
  const { low, high, mean, deviation, quartiles, decimals, few = [] } = number!;
  if (distinct === rows && identifies(name, { low, high }, rows)) return { why: "counts the rows", isKey: true };
  if (constant || !(deviation > 0)) return { why: "is the same in every row that has it" };
  const [first, median, third] = quartiles;
  const spread = (third - first) / 1.349; // the middle half of a normal distribution is 1.349 deviations wide
  const heavy = spread > 0 && Math.max(high - median, median - low) > HEAVY_TAIL * spread;
  return {
    kind: "number",
    ...shared,
    ...(heavy && drawTailsIn
      ? { scaling: "robust" as const, center: median, scale: spread }
      : { scaling: "standard" as const, center: mean, scale: deviation }),
    whole: isWhole(type),
    ...(decimals !== undefined && { decimals }),
    ...(few.length > 0 && rows >= OFTEN * few.length && { few }),
  };
}

function learnCategory(
  shared: { name: string; missing: number },
  { top }: CategoryCounts,
  present: number,
  fixed?: readonly string[],
): CategoryColumn {
  // The last place learns what a rare value is like from those that are seen once.
  const kept = fixed ? top : top.filter(({ count }, i) => count > 1 || i < 2);
  const shares = kept.map(({ count }) => count / present);
  const rest = (present - kept.reduce((sum, { count }) => sum + count, 0)) / present;
  const entropy = [...shares, rest].reduce((sum, share) => sum - (share > 0 ? share * Math.log(share) : 0), 0);
  return {
    kind: "category",
    ...shared,
    values: fixed ?? kept.map(({ value }) => value),
    open: !fixed,
    entropy,
    ...(!fixed && { rest }),
  };
}

function learnDate(
  shared: { name: string; missing: number },
  { time }: ColumnStatistics,
  { type, form }: SourceColumn,
): DateColumn | LeftOut {
  // Months and quarters begin on some day of the week, which says nothing.
  const hasDays = form?.kind !== "time" || /%[duj]|^%H|^%I/.test(form.format);
  const { low, high } = time!;
  const cycles: Cycle[] = [
    ...(time!.day ? (["day"] as const) : []),
    ...(time!.week && hasDays ? (["week"] as const) : []),
    // Less than a quarter of it is a trend, not a cycle.
    ...(high - low > 90 * 86400 ? (["year"] as const) : []),
  ];
  if (cycles.length === 0) return { why: "doesn't vary by day, week or year" };
  const own = form && roleOf(type) === "text" ? typeOfForm(form) : type;
  const parts = own.startsWith("DATE") ? "DATE" : /^TIME(?!STAMP)/.test(own) ? "TIME" : undefined;
  return { kind: "date", ...shared, cycles, range: [low, high], ...(parts && { type: parts }) };
}

/** @throws OptionError where names of columns aren't a list of texts: a text alone would be read letter by letter. */
function expectLists(lists: Readonly<Record<string, unknown>>): void {
  for (const [name, list] of Object.entries(lists)) {
    if (Array.isArray(list) && list.every((each) => typeof each === "string")) continue;
    throw new OptionError(
      `${name} is a list of columns' names, ${name}: [${typeof list === "string" ? JSON.stringify(list) : '"id"'}], but this is ${shown(list)}.`,
    );
  }
}
