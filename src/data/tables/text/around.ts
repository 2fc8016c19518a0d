import { kindOf, kindOfAll } from "./kinds.ts";
import { isBlank, type Line } from "./lines.ts";

/** Maximum number of lines at the end of a file that may not be rows. */
const MOST_AT_END = 12;

const PREFIX = "(?:[kKMGTcdmnpµμu]|da|h)?";
const BASE = "(?:m|g|s|A|K|mol|cd|Hz|N|Pa|J|W|C|V|F|Ω|Ohm|ohm|S|Wb|T|H|lm|lx|Bq|Gy|Sv|l|L|bar|eV|Wh|VA|t|h|d|a|B|bit|cal)";
const ATOM = `(?:${PREFIX}${BASE}|min|sec|hrs?|hours?|days?|weeks?|months?|years?|yrs?|°[CF]?|deg[CF]?|degrees?|rad|grad|%|‰|ppm|ppb|dB[A-Za-z]?|pH|rpm|mmHg|inch|inches|in|ft|feet|yd|mi|miles?|lbs?|oz|mph|kn|kt|hPa|psi|ha|acres?|gal|[€$£¥]|USD|EUR|GBP|CHF|counts?|cts|#|units?|persons?|people|px|au|AU|arb)`;
/** A unit, in brackets or not: m, kg, °C, m/s, W/m^2, kWh*h-1. */
const UNIT = new RegExp(`^${ATOM}(?:[-^]?[-+]?[\\d²³⁻¹]+)?(?:\\s*[/*·. ]\\s*${ATOM}(?:[-^]?[-+]?[\\d²³⁻¹]+)?)*$`);
const BRACKETED = /^[[(].{0,20}[\])]$/;
/** Words in a line of types. */
const TYPE =
  /^(?:int(?:eger)?(?:8|16|32|64)?|float(?:32|64)?|double|decimal|numeric|number|str(?:ing)?|text|char|varchar|bool(?:ean)?|date(?:time)?|timestamp|time|category|factor)$/i;

const isUnit = (text: string): boolean => UNIT.test(text) || BRACKETED.test(text) || TYPE.test(text);

/**
 * Whether the line under the names contains units or types: words, most of them units, above columns of numbers.
 * @param below the lines under it.
 */
export function isUnits(line: Line, below: readonly Line[]): boolean {
  const cells = line.cells.map((cell) => cell.trim());
  const kinds = cells.map((_, i) => kindOfAll(below.slice(0, 200).map((other) => other.cells[i] ?? "")));
  const overNumbers = cells.filter((_, i) => kinds[i] === "number");
  if (below.length === 0 || overNumbers.some((cell) => kindOf(cell) === "number")) return false;
  const words = overNumbers.filter((cell) => kindOf(cell) !== "missing");
  const others = cells.filter((cell, i) => kinds[i] !== "number" && cell !== "");
  const areNoValues = others.every(
    (cell) => isUnit(cell) || cell === "-" || !below.some((other) => other.cells.some((value) => value.trim() === cell)),
  );
  return (
    words.length > 0 && words.filter(isUnit).length >= words.length / 2 && words.every((cell) => cell.length <= 20) && areNoValues
  );
}

/** Names of a line of totals. */
const TOTAL =
  /^(?:(?:grand|sub)[- ]?)?(?:totals?|sums?|summe|gesamt(?:summe)?|insgesamt|zusammen|total général|totale|averages?|avg\.?|means?|mittel(?:wert)?|durchschnitt|median|moyenne|somme|media|promedio|suma|counts?|anzahl|std(?:ev|\.? dev\.?)?)\s*:?$/i;
const SOURCE = /^(?:source|quelle|notes?|fußnote|footnote|remark|anmerkung|copyright|©|\*|†|--|==|\(|end of|eof\b)/i;

/**
 * Counts the lines at the end of a table that aren't rows: totals and notes, and empty lines between them.
 * @param lines the last known lines. @param isOpen whether the last line has no line break, so that it may be incomplete.
 */
export function footerOf(lines: readonly Line[], width: number, isOpen: boolean): number {
  const last = Math.max(0, lines.length - MOST_AT_END);
  const body = lines.slice(0, last).length > 0 ? lines.slice(0, last) : lines;
  const kindAt = (i: number) => kindOfAll(body.filter(({ cells }) => cells.length >= width).map(({ cells }) => cells[i] ?? ""));
  let footer = 0;
  for (let at = lines.length - 1; at >= Math.max(1, last); at--) {
    const line = lines[at]!;
    if (isBlank(line)) continue;
    const isApart = line.number > lines[at - 1]!.next || isBlank(lines[at - 1]!);
    const isCut = isOpen && at === lines.length - 1 && !isApart;
    if (!isFooter(line, { lines: lines.slice(0, last), width, isApart, isCut, kindAt })) break;
    footer = lines.length - at;
  }
  // In a table of one column, an empty line is a missing value, except at the end of the file.
  if (width === 1) while (footer < lines.length - 1 && isEmpty(lines[lines.length - footer - 1]!)) footer++;
  while (footer > 0 && footer < lines.length && isBlank(lines[lines.length - footer - 1]!)) footer++;
  return footer;
}

/** Whether a line has no text and no quotes. */
const isEmpty = (line: Line): boolean => isBlank(line) && !line.quoted;

interface Around {
  readonly lines: readonly Line[];
  readonly width: number;
  readonly isApart: boolean;
  readonly isCut: boolean;
  readonly kindAt: (column: number) => string;
}

function isFooter({ cells }: Line, { lines, width, isApart, isCut, kindAt }: Around): boolean {
  const there = cells.flatMap((cell, i) => (cell.trim() === "" ? [] : [i]));
  const [place] = there;
  if (there.every((i) => kindOf(cells[i]!) === "missing")) return false;
  const text = cells[place!]!.trim();
  const isTotal = TOTAL.test(text) && !lines.some((line) => line.cells[place!]?.trim() === text);
  if (isTotal && (width > 1 || kindAt(0) !== "text")) return true;
  const isNote = SOURCE.test(text) || /^[-=_*\s]+$/.test(text) || (/\p{L}/u.test(text) && (/\s/.test(text) || isApart));
  if (there.length > 1) return isApart && cells.length < width && SOURCE.test(text);
  if (width === 1) return kindAt(0) !== "text" && isNote && !isCut;
  if (cells.length < width) return isNote && !isCut;
  return isNote && (isApart || (SOURCE.test(text) && width > 2)) && (isApart || kindAt(0) !== "text");
}
