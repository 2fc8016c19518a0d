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
import { savedReading } from "./reading.ts";

/** Options for how columns are learned. */
export interface LearnOptions {
  /** Columns to copy to the results but not to train on; by default, the identifiers that are found. */
  readonly keys?: readonly string[];
  /** Column of the rows' labels. */
  readonly label?: string;
  /** Columns to leave out of training. */
  readonly exclude?: readonly string[];
  /** Columns whose numbers are categories. */
  readonly categories?: readonly string[];
  /** Whether to compress heavy tails with asinh; true by default. A detector of outliers has to see them unchanged. */
  readonly drawTailsIn?: boolean;
}

/** Options for opening a table for training. */
export interface OpeningOptions extends LearnOptions {
  /** Preprocessing that was learned earlier. By default, it is learned from those rows of this table that aren't held out. */
  readonly preprocessing?: TablePreprocessing;
  /** Rows to hold out for validation: a number (1 or more) or a share (between 0 and 1). None by default. */
  readonly validation?: number;
  /** Seed that chooses the rows to hold out; 42 by default. */
  readonly seed?: number;
}

export const LEARN_OPTIONS: OptionNames<LearnOptions> = {
  keys: true,
  label: true,
  exclude: true,
  categories: true,
  drawTailsIn: true,
};

/** Maximum number of a category's values, the most frequent ones, that have a feature of their own. */
export const MOST_VALUES = 50;
/** With more different values per row than this, a text is an identifier or prose and not useful as a category. */
const FREE_TEXT = 0.5;
/** With more different values per row than this, codes are identifiers. */
const RARE_CODES = 0.2;
/** If a value is this many (scaled) interquartile ranges away, a few values dominate the mean and the standard deviation. */
const HEAVY_TAIL = 20;

/** A column's few values are listed only if it has this many times as many rows. */
const OFTEN = 10;

/** Reason for columns that the user excludes. Saved models contain it. */
export const AS_TOLD = "as told";

type LeftOut = { readonly why: string; readonly isKey?: boolean };

/**
 * Decides what each column contains and how it becomes numbers.
 * @throws DataError with the column and row if a number isn't finite or is written with currencies or separators.
 * @throws OptionError if an option names a column that the table doesn't have.
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
      ? { why: "is the row index, according to the file", isKey: true }
      : { why: AS_TOLD };
    const made = known ? learnColumn(known, drawTailsIn) : notLearned;
    if ("kind" in made) learned.push(made);
    else {
      leftOut.push({ name, why: made.why });
      if (made.isKey) identifiers.push(name);
    }
  }
  if (learned.length === 0) throw nothingToLearn(facts.name, leftOut, [...found.values()][0]?.statistics.rows);
  const forms = Object.fromEntries(
    facts.columns.flatMap(({ name, form }) => (form === undefined || isFoundAgain(form) ? [] : [[name, form] as const])),
  );
  return {
    columns: learned,
    keys: options.keys ?? identifiers,
    leftOut,
    ...(label !== undefined && { label }),
    ...savedReading(facts),
    ...(Object.keys(forms).length > 0 && { forms }),
  };
}

/** Maximum number of columns that a message names. */
const MOST_NAMED = 12;

function nothingToLearn(table: string, leftOut: TablePreprocessing["leftOut"], rows: number | undefined): DataError {
  if (rows === 1)
    return new DataError(`${table} has a single row, and a model can't learn from one row. Use a table with more rows.`);
  const named = leftOut.slice(0, MOST_NAMED).map(({ name, why }) => `${name} (${why})`);
  const more = leftOut.length > MOST_NAMED ? `, and ${leftOut.length - MOST_NAMED} more` : "";
  return new DataError(
    `${table} has no column to train on. It leaves out ${named.join(", ")}${more}. Add a column whose values vary.`,
  );
}

/** @throws OptionError that suggests the most similar name, if the table lacks a column. */
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
  if (role === "other") return { why: `contains ${kindOf(type)}, which aren't numbers, texts or times` };
  if (column.holds)
    return { why: `contains ${column.holds}`, ...((IDENTIFYING.has(column.holds) || distinct === present) && { isKey: true }) };
  if (distinct === present) return { why: "differs in every row", isKey: true };
  if (counts!.distinct > FREE_TEXT * present && counts!.distinct > MOST_VALUES) return { why: "has too many different values" };
  return learnCategory(shared, counts!, present);
}

/** Codes are categories if a few of them repeat often; otherwise they are keys. */
function learnCodes(
  kind: CodeKind,
  shared: { name: string; missing: number },
  counts: CategoryCounts | undefined,
  present: number,
): Column | LeftOut {
  const recur = RECURRING_CODES.has(kind) && counts !== undefined && counts.distinct <= RARE_CODES * present;
  return recur ? learnCategory(shared, counts, present) : { why: `contains ${kind}`, isKey: true };
}

/** Returns the plural name of a nested or other type. */
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
  if (distinct === rows && identifies(name, { low, high }, rows)) return { why: "contains row numbers", isKey: true };
  if (constant || !(deviation > 0)) return { why: "is the same in every row that has a value" };
  const [first, median, third] = quartiles;
  const spread = (third - first) / 1.349; // the interquartile range of a normal distribution is 1.349 standard deviations
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
  // Values that occur once train the last feature, which stands for rare values.
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
  // The weekday on which a month or a quarter begins has no meaning.
  const hasDays = form?.kind !== "time" || /%[duj]|^%H|^%I/.test(form.format);
  const { low, high } = time!;
  const cycles: Cycle[] = [
    ...(time!.day ? (["day"] as const) : []),
    ...(time!.week && hasDays ? (["week"] as const) : []),
    // Less than a quarter of a year is a trend, not a cycle.
    ...(high - low > 90 * 86400 ? (["year"] as const) : []),
  ];
  if (cycles.length === 0) return { why: "doesn't vary within a day, a week or a year" };
  const own = form && roleOf(type) === "text" ? typeOfForm(form) : type;
  const parts = own.startsWith("DATE") ? "DATE" : /^TIME(?!STAMP)/.test(own) ? "TIME" : undefined;
  return { kind: "date", ...shared, cycles, range: [low, high], ...(parts && { type: parts }) };
}

/** @throws OptionError if column names aren't a list of strings. A single string would be read letter by letter. */
function expectLists(lists: Readonly<Record<string, unknown>>): void {
  for (const [name, list] of Object.entries(lists)) {
    if (Array.isArray(list) && list.every((each) => typeof each === "string")) continue;
    throw new OptionError(
      `${name} must be a list of column names such as ${name}: [${typeof list === "string" ? JSON.stringify(list) : '"id"'}], but it is ${shown(list)}.`,
    );
  }
}
