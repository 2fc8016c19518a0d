import { isFloat, isWhole, roleOf } from "../schema/column-types.ts";
import type { TablePreprocessing } from "../schema/columns.ts";
import { type CodeKind, codesIn } from "./codes.ts";
import { type FoundNumberForm, findNumberForm, MOSTLY, type NumberHints } from "./find-number-form.ts";
import { type FoundTimeForm, findTimeForm, type TimeHints } from "./find-time-form.ts";
import type { Form, ValueOptions } from "./form.ts";
import { isPlain, readerOf, tellingText, typeOfForm } from "./forms.ts";
import { type TextKind, textKind } from "./kinds.ts";
import { saysMissing } from "./missing.ts";
import { timeReader } from "./time-format.ts";
import { isDayFirst, otherOrder } from "./time-formats.ts";

/** The first cells of a column as texts; null for a missing value. */
export interface ColumnHead {
  readonly name: string;
  /** The column's DuckDB type before any form is found. */
  readonly type: string;
  readonly texts: readonly (string | null)[];
  /** Whether the texts are those of a text file. Otherwise they were made from typed values. */
  readonly isWritten?: boolean;
}

/** Findings about a column. */
export interface FoundForm {
  readonly form?: Form;
  /** The text that best shows how the form is read. */
  readonly example?: string;
  /** The type of values read by the form, if all first cells fit the form. */
  readonly as?: string;
  readonly holds?: TextKind;
  readonly codes?: CodeKind;
  /** Whether numbers would lose characters before their digits. */
  readonly isText?: boolean;
}

export interface FoundForms {
  readonly columns: ReadonlyMap<string, FoundForm>;
  /** A line for each column that could be read in more than one way. */
  readonly notes: readonly string[];
}

export interface FindOptions extends ValueOptions {
  /** The separator between the cells of a text file. */
  readonly delimiter?: string | undefined;
  /** Preprocessing that was learned from an earlier table. */
  readonly preprocessing?: TablePreprocessing | undefined;
  /** Forms of that table's columns, by name. */
  readonly forms?: Readonly<Record<string, Form>> | undefined;
}

/** Returns the number of first rows to look at. It is smaller for very wide tables. */
export const rowsLookedAt = (columns: number): number =>
  Math.max(100, Math.min(1000, Math.floor(1_000_000 / Math.max(1, columns))));

interface Looked extends ColumnHead {
  /** Texts that aren't missing, trimmed. */
  readonly there: readonly string[];
}

/** Finds out how a table's columns write numbers and times, from the first cells of all columns. */
export function findForms(heads: readonly ColumnHead[], options: FindOptions = {}): FoundForms {
  const looked = heads.map((head): Looked => {
    const isMissing = (text: string) => saysMissing(text) || options.missingValues?.includes(text.trim());
    const there = head.texts.flatMap((text) => (text === null || isMissing(text) ? [] : [text.trim()]));
    return { ...head, there };
  });
  const numbers = numbersIn(looked, options);
  const times = timesIn(looked, options, numbers);
  const columns = new Map<string, FoundForm>();
  const notes: string[] = [];
  for (const column of looked) {
    const { name } = column;
    const takes = options.preprocessing ? takenAs(column, options.preprocessing) : "anything";
    const isKey = options.preprocessing?.keys.includes(name) === true;
    const codes = takes === "anything" || isKey ? codesIn(name, column.there) : undefined;
    if (codes) {
      columns.set(name, { codes, ...(column.there.some((text) => text.startsWith("+")) && { isText: true }) });
      continue;
    }
    if (takes === "as it is") continue;
    const [number, time] = [numbers.get(name), times.get(name)];
    const isLength = time?.form.kind === "duration";
    const found = takes === "time" ? (isLength ? undefined : time) : takes === "number" && !isLength ? number : (time ?? number);
    const known = options.forms?.[name];
    const share = known && mayTake(column, known) ? shareOf(column, known) : 0;
    // A form from training still holds, unless no value has it and they all have another one.
    if (known && (share >= MOSTLY || (share > 0 && !found) || (roleOf(column.type) === "text" && !found)))
      columns.set(name, foundOf(known, share === 1, column));
    else if (found) {
      columns.set(name, foundOf(found.form, found.fits, column));
      if (!options.preprocessing) notes.push(...noteOf(column, found));
    } else if (roleOf(column.type) === "text") {
      const holds = textKind(column.there);
      if (holds) columns.set(name, { holds });
    }
  }
  return { columns, notes };
}

/** Values that are plain already, and columns with values that don't fit the form, keep their own type. */
function foundOf(form: Form, fits: boolean, { type, there }: Looked): FoundForm {
  if (isPlain(form)) return roleOf(type) === "text" ? { form } : {};
  const example = tellingText(form, there);
  return { form, ...(example !== undefined && { example }), ...(fits && there.length > 0 && { as: typeOfForm(form) }) };
}

const shareOf = ({ there }: Looked, form: Form): number => {
  const read = readerOf(form);
  return there.length === 0 ? 1 : there.filter((text) => !Number.isNaN(read(text))).length / there.length;
};

