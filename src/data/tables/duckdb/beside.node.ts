import { join } from "node:path";
import { temporaryFolder } from "../../../core/temporary.node.ts";
import { withoutSpaces } from "../../readers/json-text.ts";
import { float32Text } from "../csv-text.ts";
import { apartFrom, freeName, inLowerCase } from "../schema/column-names.ts";
import type { TextStyle } from "../text/style.ts";
import { copyTable, ownStyle, takesWritten } from "./copy.node.ts";
import { type Cell, identifier, literal } from "./database.node.ts";
import { outerNames } from "./flatten.node.ts";
import { linesOfRows, objectsOfRows } from "./own-rows.node.ts";
import { styleFor } from "./patch-text.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource, Written } from "./source.node.ts";
import type { TextFile } from "./text-file.node.ts";
import { type ResultColumn, type ResultRows, writeParts, writeTable } from "./write.node.ts";

/** Results of some rows of a table, in any order: one array per column, and the row index of each result. */
export interface RowResults {
  readonly rows: ArrayLike<number>;
  readonly columns: readonly ResultColumn[];
  readonly values: ResultRows;
}

/** Returns results together with the table's own columns, as cells. */
export const readBeside = (source: TableSource, results: RowResults): Promise<Record<string, Cell>[]> =>
  withJoined(source, results, (sql) => source.database.rows(sql));

/**
 * Writes results together with the table's own columns. If the output has the format of the table's file, the cells are copied as
 * they are; otherwise they are written by their types.
 * @throws DataError as `copyTable` does.
 */
export async function writeBeside(source: TableSource, results: RowResults, file: string): Promise<void> {
  const { written, database } = source;
  if (!written || !takesWritten(file, written)) return withJoined(source, results, (sql) => copyTable(database, sql, file));
  const style = styleFor(file, source);
  if (style && written.text) return writeParts(file, besideLines(written.text, results, style), written.expectUnchanged);
  if (written.jsonFile !== undefined)
    return writeParts(file, besideObjects(source, written.jsonFile, results, file), written.expectUnchanged);
  return withJoined({ ...source, relation: written.relation, nested: written.nested }, results, (sql) =>
    copyTable(database, sql, file, { check: written.expectUnchanged, ...ownStyle(written) }),
  );
}

/** Yields lines with results followed by the cells of a text file. */
async function* besideLines(text: TextFile, results: RowResults, style: TextStyle): AsyncGenerator<Uint8Array> {
  const lines = await linesOfRows(text, new Set(Array.from(results.rows)));
  const columns = apartFrom(text.layout.names, results.columns);
  yield style.begin([...columns.map(({ name }) => name), ...text.layout.names]);
  for (let i = 0; i < results.rows.length; i++) {
    const cells = columns.map(({ name, type }, c) => {
      const text = resultText(results, c, i);
      return type === "number" && text !== "" ? style.number(Number(results.values[c]![i]), name) : style.cell(text, name);
    });
    yield style.bytes(style.line([...cells, lines.get(results.rows[i]!)!]));
  }
}

/** Yields a JSON file's objects with results before their own values. */
async function* besideObjects(source: TableSource, path: string, results: RowResults, file: string): AsyncGenerator<string> {
  const objects = await objectsOfRows(path, new Set(Array.from(results.rows)));
  const { nested } = source.written!;
  const columns = apartFrom(nested ? outerNames(nested) : source.columns.map(({ name }) => name), results.columns);
  const isArray = file.endsWith(".json");
  for (let i = 0; i < results.rows.length; i++) {
    const members = columns.map(({ name, type }, c) => {
      const text = resultText(results, c, i);
      return `${JSON.stringify(name)}:${text === "" ? "null" : type === "text" ? JSON.stringify(text) : text}`;
    });
    const own = withoutSpaces(objects.get(results.rows[i]!)!).slice(1);
    yield `${isArray ? (i === 0 ? "[\n" : ",\n") : ""}{${members.join(",")}${own === "}" ? "" : ","}${own}${isArray ? "" : "\n"}`;
  }
  if (isArray) yield "\n]\n";
}

/** Returns a result as text; empty if it is missing. */
function resultText({ columns, values }: RowResults, column: number, i: number): string {
  const cell = values[column]![i]!;
  if (cell === null || Number.isNaN(cell)) return "";
  return columns[column]!.type === "number" ? float32Text(Math.fround(Number(cell))) : String(cell);
}

async function withJoined<T>(
  { nested, ...source }: TableSource & Pick<Written, "nested">,
  { rows, columns, values }: RowResults,
  use: (sql: string) => Promise<T>,
): Promise<T> {
  const { path: folder, remove } = await temporaryFolder();
  const path = join(folder, "results.parquet");
  const place = Int32Array.from(rows, (_, i) => i);
  try {
    const made = columns.map(({ type }, i) => ({ name: `c${i}`, type }));
    const whole = (name: string) => ({ name, type: "whole" as const });
    await writeTable(path, [whole("place"), whole("of_row"), ...made], rows.length, (write) =>
      write([place, Int32Array.from(rows), ...values]),
    );
    const names = nested ? outerNames(nested) : source.columns.map(({ name }) => name);
    const own = inLowerCase(names);
    const selected = columns.map(({ name }, i) => `v.c${i} AS ${identifier(freeName(name, own))}`);
    const others = names.map((name) => `t.${identifier(name)}`);
    return await use(
      `SELECT ${[...selected, ...others].join(", ")} FROM read_parquet(${literal(path)}) v JOIN ${source.relation} t ON t.${ROW} = v.of_row ORDER BY v.place`,
    );
  } finally {
    remove();
  }
}
