import { strToU8, zipSync } from "fflate";

/** A cell of a workbook: its value, or its XML if it is a date, a formula or an error. */
export type SheetCell = string | number | boolean | null | { readonly xml: string };

/** The XML of cells that aren't plain values. Style 1 is a date, and style 2 is a time of day. */
export const cells = {
  date: (serial: number): SheetCell => ({ xml: `s="1"><v>${serial}</v>` }),
  clock: (serial: number): SheetCell => ({ xml: `s="2"><v>${serial}</v>` }),
  formula: (formula: string, value: number): SheetCell => ({ xml: `><f>${formula}</f><v>${value}</v>` }),
  error: (name: string): SheetCell => ({ xml: `t="e"><v>${name}</v>` }),
  inline: (text: string): SheetCell => ({ xml: `t="inlineStr"><is><t>${text}</t></is>` }),
};

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const columnName = (i: number): string => (i < 26 ? "" : columnName(Math.floor(i / 26) - 1)) + String.fromCharCode(65 + (i % 26));

/** Makes a workbook from sheets, each a list of rows. As in Excel, strings are shared. */
export function workbook(
  sheets: Readonly<Record<string, readonly (readonly SheetCell[])[]>>,
  { from1904 = false } = {},
): Uint8Array {
  const texts: string[] = [];
  const shared = (text: string) => (texts.includes(text) ? texts.indexOf(text) : texts.push(text) - 1);
  const cell = (value: SheetCell, at: string): string => {
    if (value === null) return "";
    if (typeof value === "object") return `<c r="${at}" ${value.xml}</c>`;
    if (typeof value === "string") return `<c r="${at}" t="s"><v>${shared(value)}</v></c>`;
    return `<c r="${at}"${typeof value === "boolean" ? ' t="b"' : ""}><v>${Number(value)}</v></c>`;
  };
  const sheet = (rows: readonly (readonly SheetCell[])[]) =>
    `<worksheet ${MAIN}><sheetData>${rows
      .map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cell(value, `${columnName(c)}${r + 1}`)).join("")}</row>`)
      .join("")}</sheetData></worksheet>`;
  const names = Object.keys(sheets);
  const bodies = Object.values(sheets).map(sheet);
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const relations = (of: readonly string[]) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${of.join("")}</Relationships>`;
  const files: Record<string, string> = {
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": relations([relation(1, "officeDocument", "xl/workbook.xml")]),
    "xl/workbook.xml": `<workbook ${MAIN} xmlns:r="${RELATIONS}"><workbookPr${from1904 ? ' date1904="1"' : ""}/><sheets>${names
      .map((name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations([
      ...names.map((_, i) => relation(i + 1, "worksheet", `worksheets/sheet${i + 1}.xml`)),
      relation(names.length + 1, "styles", "styles.xml"),
      relation(names.length + 2, "sharedStrings", "sharedStrings.xml"),
    ]),
    "xl/styles.xml": `<styleSheet ${MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="hh:mm"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    "xl/sharedStrings.xml": `<sst ${MAIN}>${texts.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join("")}</sst>`,
    ...Object.fromEntries(bodies.map((body, i) => [`xl/worksheets/sheet${i + 1}.xml`, body])),
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, xml]) => [name, strToU8(`<?xml version="1.0"?>${xml}`)])));
}
