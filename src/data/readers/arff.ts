import { DataError } from "../../core/errors.ts";
import { csvLine } from "../tables/csv-text.ts";
import type { MemoryTable } from "../tables/memory/table.ts";
import { readCsv } from "./csv.ts";
import type { Reader } from "./reader.ts";
import { decodedText, isText } from "./text.ts";

interface Attribute {
  readonly name: string;
  /** Whether the file lists its values. */
  readonly isNominal: boolean;
  /** The value that a sparse row omits: 0, or the first listed value. */
  readonly usual: string;
}

/**
 * Reads a Weka ARFF file as a table (https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/). Attributes whose
 * values are listed are categories, "?" is a missing value, and rows may be sparse.
 * @throws DataError if an attribute or a row is broken (the message names its line), or if there are no rows.
 */
export async function readArff(text: string, file: string): Promise<MemoryTable> {
  const attributes: Attribute[] = [];
  let [csv, inData] = ["", false];
  for (const [i, line] of text.split(/\r\n?|\n/).entries()) {
    const plain = line.trim();
    if (plain === "" || plain.startsWith("%")) continue;
    const at = `${file}, line ${i + 1}`;
    if (inData) {
      const cells = cellsOf(plain, attributes, at);
      if (cells.length !== attributes.length)
        throw new DataError(
          `${at} has ${cells.length} values, but the file has ${attributes.length} attributes. Correct that line.`,
        );
      csv += csvLine(cells);
    } else if (/^@attribute\b/i.test(plain)) attributes.push(attributeIn(plain, at));
    else if (/^@data\b/i.test(plain)) {
      inData = true;
      csv = csvLine(attributes.map(({ name }) => name));
    }
  }
  if (attributes.length === 0) throw new DataError(`${file} has no attributes. Give an ARFF file with some.`);
  const table = await readCsv(csv, file, { header: true, delimiter: "," });
  const isNominal = new Set(attributes.filter((attribute) => attribute.isNominal).map(({ name }) => name));
  return {
    name: table.name,
    columns: table.columns.map((column) => (isNominal.has(column.name) ? { ...column, said: "category" } : column)),
  };
}

function attributeIn(line: string, at: string): Attribute {
  const [, quoted, other, plain, type = ""] =
    /^@attribute\s+(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\S+))\s+(.+)$/i.exec(line) ?? [];
  const name = quoted ?? other ?? plain;
  if (name === undefined) throw new DataError(`${at}: the attribute has no name or no type. Correct that line.`);
  const listed = /^\{(.*)\}$/s.exec(type.trim());
  const [first = "0"] = listed ? valuesIn(listed[1]!) : [];
  return { name: name.replaceAll(/\\(.)/g, "$1"), isNominal: listed !== null, usual: first };
}

/** Splits a line into its values, which may be in quotes. */
const valuesIn = (line: string): string[] =>
  [...line.matchAll(/\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,]*?))\s*(?:,|$)/g)]
    .filter(([whole, , , plain], i) => whole !== "" || (plain !== undefined && i === 0))
    .map(([, single, double, plain = ""]) => (single ?? double)?.replaceAll(/\\(.)/g, "$1") ?? plain);

function cellsOf(line: string, attributes: readonly Attribute[], at: string): string[] {
  const sparse = /^\{(.*)\}$/s.exec(line);
  if (!sparse) return valuesIn(line);
  const cells = attributes.map(({ usual }) => usual);
  for (const [, place = "", value = ""] of sparse[1]!.matchAll(/(\d+)\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,]*)/g)) {
    if (Number(place) >= cells.length)
      throw new DataError(
        `${at} has a value for attribute ${place}, but the file has ${cells.length} attributes. Correct that line.`,
      );
    [cells[Number(place)]] = valuesIn(value) as [string];
  }
  return cells;
}

/** Reader of ARFF: text whose first line, except comments, is @relation. */
export const arff: Reader<"table"> = {
  name: "arff",
  holds: "table",
  isText: true,
  recognises: (bytes) =>
    isText(bytes) && /^\s*(%[^\n]*\n\s*)*@relation\b/i.test(new TextDecoder().decode(bytes.subarray(0, 65_536))),
  read: (bytes, file, options) => readArff(decodedText(bytes, file, options).text, file),
};
