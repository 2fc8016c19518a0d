import { isFloat, isWhole, roleOf } from "../schema/column-types.ts";
import type { TablePreprocessing } from "../schema/columns.ts";
import { type FoundNumberForm, findNumberForm, MOSTLY, type NumberHints } from "./find-number-form.ts";
import { findTimeForm, type TimeHints } from "./find-time-form.ts";
import { type Form, isOfTimes, type ValueOptions } from "./form.ts";
import { isPlain, readerOf, typeOfForm } from "./forms.ts";
import { type TextKind, textKind } from "./kinds.ts";
import { saysMissing } from "./missing.ts";
import { timeReader } from "./time-format.ts";
import { isDayFirst, otherOrder } from "./time-formats.ts";

/** A column's first cells as texts, null where there is none. */
export interface ColumnHead {
  readonly name: string;
  /** What the cells are by themselves: DuckDB's type. */
  readonly type: string;
  readonly texts: readonly (string | null)[];
}

/** What was found of a column. */
export interface FoundForm {
  readonly form?: Form;
  /** The type that its values have by the form, where all of the first cells fit it. */
  readonly as?: string;
  readonly holds?: TextKind;
}

export interface FoundForms {
  readonly columns: ReadonlyMap<string, FoundForm>;
  /** What could be read in more than one way, a line each. */
  readonly notes: readonly string[];
}

export interface FindOptions extends ValueOptions {
  /** The character between the cells of a text file. */
  readonly delimiter?: string | undefined;
  /** What was learned of such a table before. */
  readonly preprocessing?: TablePreprocessing | undefined;
}

/** How many first rows are looked at: fewer of very wide tables. */
export const rowsLookedAt = (columns: number): number => Math.max(100, Math.min(1000, Math.floor(1_000_000 / Math.max(1, columns))));

interface Looked extends ColumnHead {
  /** Texts that are there, without spaces around them. */
  readonly there: readonly string[];
}

/** Finds out of a table's columns how they write numbers and times, each by all of its first cells, and by what other columns tell. */
export function findForms(heads: readonly ColumnHead[], options: FindOptions = {}): FoundForms {
  const looked = heads.map((head): Looked => {
    const there = head.texts.flatMap((text) => (text === null || saysMissing(text) ? [] : [text.trim()]));
    return { ...head, there };
  });
  const numbers = numbersIn(looked, options);
  const times = timesIn(looked, options, numbers);
  const columns = new Map<string, FoundForm>();
  const notes: string[] = [];
  for (const column of looked) {
    const known = options.preprocessing ? knownOf(column, options.preprocessing) : {};
    if (known === undefined) continue;
    const number = numbers.get(column.name);
    const time = times.get(column.name);
    const wantsTime = known.kind !== "number" && time;
    const found = wantsTime ? time : known.kind === "date" ? undefined : number;
    if (known.form && takesKnown(column, known.form, found?.form)) {
      columns.set(column.name, foundOf(known.form, shareOf(column, known.form) === 1, column));
      continue;
    }
    const wantsDuration = time?.form.kind === "duration" && known.kind === "number";
    const chosen = wantsDuration ? time : found;
    if (chosen) {
      columns.set(column.name, foundOf(chosen.form, chosen.fits, column));
      if (!options.preprocessing) notes.push(...noteOf(column, wantsTime ? undefined : number, wantsTime ? time : undefined));
    } else if (roleOf(column.type) === "text") {
      const holds = textKind(column.there);
      if (holds) columns.set(column.name, { holds });
    }
  }
  return { columns, notes };
}

/** Values that are plain as their own type already, and those of which some aren't of the form, keep that type. */
function foundOf(form: Form, fits: boolean, { type, there }: Looked): FoundForm {
  const isOwn = isPlain(form) || !fits || there.length === 0;
  if (isPlain(form) && roleOf(type) !== "text") return {};
  return { form, ...(!isOwn && { as: typeOfForm(form) }) };
}

const shareOf = ({ there }: Looked, form: Form): number => {
  const read = readerOf(form);
  return there.length === 0 ? 1 : there.filter((text) => !Number.isNaN(read(text))).length / there.length;
};

/** A model's form holds for new rows, unless those are all written in another one that can be told. */
const takesKnown = (column: Looked, form: Form, found: Form | undefined): boolean => {
  if (roleOf(column.type) === "time" || isFloat(column.type)) return form.kind === "epoch" && shareOf(column, form) === 1;
  if (isWhole(column.type) && form.kind === "number") return shareOf(column, form) >= MOSTLY && Boolean(form.thousands) && false;
  return shareOf(column, form) >= MOSTLY || found === undefined;
};

/** What a model knows of a column; undefined where its texts are taken as they are. */
function knownOf({ name, type }: ColumnHead, { columns, forms, keys }: TablePreprocessing) {
  const column = columns.find((each) => each.name === name);
  if (column?.kind === "category") return undefined;
  if (column) return { kind: column.kind, form: column.form };
  const form = forms?.[name];
  // A key of whole numbers that an older model kept as numbers stays one.
  if (!form && keys.includes(name) && isWhole(type)) return undefined;
  return { kind: undefined, form };
}

type Numbers = ReadonlyMap<string, FoundNumberForm>;

/** Columns that can be told by themselves tell the others' decimal mark. */
function numbersIn(looked: readonly Looked[], { decimal, thousands, delimiter }: FindOptions): Numbers {
  const hints: NumberHints = { ...(decimal && { decimal }), ...(thousands && { thousands }) };
  const mayBe = looked.filter(({ type, there }) => there.length > 0 && (roleOf(type) === "text" || isFloat(type)) && mayHaveNumbers(there));
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
    // A number with a point is doubted only where another column says so.
    const isDoubted = otherwise && told === undefined && !isPlain(again.form);
    if (isFloat(type) && isPlain(again.form)) continue;
    found.set(name, isDoubted ? again : rest);
  }
  return found;
}

const mayHaveNumbers = (there: readonly string[]): boolean => there.some((text) => /\d/.test(text) && text.length < 60);

function timesIn(looked: readonly Looked[], { dayFirst, timeFormat }: FindOptions, numbers: Numbers) {
  const hints: TimeHints = { ...(dayFirst !== undefined && { dayFirst }), ...(timeFormat !== undefined && { timeFormat }) };
  const mayBe = looked.filter(
    ({ name, type, there }) =>
      there.length > 0 && (roleOf(type) === "text" || isWhole(type) || isFloat(type)) && (!numbers.has(name) || timeFormat !== undefined),
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

function noteOf({ name, there }: Looked, number: FoundNumberForm | undefined, time: ReturnType<typeof findTimeForm> | undefined): string[] {
  if (number?.otherwise) {
    const text = there.find((each) => /[.,]/.test(each))!;
    const [read, other] = [number.form, number.otherwise].map((form) => readerOf(form)(text));
    return [
      `column "${name}" has ${text}, which is read as ${read}; if it is ${other}, say --decimal ${number.otherwise.decimal}`,
    ];
  }
  if (!time?.isAmbiguous || time.form.kind !== "time") return [];
  const { format } = time.form;
  const first = isDayFirst(format);
  const differs = there.find((each) => timeReader(format)(each) !== timeReader(otherOrder(format)!)(each)) ?? there[0]!;
  return [
    `column "${name}" has ${differs}, and nothing tells the day from the month: the ${first ? "day" : "month"} is taken to stand first; if it doesn't, say ${first ? "--no-day-first" : "--day-first"}`,
  ];
}

export { isOfTimes };
