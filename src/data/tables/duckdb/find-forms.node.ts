import { isFloat, isWhole, roleOf, type SourceColumn } from "../schema/column-types.ts";
import { type ColumnHead, type FindOptions, type FoundForms, findForms, rowsLookedAt } from "../values/find-forms.ts";
import type { Form } from "../values/form.ts";
import { typeOfForm } from "../values/forms.ts";
import { type Database, identifier, literal } from "./database.node.ts";
import { formSql, typedSql } from "./form-sql.node.ts";

/** A relation whose values are to be found out, and its cells as they stand in a text file. */
export interface Unread {
  readonly columns: readonly SourceColumn[];
  /** SQL for the relation. */
  readonly sql: string;
  /** SQL for the same columns as texts, where a text file has them. */
  readonly written?: string | undefined;
}

/** Reads the first cells of columns that may hold numbers or times as texts, and finds out how those are written. */
export async function formsIn(database: Database, { columns, sql, written }: Unread, options: FindOptions): Promise<FoundForms> {
  const looked = columns.filter(({ type }) => written !== undefined || roleOf(type) === "text" || isWhole(type) || isFloat(type));
  if (looked.length === 0) return { columns: new Map(), notes: [] };
  const cells = looked.map(({ name }, i) => `left(${identifier(name)}::VARCHAR, 1000) AS c${i}`);
  const texts = looked.map((): (string | null)[] => []);
  const query = `SELECT ${cells.join(", ")} FROM ${written ?? sql} LIMIT ${rowsLookedAt(looked.length)}`;
  for await (const chunk of database.chunks(query))
    for (const [i, column] of texts.entries()) for (const text of chunk.getColumnValues(i)) column.push(text as string | null);
  const heads = looked.map(({ name, type }, i): ColumnHead => {
    const isWritten = written !== undefined;
    return { name, type: isWritten && roleOf(type) === "time" ? "VARCHAR" : type, texts: texts[i]!, isWritten };
  });
  return findForms(heads, options);
}

const NATIVE = new Map([["%Y-%m-%d %H:%M:%S", "TIMESTAMP"]]);

/** Columns of times that DuckDB reads by itself, with their types: that is faster than SQL for them. Of days it would drop the hours of a later value. */
export const nativeTypes = ({ columns }: FoundForms): [name: string, type: string][] =>
  [...columns].flatMap(([name, { form, as }]) => {
    const type = form?.kind === "time" ? NATIVE.get(form.format) : undefined;
    return type !== undefined && as === type ? [[name, type] as [string, string]] : [];
  });

/** SQL for a relation whose columns are read by their forms, and whose values are missing where a user says so. */
export function formedSql(
  { columns, sql }: Unread,
  { columns: found }: FoundForms,
  { asText, missingValues = [] }: { readonly asText: ReadonlySet<string>; readonly missingValues: readonly string[] | undefined },
): string {
  const cells = columns.flatMap((column) => {
    const { name } = column;
    const own = found.get(name);
    const isFormed = own?.form !== undefined && own.as !== undefined && own.as !== column.type && !asText.has(name);
    const x = withoutMissing(column, missingValues, own?.form);
    if (!isFormed) return x === identifier(name) ? [] : [`${x} AS ${identifier(name)}`];
    const value = typedSql(name, own.form, roleOf(column.type) === "text" ? x : `${x}::VARCHAR`);
    return [`${notOneOf(value, typeOfForm(own.form), missingValues, own.form)} AS ${identifier(name)}`];
  });
  return cells.length === 0 ? sql : `(SELECT * REPLACE (${cells.join(", ")}) FROM ${sql})`;
}

/** SQL for a cell that is NULL where a user's words say that it is missing. */
function withoutMissing({ name, type }: SourceColumn, words: readonly string[], form: Form | undefined): string {
  const x = identifier(name);
  if (words.length === 0) return x;
  if (roleOf(type) === "text")
    return `CASE WHEN trim(${x}::VARCHAR) IN (${words.map(literal).join(", ")}) THEN NULL ELSE ${x} END`;
  return notOneOf(x, type, words, form);
}

/** SQL for a number or a time that is NULL where it is one of those that stand for a missing one. */
function notOneOf(x: string, type: string, words: readonly string[], form: Form | undefined): string {
  const role = roleOf(type);
  if (words.length === 0 || (role !== "number" && role !== "time")) return x;
  const as = role === "number" ? "DOUBLE" : type;
  const values = words.flatMap((word) => [
    `TRY_CAST(${literal(word)} AS ${as})`,
    ...(form ? [`TRY_CAST(${formSql(form, literal(word))} AS ${as})`] : []),
  ]);
  // NULL among the values would make the whole condition NULL, which leaves the value as it is.
  return `CASE WHEN coalesce(${x} IN (${values.join(", ")}), false) THEN NULL ELSE ${x} END`;
}
