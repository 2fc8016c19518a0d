import { DataError } from "../../core/errors.ts";

/** A text to write into a cell of a sheet. Rows and columns count from 0. */
export interface CellPatch {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** The kinds of cells that are written: numbers, booleans and text. */
type CellKind = "number" | "truth" | "text";

/** The kind and style of the cells in a column. */
interface Likeness {
  readonly kind: CellKind;
  /** Number of the cell style in the workbook. */
  readonly style: string | undefined;
}

const ROW = /<((?:\w+:)?)row\b([^>]*?)(?:\/>|>([\s\S]*?)<\/\1row>)/g;
const CELL = /<((?:\w+:)?)c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/\1c>)/g;

/**
 * Writes texts into cells of one sheet of a workbook. A text becomes a number or a boolean if the other cells of the column are.
 * Everything else stays unchanged: formats, formulas and other sheets.
 * @param sheet - index of the sheet, from 0.
 * @param first - index of the first row of values. The kind and style of a column are read from this row on.
 * @throws DataError if the workbook has no such sheet.
 */
export async function patchedWorkbook(
  bytes: Uint8Array,
  file: string,
  { sheet, first, cells }: { readonly sheet: number; readonly first: number; readonly cells: readonly CellPatch[] },
): Promise<Uint8Array> {
  const { unzipSync, zipSync, strFromU8, strToU8 } = await import("fflate");
  const entries = unzipSync(bytes);
  const text = (name: string) => (entries[name] ? strFromU8(entries[name]) : "");
  const path = sheetPath(text("xl/workbook.xml"), text("xl/_rels/workbook.xml.rels"), sheet);
  if (path === undefined || !entries[path])
    throw new DataError(`${file}: the sheet number ${sheet + 1} is missing in the workbook. Open it in Excel and save it again.`);
  return zipSync({ ...entries, [path]: strToU8(patchedSheet(text(path), cells, first)) });
}

function sheetPath(workbook: string, relations: string, sheet: number): string | undefined {
  const [tag = ""] = [...workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)][sheet] ?? [];
  const id = attribute(tag, "(?:\\w+:)id");
  const relation = [...relations.matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)].find(([one]) => attribute(one, "Id") === id);
  const target = relation && attribute(relation[0], "Target");
  return target?.startsWith("/") ? target.slice(1) : target && `xl/${target}`;
}

const attribute = (tag: string, name: string): string | undefined => {
  const [, double, single] = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag) ?? [];
  return double ?? single;
};

