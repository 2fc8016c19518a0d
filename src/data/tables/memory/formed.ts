import { isWhole, roleOf } from "../schema/column-types.ts";
import type { TablePreprocessing } from "../schema/columns.ts";
import { timeText } from "../schema/time-text.ts";
import { type ColumnHead, type FindOptions, type FoundForm, findForms, rowsLookedAt } from "../values/find-forms.ts";
import type { Form } from "../values/form.ts";
import { readerOf } from "../values/forms.ts";
import { saysMissing } from "../values/missing.ts";
import type { MemoryColumn, MemoryTable } from "./table.ts";

/** Reads each column of a table by its forms of numbers and times. @param options choices of the user or of a model. */
export function formedTable(
  table: MemoryTable,
  options: FindOptions & { readonly preprocessing?: TablePreprocessing | undefined },
): MemoryTable {
  const { columns, delimiter, notes = [] } = table;
  const isWritten = delimiter !== undefined;
  const looked = columns.filter(({ type }) => roleOf(type) === "text" || roleOf(type) === "number");
  const count = rowsLookedAt(isWritten ? columns.length : looked.length);
  const heads = looked.map(({ name, type, values, texts }): ColumnHead => {
    const head = (texts ?? values).slice(0, count);
    return { name, type, isWritten, texts: head.map((value) => (value === null ? null : String(value).slice(0, 1000))) };
  });
  const forms = options.forms ?? options.preprocessing?.forms;
  const found = findForms(heads, { ...options, forms, delimiter });
  const missing = options.missingValues ?? [];
  return {
    ...table,
    columns: columns.map((column) =>
      formed(withoutMissing(column, missing, found.columns.get(column.name)), found.columns.get(column.name), missing),
    ),
    ...(notes.length + found.notes.length > 0 && { notes: [...notes, ...found.notes] }),
  };
}

function formed(read: MemoryColumn, found: FoundForm | undefined, missing: readonly string[]): MemoryColumn {
  const { texts, ...column } = read;
  if (!found) return column.type === "BOOLEAN" ? read : column;
  const { form, as, holds, codes, example } = found;
  const own = { ...column, ...(holds && { holds }), ...(codes && { codes }), ...(example !== undefined && { example }) };
  if (!form) return own;
  const values = as === undefined ? undefined : valuesOf(texts ?? column.values, form, as);
  if (!values) return roleOf(column.type) === "text" ? { ...own, form } : own;
  return withoutMissing(
    { name: column.name, type: as!, form, values, ...(example !== undefined && { example }) },
    missing,
    found,
  );
}

/** Returns the values that a form reads; undefined if a text doesn't have the form. */
function valuesOf(texts: MemoryColumn["values"], form: Form, type: string): MemoryColumn["values"] | undefined {
  const read = readerOf(form);
  const values: (string | number | null)[] = [];
  for (const text of texts) {
    const value = text === null ? Number.NaN : read(String(text));
    if (Number.isNaN(value) && text !== null && !saysMissing(String(text))) return undefined;
    if (type === "BIGINT" && !Number.isNaN(value) && !Number.isInteger(value)) return undefined;
    values.push(Number.isNaN(value) ? null : roleOf(type) === "time" ? writtenTime(value, type) : value);
  }
  return values;
}

/** Writes a time as tables in memory do, in UTC. */
function writtenTime(seconds: number, type: string): string {
  if (type === "DATE") return timeText(seconds, "DATE");
  const whole = Math.round(seconds * 1e6);
  const [second, micros] = [Math.floor(whole / 1e6), whole - 1e6 * Math.floor(whole / 1e6)];
  if (type === "TIME") return timeText(second, "TIME", micros);
  return timeText(second, "TIMESTAMP", micros) + (type === "TIMESTAMP" ? "" : "+00");
}

/** Returns a column in which the user's words for missing values are null. */
function withoutMissing(column: MemoryColumn, words: readonly string[], found: FoundForm | undefined): MemoryColumn {
  if (words.length === 0) return column;
  const role = roleOf(column.type);
  const form = found?.form;
  const numbers = new Set(
    words.flatMap((word) => (word.trim() === "" ? [] : [Number(word), form ? readerOf(form)(word) : Number.NaN])),
  );
  const isOne = (value: string | number): boolean => {
    if (role === "text") return words.includes(String(value).trim());
    if (role === "number") return numbers.has(Number(value)) || (isWhole(column.type) && words.includes(String(value)));
    return (
      role === "time" && words.some((word) => String(value) === word || String(value).replace(/\+00$/, "") === `${word} 00:00:00`)
    );
  };
  return { ...column, values: column.values.map((value) => (value !== null && isOne(value) ? null : value)) };
}