/** Typed numbers and times don't have a form. But whole numbers may count seconds, or be days. */
function mayTake({ type, isWritten }: ColumnHead, form: Form): boolean {
  const role = roleOf(type);
  return role === "text" || (role === "number" && (isWritten === true || form.kind === "epoch" || form.kind === "time"));
}

/** Returns how a model reads a column. It finds no forms in its categories, or in keys that are plain numbers. */
function takenAs({ name, type }: ColumnHead, { columns, forms, keys }: TablePreprocessing) {
  const column = columns.find((each) => each.name === name);
  if (column?.kind === "category") return "as it is";
  if (column) return column.kind === "date" ? "time" : "number";
  return roleOf(type) === "number" && forms?.[name] === undefined && keys.includes(name) ? "as it is" : "anything";
}

type Numbers = ReadonlyMap<string, FoundNumberForm>;

/** Finds the forms of numbers. Columns whose decimal mark is certain decide for the others. */
function numbersIn(looked: readonly Looked[], { decimal, thousands, delimiter }: FindOptions): Numbers {
  const hints: NumberHints = { ...(decimal && { decimal }), ...(thousands && { thousands }) };
  const mayBe = looked.filter(
    ({ type, there, isWritten }) =>
      there.length > 0 && (roleOf(type) === "text" || (isFloat(type) && isWritten)) && mayHaveNumbers(there),
  );
  const alone = new Map(mayBe.map((column) => [column.name, findNumberForm(column.there, hints)]));
  const certain = [...alone.values()].filter((found) => found !== undefined && !found.otherwise && found.form.decimals[1] > 0);
  const votes = (mark: string) => certain.filter((found) => found!.form.decimal === mark).length;
  const told = votes(",") !== votes(".") ? (votes(",") > votes(".") ? "," : ".") : undefined;
  const found = new Map<string, FoundNumberForm>();
  for (const { name, type, there } of mayBe) {
    const own = alone.get(name);
    const byDelimiter = delimiter === ";" && there.some((text) => text.includes(",")) ? "," : undefined;
    const likely = told ?? byDelimiter;
    const again = own?.otherwise && likely ? findNumberForm(there, { ...hints, likely }) : own;
    if (!again) continue;
    const { otherwise, ...rest } = again;
    // A number with a point is in doubt only if another column uses commas.
    const isDoubted = otherwise && told === undefined && !isPlain(again.form);
    if (isFloat(type) && isPlain(again.form)) continue;
    found.set(name, isDoubted ? again : rest);
  }
  return found;
}

const mayHaveNumbers = (there: readonly string[]): boolean => there.some((text) => /\d/.test(text) && text.length < 60);

function timesIn(looked: readonly Looked[], { dayFirst, timeFormat, preprocessing }: FindOptions, numbers: Numbers) {
  const hints: TimeHints = { ...(dayFirst !== undefined && { dayFirst }), ...(timeFormat !== undefined && { timeFormat }) };
  // Looking for times takes longer than scoring a row, and a model that takes a column's numbers as they are doesn't use them.
  const areNumbers = (column: Looked) =>
    roleOf(column.type) === "number" && preprocessing !== undefined && takenAs(column, preprocessing) === "number";
  const mayBe = looked.filter(
    (column) =>
      column.there.length > 0 &&
      (roleOf(column.type) === "text" || isWhole(column.type) || isFloat(column.type)) &&
      (!numbers.has(column.name) || timeFormat !== undefined) &&
      !areNumbers(column),
  );
  const alone = new Map(mayBe.map(({ name, there }) => [name, findTimeForm(name, there, hints)]));
  const orders = [...alone.values()].flatMap((found) => {
    if (found?.form.kind !== "time" || found.isAmbiguous) return [];
    return otherOrder(found.form.format) === undefined ? [] : [isDayFirst(found.form.format)];
  });
  const isTold = orders.length > 0 && new Set(orders).size === 1;
  const found = mayBe.flatMap(({ name, there }) => {
    const own = alone.get(name);
    const again = own?.isAmbiguous && isTold ? findTimeForm(name, there, { ...hints, likelyDayFirst: orders[0]! }) : own;
    return again ? [[name, again] as const] : [];
  });
  return new Map(found);
}

/** Returns notes about values that could be read in more than one way. */
function noteOf({ name, there }: Looked, found: FoundNumberForm | FoundTimeForm): string[] {
  if ("otherwise" in found && found.otherwise) {
    const text = there.find((each) => /[.,]/.test(each))!;
    const [read, other] = [found.form, found.otherwise].map((form) => readerOf(form)(text));
    return [
      `column "${name}" contains ${text}, which is read as ${read}; if it means ${other}, use --decimal ${found.otherwise.decimal}`,
    ];
  }
  if (!("isAmbiguous" in found) || found.form.kind !== "time") return [];
  const { format } = found.form;
  const first = isDayFirst(format);
  const differs = there.find((each) => timeReader(format)(each) !== timeReader(otherOrder(format)!)(each)) ?? there[0]!;
  return [
    `column "${name}" contains ${differs}, which is read with the ${first ? "day" : "month"} first; if the ${first ? "month" : "day"} comes first, use ${first ? "--no-day-first" : "--day-first"}`,
  ];
}