/** Writes texts into cells of the XML of a sheet. */
function patchedSheet(xml: string, cells: readonly CellPatch[], first: number): string {
  const rows = new Map<number, Map<number, string>>();
  for (const { row, column, text } of cells) rows.set(row, (rows.get(row) ?? new Map<number, string>()).set(column, text));
  const like = likenesses(xml, new Set(cells.map(({ column }) => column)), first);
  const waiting = [...rows.keys()].toSorted((a, b) => a - b);
  const missing = (before: number, prefix: string): string => {
    let made = "";
    while (waiting.length > 0 && waiting[0]! < before) {
      const row = waiting.shift()!;
      made += `<${prefix}row r="${row + 1}">${patchedCells("", prefix, row, rows.get(row)!, like)}</${prefix}row>`;
    }
    return made;
  };
  let [number, lastPrefix] = [-1, ""];
  const patched = xml.replace(ROW, (whole, prefix: string, attributes: string, inside = "") => {
    number = Number(attribute(attributes, "r") ?? number + 2) - 1;
    lastPrefix = prefix;
    const before = missing(number, prefix);
    const put = rows.get(number);
    if (!put) return before + whole;
    waiting.shift();
    const own = attributes.replace(/\s+spans\s*=\s*(?:"[^"]*"|'[^']*')/, "").trimEnd();
    return `${before}<${prefix}row${own}>${patchedCells(inside, prefix, number, put, like)}</${prefix}row>`;
  });
  const end = missing(Number.POSITIVE_INFINITY, lastPrefix);
  const whole = end === "" ? patched : patched.replace(`</${lastPrefix}sheetData>`, () => `${end}</${lastPrefix}sheetData>`);
  return widened(whole, cells);
}

function patchedCells(
  inside: string,
  prefix: string,
  row: number,
  put: ReadonlyMap<number, string>,
  like: ReadonlyMap<number, Likeness>,
): string {
  const waiting = [...put.keys()].toSorted((a, b) => a - b);
  const made = (column: number, attributes?: string) => {
    const { kind, style } = like.get(column) ?? { kind: "text", style: undefined };
    const own =
      attributes === undefined
        ? ` r="${columnName(column)}${row + 1}"${style === undefined ? "" : ` s="${style}"`}`
        : attributes.replace(/\s+t\s*=\s*(?:"[^"]*"|'[^']*')/, "").trimEnd();
    return cellXml(prefix, own, kind, put.get(column)!);
  };
  const before = (column: number) => {
    let text = "";
    while (waiting.length > 0 && waiting[0]! < column) text += made(waiting.shift()!);
    return text;
  };
  let column = -1;
  const patched = inside.replace(CELL, (whole, _prefix: string, attributes: string) => {
    column = columnOf(attributes) ?? column + 1;
    const behind = before(column);
    if (!put.has(column)) return behind + whole;
    waiting.shift();
    return behind + made(column, attributes);
  });
  return patched + before(Number.POSITIVE_INFINITY);
}

function cellXml(prefix: string, attributes: string, kind: CellKind, text: string): string {
  const isNumber = kind === "number" && text.trim() !== "" && Number.isFinite(Number(text));
  if (isNumber) return `<${prefix}c${attributes}><${prefix}v>${text.trim()}</${prefix}v></${prefix}c>`;
  if (kind === "truth" && /^(true|false)$/i.test(text))
    return `<${prefix}c${attributes} t="b"><${prefix}v>${/^true$/i.test(text) ? 1 : 0}</${prefix}v></${prefix}c>`;
  return `<${prefix}c${attributes} t="inlineStr"><${prefix}is><${prefix}t xml:space="preserve">${escaped(text)}</${prefix}t></${prefix}is></${prefix}c>`;
}

/** Finds the kind and style of each column from its first cell with a value. */
function likenesses(xml: string, columns: ReadonlySet<number>, first: number): ReadonlyMap<number, Likeness> {
  const like = new Map<number, Likeness>();
  let number = -1;
  for (const [, , rowAttributes = "", inside = ""] of xml.matchAll(ROW)) {
    number = Number(attribute(rowAttributes, "r") ?? number + 2) - 1;
    if (number < first) continue;
    if (like.size === columns.size) break;
    let column = -1;
    for (const [, , attributes = "", value = ""] of inside.matchAll(CELL)) {
      column = columnOf(attributes) ?? column + 1;
      if (!columns.has(column) || like.has(column) || !/<(?:\w+:)?(v|t)\b[^>]*>[^<]/.test(value)) continue;
      const type = attribute(attributes, "t") ?? "n";
      if (type === "e") continue;
      const kind = type === "b" ? "truth" : type === "n" ? "number" : "text";
      like.set(column, { kind, style: attribute(attributes, "s") });
    }
  }
  return like;
}

/** Returns the index of a cell's column from its name, such as AB12. */
function columnOf(attributes: string): number | undefined {
  const letters = /^[A-Z]+/.exec(attribute(attributes, "r") ?? "")?.[0];
  return letters === undefined ? undefined : [...letters].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1;
}

const columnName = (column: number): string =>
  (column < 26 ? "" : columnName(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

/** Extends the dimension of the sheet, so that it contains the cells. */
function widened(xml: string, cells: readonly CellPatch[]): string {
  const column = cells.reduce((most, cell) => Math.max(most, cell.column), 0);
  return xml.replace(/(<(?:\w+:)?dimension\s[^>]*?ref\s*=\s*["'])([A-Z]+\d+):([A-Z]+)(\d+)/, (whole, before, from, to, row) => {
    const last = columnOf(` r="${to}"`)!;
    return last >= column ? whole : `${before}${from}:${columnName(column)}${row}`;
  });
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
