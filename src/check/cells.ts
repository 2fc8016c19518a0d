import * as z from "zod/mini";
import { DataError } from "../core/errors.ts";
import { counted } from "../core/words.ts";
import { type MemoryColumn, type MemoryTable, rowCountOf } from "../data/tables/memory/table.ts";
import { roleOf } from "../data/tables/schema/column-types.ts";
import { identifies } from "../data/tables/schema/find-out.ts";
import { secondsOf, timeText } from "../data/tables/schema/time-text.ts";
import type { Form } from "../data/tables/values/form.ts";
import { writtenBy } from "../data/tables/values/forms.ts";
import { IDENTIFYING, textKind } from "../data/tables/values/kinds.ts";

/** The cells of a column, in the form in which they are compared with the rest of their rows. */
export type Cells = NumberCells | TimeCells | CategoryCells | TextCells;

interface AnyCells {
  readonly name: string;
  /** The cells as the table writes them; null if a value is missing. */
  readonly values: (string | number | null)[];
  /** The format of the column's numbers or times, if known. */
  readonly form?: Form | undefined;
}

/** Numbers; NaN if a value is missing, or isn't a number. */
export interface NumberCells extends AnyCells {
  readonly kind: "number";
  readonly numbers: Float64Array;
  /** Maximum number of decimals in the column. */
  readonly decimals: number;
  /** Rows whose cell isn't a number although nearly all others are. */
  readonly strays: readonly number[];
}

/** Times in days since 1970 UTC, or since midnight; NaN if a value is missing, or isn't a time. */
export interface TimeCells extends AnyCells {
  readonly kind: "time";
  readonly numbers: Float64Array;
  readonly type: "DATE" | "TIME" | "TIMESTAMP";
  readonly strays: readonly number[];
}

/** A limited number of values that occur repeatedly. */
export interface CategoryCells extends AnyCells {
  readonly kind: "category";
  /** Index in `names` of each cell's value; -1 if the value is missing. */
  readonly codes: Int32Array;
  /** The values, most frequent first. */
  readonly names: readonly string[];
  readonly counts: readonly number[];
}

/** Values that can't be compared: keys, which identify rows, or prose. */
export interface TextCells extends AnyCells {
  readonly kind: "key" | "prose";
}

/** Minimum share of numbers or times in a column for which its other cells count as mistakes. */
const MOSTLY = 0.85;
/** Minimum number of rows from which the usual values of a table can be learned. */
export const FEWEST_ROWS = 50;
/** Maximum number of columns, because more would take hours. */
const MOST_COLUMNS = 500;
const SECONDS_A_DAY = 86_400;

/**
 * Reads the columns of a table for a check.
 * @throws DataError if the table has too few rows to learn from, or too many columns.
 */
export function cellsOf(table: MemoryTable, keys: readonly string[]): readonly Cells[] {
  const rows = rowCountOf(table);
  if (rows < FEWEST_ROWS)
    throw new DataError(
      `${table.name} has ${counted(rows, "row")}. At least ${FEWEST_ROWS} rows are needed to learn which values are usual. Give a table with more rows.`,
    );
  const { length } = table.columns;
  if (length > MOST_COLUMNS)
    throw new DataError(
      `${table.name} has ${length} columns, but at most ${MOST_COLUMNS} can be compared. Select columns that belong together, on the command line with --query "SELECT a, b, … FROM data".`,
    );
  return table.columns.map((column) => cellsOfColumn(column, rows, keys.includes(column.name)));
}

function cellsOfColumn(column: MemoryColumn, rows: number, isKey: boolean): Cells {
  const { type, said, holds } = column;
  const base = baseOf(column);
  const { values } = base;
  const role = roleOf(type);
  const present = values.filter((value) => value !== null);
  if (isKey || said === "key" || (holds && IDENTIFYING.has(holds))) return { ...base, kind: "key" };
  if (present.length === 0 || role === "other") return { ...base, kind: "prose" };
  if (role === "number") return numberCells(base, rows) ?? { ...base, kind: "key" };
  if (role === "time") return timeCells(base, timeType(type));
  const texts = present.map(String);
  const numbers = texts.filter(isNumber).length;
  if (numbers >= MOSTLY * texts.length && !texts.some((text) => /^0\d/.test(text))) {
    const cells = numberCells(base, rows);
    return cells ?? { ...base, kind: "key" };
  }
  if (texts.filter((text) => !Number.isNaN(secondsOf(text))).length >= MOSTLY * texts.length)
    return timeCells(base, texts.some((text) => text.includes(":")) ? "TIMESTAMP" : "DATE");
  return textCells(base, texts);
}

const baseOf = ({ name, values, form }: MemoryColumn): AnyCells => ({
  name,
  values: values.map((value) => (value === "" ? null : value)),
  form,
});

const timeType = (type: string): TimeCells["type"] => (type === "DATE" ? "DATE" : type === "TIME" ? "TIME" : "TIMESTAMP");
const isNumber = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));

/** Returns undefined if the numbers count the rows, or identify them. */
function numberCells(base: AnyCells, rows: number): NumberCells | undefined {
  const cells = numbersOf(base);
  const known = cells.numbers.filter((x) => !Number.isNaN(x));
  if (known.every(Number.isInteger) && known.length > 2 && new Set(known).size === known.length) {
    const sorted = known.toSorted();
    if (identifies(base.name, { low: sorted[0]!, high: sorted.at(-1)! }, rows)) return undefined;
  }
  return cells;
}

