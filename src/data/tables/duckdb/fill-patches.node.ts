import { literal } from "./database.node.ts";
import { isJsonOutput, type JsonPatch, patchedJson } from "./patch-json.node.ts";
import { patchedSheet } from "./patch-sheet.node.ts";
import { isOfKind, type NumberedPatch, patchedText } from "./patch-text.node.ts";
import type { TableSource, Written } from "./source.node.ts";
import type { TextFile } from "./text-file.node.ts";

/** Whether a file gets the style of the table's own file, by its extension. @param isWider whether a column is added. */
export const isOwnKind = ({ written }: TableSource, file: string, isWider: boolean): boolean =>
  file === "-" ||
  (written?.sheet !== undefined && isWorkbook(file)) ||
  (written?.text !== undefined && isOfKind(file, written.text, isWider)) ||
  (written?.jsonFile !== undefined && isJsonOutput(file, written.jsonFile));

const isWorkbook = (file: string): boolean => /\.xlsx$/i.test(file);

/** Values to put into a table. */
export interface FilledValues {
  /** The columns that may be filled. */
  readonly names: readonly string[];
  /** Path of a Parquet file with the row number, a text for each of those columns, and the names of the row's filled columns. */
  readonly values: string;
  /** Name of an added column for those names. */
  readonly mark: string | undefined;
}

/** Yields the table's own file with values put in; undefined if the output has another format, or the table is several files. */
export function patchedParts(
  source: TableSource,
  written: Written,
  file: string,
  filled: FilledValues,
): AsyncIterable<Uint8Array | string> | undefined {
  const { text, sheet, jsonFile } = written;
  const rows = rowPatches(source, filled);
  const put = { added: filled.mark, rowCount: source.rowCount };
  if (text && sheet && isWorkbook(file)) return patchedSheet(sheet, text, { ...put, patches: textPatches(rows, text) });
  if (text && isOfKind(file, text, filled.mark !== undefined))
    return patchedText(text, { ...put, patches: textPatches(rows, text) });
  if (jsonFile !== undefined) return patchedJson(jsonFile, file, { ...put, patches: jsonPatches(rows, written) });
  return undefined;
}

/** The values to put into a row, by column, and the names of the filled columns. */
interface FilledRow {
  readonly row: number;
  readonly values: readonly (readonly [column: string, text: string])[];
  readonly added?: string;
}

/** Yields the rows with values to put in, in order. */
async function* rowPatches({ database }: TableSource, { names, values, mark }: FilledValues): AsyncGenerator<FilledRow> {
  for await (const chunk of database.chunks(`SELECT * FROM read_parquet(${literal(values)})`))
    for (const [row, ...cells] of chunk.getRows()) {
      const added = String(cells.pop());
      const put = cells.flatMap((cell, i) => (cell === null ? [] : [[names[i]!, String(cell)] as const]));
      yield { row: Number(row), values: put, ...(mark !== undefined && { added }) };
    }
}

async function* textPatches(rows: AsyncIterable<FilledRow>, { layout }: TextFile): AsyncGenerator<NumberedPatch> {
  const places = new Map(layout.names.map((name, i) => [name, i]));
  for await (const { values, ...row } of rows)
    yield { ...row, values: new Map(values.map(([name, text]) => [places.get(name)!, text])) };
}

async function* jsonPatches(rows: AsyncIterable<FilledRow>, { nested = [] }: Written): AsyncGenerator<JsonPatch> {
  const paths = new Map(nested.map(({ name, path }) => [name, path]));
  for await (const { row, values, added } of rows)
    yield {
      row,
      values: values.map(([name, json]) => ({ path: paths.get(name) ?? [name], json })),
      ...(added !== undefined && { added: JSON.stringify(added) }),
    };
}
