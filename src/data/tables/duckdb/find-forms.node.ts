import { isFloat, isWhole, roleOf, type SourceColumn } from "../schema/column-types.ts";
import { type ColumnHead, type FindOptions, type FoundForms, findForms, rowsLookedAt } from "../values/find-forms.ts";
import type { Form } from "../values/form.ts";
import { typeOfForm } from "../values/forms.ts";
import { type Database, identifier, literal } from "./database.node.ts";
import { formSql, typedSql } from "./form-sql.node.ts";

/** A relation whose forms aren't known yet, and its cells as a text file has them. */
export interface Unread {
  readonly columns: readonly SourceColumn[];
  /** SQL for the relation. */
  readonly sql: string;
  /** SQL for the same columns as texts, if a text file has them. */
  readonly written?: string | undefined;
}

/** Reads the first cells of columns that may contain numbers or times, and finds their forms. */
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

/** Returns the types of times that DuckDB reads itself, faster than by SQL. As dates, it would drop the hours of later values. */
export const nativeTypes = ({ columns }: FoundForms): [name: string, type: string][] =>
  [...columns].flatMap(([name, { form, as }]) => {
    const type = form?.kind === "time" ? NATIVE.get(form.format) : undefined;
    return type !== undefined && as === type ? [[name, type] as [string, string]] : [];
  });

/** Returns SQL for a relation whose columns are read by their forms and in which the user's words for missing values are NULL. */
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

/** Returns SQL for a cell that is NULL if it is one of the user's words for a missing value. */
function withoutMissing({ name, type }: SourceColumn, words: readonly string[], form: Form | undefined): string {
  const x = identifier(name);
  if (words.length === 0) return x;
  if (roleOf(type) === "text")
    return `CASE WHEN trim(${x}::VARCHAR) IN (${words.map(literal).join(", ")}) THEN NULL ELSE ${x} END`;
  return notOneOf(x, type, words, form);
}

/** Returns SQL for a number or a time that is NULL if it is one of the values that mean "missing". */
function notOneOf(x: string, type: string, words: readonly string[], form: Form | undefined): string {
  const role = roleOf(type);
  if (words.length === 0 || (role !== "number" && role !== "time")) return x;
  const as = role === "number" ? "DOUBLE" : type;
  const values = words.flatMap((word) => [
    `TRY_CAST(${literal(word)} AS ${as})`,
    ...(form ? [`TRY_CAST(${formSql(form, literal(word))} AS ${as})`] : []),
  ]);
  // A NULL among the values would make the whole condition NULL, and the value would stay unchanged.
  return `CASE WHEN coalesce(${x} IN (${values.join(", ")}), false) THEN NULL ELSE ${x} END`;
}
