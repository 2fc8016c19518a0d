import type { DuckDBStructType, DuckDBType } from "@duckdb/node-api";
import { MOST_INSIDE } from "../memory/objects.ts";
import { inLowerCase } from "../schema/column-names.ts";
import { plainNumber } from "./cells.node.ts";
import { type Database, identifier, literal } from "./database.node.ts";

/** A column of a table: a column of the file, or a field of a struct. */
export interface FlatColumn {
  /** Its names from the outside in, joined: place.lat. */
  readonly name: string;
  readonly path: readonly [string, ...string[]];
  /** Whether it is JSON with texts next to numbers or booleans. All values are then read as texts. */
  readonly isMixed?: boolean;
  /** Its type in SQL. */
  readonly type: string;
}

/** Returns the columns of a query's result. Structs are replaced by the columns inside them. */
export async function flatColumns(database: Database, sql: string): Promise<readonly FlatColumn[]> {
  const columns = await database.types(sql);
  return columns.flatMap(({ name, type }) => inside(type, [name]));
}

function inside(type: DuckDBType, path: FlatColumn["path"]): readonly FlatColumn[] {
  const { entryNames, entryTypes } = type as Partial<DuckDBStructType>;
  if (entryNames && entryTypes && type.toString().startsWith("STRUCT") && entryNames.length > 0) {
    const columns = entryNames.flatMap((name, i) => inside(entryTypes[i]!, [...path, name]));
    if (columns.length <= MOST_INSIDE) return columns;
  }
  return [{ name: path.join("."), path, type: type.toString() }];
}

/** Whether the columns are those of the file: none is inside a struct or renamed. */
export const areOwn = (columns: readonly FlatColumn[]): boolean =>
  columns.every(({ name, path }) => path.length === 1 && path[0] === name);

const insideSql = ({ path: [outer, ...inner] }: FlatColumn): string =>
  inner.reduce((sql, key) => `struct_extract(${sql}, ${literal(key)})`, identifier(outer));

/** Returns SQL that selects the columns by name. */
export const flatSql = (columns: readonly FlatColumn[]): string =>
  columns
    .map((column) => `${column.isMixed ? mixedText(insideSql(column)) : insideSql(column)} AS ${identifier(column.name)}`)
    .join(", ");

/** Returns SQL for a text, number or boolean in JSON as text. */
function mixedText(json: string): string {
  const text = `json_extract_string(${json}, '$')`;
  return `CASE WHEN json_type(${json}) = 'DOUBLE' AND regexp_matches(${text}, '[.eE]') THEN ${plainNumber(`${text}::DOUBLE`)} ELSE ${text} END`;
}

/**
 * Marks the columns that contain several kinds of values, but no lists or objects.
 * @param sql SQL for the relation with the columns.
 */
export async function markMixed(database: Database, columns: readonly FlatColumn[], sql: string): Promise<readonly FlatColumn[]> {
  const types = await database.rows(`DESCRIBE SELECT ${flatSql(columns)} FROM ${sql}`);
  const places = types.flatMap(({ column_type }, i) => (column_type === "JSON" ? [i] : []));
  if (places.length === 0) return columns;
  const are = places.map(
    (i) => `coalesce(bool_and(json_type(${insideSql(columns[i]!)}) NOT IN ('ARRAY', 'OBJECT')), false) AS c${i}`,
  );
  const [row = {}] = await database.rows(`SELECT ${are.join(", ")} FROM ${sql}`);
  return columns.map((column, i) => (row[`c${i}`] === true ? { ...column, isMixed: true } : column));
}

/** Returns the names of the file's own columns. */
export const outerNames = (columns: readonly FlatColumn[]): string[] => [...new Set(columns.map(({ path: [name] }) => name))];

/** Whether DuckDB may have changed a name that equals another one in SQL: the second column "x" or "X" becomes "x_1" or "X_1". */
export function mayBeRenamed(names: readonly string[]): boolean {
  const lower = inLowerCase(names);
  return names.some((name) => /_\d+$/.test(name) && lower.has(name.toLowerCase().replace(/_\d+$/, "")));
}

/**
 * Returns SQL for a column of JSON objects with some values filled.
 * @param filled SQL for each value by the column's path; NULL keeps the present value.
 */
export const filledObject = (
  json: string,
  filled: readonly { readonly path: FlatColumn["path"]; readonly value: string }[],
): string =>
  filled.reduce((before, { path: [, ...inner], value }) => {
    const patch = inner.reduceRight((sql, key) => `json_object(${literal(key)}, ${sql})`, `CAST(${value} AS JSON)`);
    return `CASE WHEN ${value} IS NULL THEN ${before} ELSE json_merge_patch(coalesce(${before}, '{}'::JSON), ${patch}) END`;
  }, json);

/**
 * Returns SQL for a struct with some of its values filled. A missing struct stays missing unless a value inside it is filled.
 * @param sql SQL of the struct or value. @param inside the columns in it. @param depth number of names that lead to it. @param
 * filled SQL for each filled value by column name; NULL keeps the present value.
 */
export function filledStruct(
  sql: string,
  inside: readonly FlatColumn[],
  depth: number,
  filled: (name: string) => string | undefined,
): string {
  const [first] = inside as readonly [FlatColumn, ...FlatColumn[]];
  const values = inside.flatMap(({ name }) => filled(name) ?? []);
  if (values.length === 0) return sql;
  if (first.path.length === depth) return `coalesce(${values[0]}, ${sql})`;
  const keys = [...new Set(inside.map(({ path }) => path[depth]!))];
  const fields = keys.map((key) => {
    const own = inside.filter(({ path }) => path[depth] === key);
    return `${identifier(key)} := ${filledStruct(`struct_extract(${sql}, ${literal(key)})`, own, depth + 1, filled)}`;
  });
  return `CASE WHEN ${sql} IS NULL AND coalesce(${values.map((value) => `${value}::VARCHAR`).join(", ")}) IS NULL THEN NULL ELSE struct_pack(${fields.join(", ")}) END`;
}