function numbersOf(base: AnyCells): NumberCells {
  const strays: number[] = [];
  let decimals = 0;
  const numbers = Float64Array.from(base.values, (value, row) => {
    if (value === null) return Number.NaN;
    const number = numberOf("number", value);
    if (!Number.isFinite(number)) {
      strays.push(row);
      return Number.NaN;
    }
    if (decimals < 6) decimals = Math.max(decimals, (/\.(\d+)$/.exec(String(value))?.[1] ?? "").length);
    return number;
  });
  return { ...base, kind: "number", numbers, decimals: Math.min(decimals, 6), strays };
}

function timeCells(base: AnyCells, type: TimeCells["type"]): TimeCells {
  const strays: number[] = [];
  const numbers = Float64Array.from(base.values, (value, row) => {
    const days = value === null ? Number.NaN : numberOf("time", value);
    if (value !== null && Number.isNaN(days)) strays.push(row);
    return days;
  });
  const areDays = type === "TIMESTAMP" && numbers.every((days) => Number.isNaN(days) || Number.isInteger(days));
  return { ...base, kind: "time", numbers, type: areDays ? "DATE" : type, strays };
}

/** Minimum share of distinct texts for a key or prose; columns with fewer are categories. */
const MOSTLY_DISTINCT = 0.5;

function textCells(base: AnyCells, texts: readonly string[]): CategoryCells | TextCells {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const isProse = counts.size > MOSTLY_DISTINCT * texts.length && wordsPerText(texts) >= 2;
  if (isProse || textKind(texts.slice(0, 1000)) === "prose") return { ...base, kind: "prose" };
  if (counts.size > 0.95 * texts.length) return { ...base, kind: "key" };
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return categoryCells(
    base,
    ranked.map(([text]) => text),
  );
}

/** @param first values that come first, in this order; the others follow in the order of the rows. */
function categoryCells(base: AnyCells, first: readonly string[]): CategoryCells {
  const places = new Map(first.map((text, place) => [text, place]));
  const counts = first.map(() => 0);
  const codes = Int32Array.from(base.values, (value) => {
    if (value === null) return -1;
    const place = places.get(String(value)) ?? places.size;
    places.set(String(value), place);
    counts[place] = (counts[place] ?? 0) + 1;
    return place;
  });
  return { ...base, kind: "category", codes, names: [...places.keys()], counts };
}

const wordsPerText = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / texts.length;

const isForm = (value: unknown): boolean => typeof value === "object" && value !== null && "kind" in value;

/** Properties of a column, as they are saved. */
export const columnSchema = z.object({
  name: z.string(),
  kind: z.enum(["number", "time", "category", "key", "prose"]),
  form: z.optional(z.custom<Form>(isForm, "isn't a form of numbers or times")),
  decimals: z.optional(z.number()),
  type: z.optional(z.enum(["DATE", "TIME", "TIMESTAMP"])),
  names: z.optional(z.array(z.string())),
});
type SavedColumn = z.infer<typeof columnSchema>;

export function savedColumn(cells: Cells): SavedColumn {
  const { name, kind, form } = cells;
  const base = { name, kind, ...(form && { form }) };
  if (cells.kind === "number") return { ...base, decimals: cells.decimals };
  if (cells.kind === "time") return { ...base, type: cells.type };
  return cells.kind === "category" ? { ...base, names: [...cells.names] } : base;
}

/**
 * Reads the columns of a table in the same form as those of an earlier table.
 * @throws DataError if the table lacks one of the columns.
 */
export function cellsLike(table: MemoryTable, columns: readonly SavedColumn[]): readonly Cells[] {
  return columns.map(({ name, kind, decimals = 0, type = "TIMESTAMP", names = [] }): Cells => {
    const column = table.columns.find((one) => one.name === name);
    if (!column)
      throw new DataError(
        `${table.name} has no column "${name}", which was used for training. It has ${table.columns.map((one) => one.name).join(", ")}.`,
      );
    const base = baseOf(column);
    if (kind === "number") return { ...numbersOf(base), decimals };
    if (kind === "time") return { ...timeCells(base, type), type };
    return kind === "category" ? categoryCells(base, names) : { ...base, kind };
  });
}

/** Returns whether a cell is missing, or isn't a number in a column of numbers. */
export const lacks = (cells: Cells, row: number): boolean =>
  cells.values[row] === null || ("numbers" in cells && Number.isNaN(cells.numbers[row]!));

/** Writes a number, or a time in days, in the format of the column. */
export function shownNumber(cells: NumberCells | TimeCells, number: number): string {
  const { form } = cells;
  if (cells.kind === "number") {
    const rounded = Number(number.toFixed(cells.decimals));
    return form?.kind === "number" ? writtenBy(form, rounded) : String(rounded);
  }
  const seconds = Math.round(cells.type === "DATE" ? Math.round(number) * SECONDS_A_DAY : number * SECONDS_A_DAY);
  return form && form.kind !== "number" ? writtenBy(form, seconds) : timeText(seconds, cells.type);
}

/** Returns the number of a cell, or its time in days; NaN if it is neither. */
export function numberOf(kind: "number" | "time", cell: string | number): number {
  if (kind === "time") return secondsOf(String(cell)) / SECONDS_A_DAY;
  return typeof cell === "number" || isNumber(cell) ? Number(cell) : Number.NaN;
}

/**
 * Maximum number of values of a column whose list of values is complete. A column with more values may have others that the table
 * doesn't contain.
 */
const FEW = 12;

/** Returns the values of a column in ascending order if there are few, and an empty list otherwise. */
export function fewValues({ numbers }: NumberCells | TimeCells): readonly number[] {
  const values = new Set<number>();
  for (const x of numbers) {
    if (!Number.isNaN(x)) values.add(x);
    if (values.size > FEW) return [];
  }
  return [...values].sort((a, b) => a - b);
}
