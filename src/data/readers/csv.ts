import { DataError } from "../../core/errors.ts";
import type { MemoryTable } from "../tables/memory/table.ts";
import { typedColumn } from "../tables/memory/typed-texts.ts";
import { readingIn } from "../tables/schema/reading.ts";
import { type LayoutOptions, layoutOf } from "../tables/text/layout.ts";
import { expectNoProse } from "../tables/text/prose.ts";
import { RowFilter } from "../tables/text/rows.ts";
import { missingWords } from "../tables/values/missing.ts";
import type { Reader } from "./reader.ts";
import { decodedText, isText } from "./text.ts";

/**
 * Reads CSV, TSV and similar text as a table. The delimiter, the header and the types of the columns are detected from the text,
 * as on the command line.
 * @throws DataError if a line has too many or too few columns (the message has its number), if a quote doesn't end, or if there
 * are no rows.
 */
export async function readCsv(text: string, file: string, options: LayoutOptions = {}): Promise<MemoryTable> {
  expectNoProse(text, file);
  const { names, rows, delimiter, notes } = layoutOf({ text, isWhole: true }, file, options);
  const isMissing = new Set(missingWords(rows, names));
  const texts: (string | null)[][] = names.map(() => []);
  for (const cells of new RowFilter({ names, first: 1, footer: 0 }, file).rows(rows))
    cells.forEach((cell, i) => {
      texts[i]!.push(isMissing.has(cell) ? null : cell);
    });
  if (texts[0]!.length === 0) throw new DataError(`${file} has no rows. Use a table with at least one row.`);
  const columns = names.map((name, i) => typedColumn(name, texts[i]!));
  const reading = readingIn(options);
  return {
    name: file,
    columns,
    delimiter,
    ...(notes.length > 0 && { notes }),
    ...(Object.keys(reading).length > 0 && { reading }),
  };
}

/** Reader of CSV, TSV and similar text. Text that no other reader recognises is read as CSV. */
export const csv: Reader<"table"> = {
  name: "csv",
  holds: "table",
  isText: true,
  recognises: isText,
  read: async (bytes, file, options = {}) => {
    const { text, note } = decodedText(bytes, file, options);
    const table = await readCsv(text, file, options);
    return note === undefined ? table : { ...table, notes: [note, ...(table.notes ?? [])] };
  },
};
