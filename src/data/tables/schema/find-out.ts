import { DataError } from "../../../core/errors.ts";
import { rowNumber } from "../../../core/rows.ts";
import { isOfTimes } from "../values/form.ts";
import { typeOfForm } from "../values/forms.ts";
import { nameWords } from "../values/name-words.ts";
import { type CategoryCounts, type ColumnFacts, type ColumnStatistics, FIRST_UNSAFE, type LookedAt } from "./column-facts.ts";
import { isWhole, type SourceColumn } from "./column-types.ts";
import { areMostly } from "./strays.ts";
import { infinite as infinityError } from "./value-errors.ts";

/** What an identifier's column is called, in the words of its name. */
const NAMED_AS_IDENTIFIER = /(^| )(id|key|index|idx|rowid|rownum|row|obs|unnamed 0|identifiant|identificador|kennung|matricule)$/;
/** What an identifier's column is called, and what others are too: smoking_no. */
const NAMED_AS_NUMBER = /(^| )(nr|no|num|number|numero|code|codigo|schlussel|clave)$|nummer$|[a-z]{4}nr$/;
/** What gets numbers one after the other. */
const NUMBERED =
  /(^| )(order|invoice|receipt|ticket|booking|transaction|payment|shipment|case|customer|client|account|user|member|employee|patient|record|serial|auftrag|bestellung|rechnung|beleg|vorgang|buchung|kunde|konto|mitarbeiter|lieferung|commande|facture|dossier|pedido|factura|cliente|cuenta|paciente|empleado)$/;
/** A column holds numbers as people write them if at least this share of its texts are. */
const MOSTLY_DECORATED = 0.9;
/** More than this share of texts among numbers that never recur aren't mistakes. */
const SOME_STRAYS = 0.02;

/** Below this many rows, whole numbers that begin at 0 or 1 and lie side by side may do so by chance. */
const FEW_ROWS = 20;
/** Number of rows at a table's beginning that may not be looked at, because they are held out. */
const HELD_OUT = 3;

/**
 * Whether a column of different whole numbers is an identifier: its name says so, it numbers orders or customers one after the other, or it counts the rows from 0 or 1. Side by side, and with gaps where some rows aren't
 * looked at, lie the years of a series as well: those are learned.
 */
export function identifies(name: string, { low, high }: { readonly low: number; readonly high: number }, rows: number): boolean {
  const areSideBySide = high - low < 2 * rows;
  const words = nameWords(name);
  if (NAMED_AS_IDENTIFIER.test(words)) return true;
  if (NAMED_AS_NUMBER.test(words)) return areSideBySide || rows >= FEW_ROWS;
  return areSideBySide && rows >= FEW_ROWS && (NUMBERED.test(words) || (low >= 0 && low <= 1 + HELD_OUT));
}

/** Whether some whole numbers have more digits than a float64 holds. */
const isUnsafe = ({ number }: ColumnStatistics): boolean =>
  number !== undefined && Math.max(Math.abs(number.low), Math.abs(number.high)) >= FIRST_UNSAFE;

/** What is known of a column before it is decided how it is learned. */
export interface Found {
  readonly column: SourceColumn;
  readonly statistics: ColumnStatistics;
  /** Its number of values, where it may be an identifier. */
  readonly distinct?: number;
  readonly counts?: CategoryCounts;
  /** Told to be a category. */
  readonly isCategory: boolean;
}

/**
 * Finds out what decides how columns are learned, by as few readings of the table as that takes: one for all figures, one more for texts that are numbers,
 * for what may be an identifier, and for categories, where there are such.
 * @throws DataError where numbers are written as people write them, or a number isn't finite: the column and the row.
 */
export async function findOut(
  facts: ColumnFacts,
  columns: readonly SourceColumn[],
  { categories, most }: { categories: readonly string[]; most: number },
): Promise<Map<string, Found>> {
  const statistics = await facts.statistics(columns);
  const told = (name: string) => categories.includes(name);
  const numbers: LookedAt[] = [];
  for (const column of columns) {
    const { name, form } = column;
    const of = statistics.get(name)!;
    if (told(name) || column.codes) continue;
    if (await areNumbers(facts, column, of)) numbers.push({ ...column, as: form && isOfTimes(form) ? "time" : "number" });
  }
  // Texts that are numbers or times are taken as those, unless a number wouldn't keep their digits.
  for (const [name, of] of await facts.statistics(numbers)) {
    const { present, text } = statistics.get(name)!;
    if (!of.areCodes) statistics.set(name, { ...of, strays: present - text!.numbers });
  }
  const areCodes = ({ name, type, codes }: SourceColumn): boolean => {
    const of = statistics.get(name)!;
    return !told(name) && of.number !== undefined && (codes !== undefined || (isWhole(type) && isUnsafe(of)));
  };
  const codes = columns.filter(areCodes);
  const asTexts = await facts.statistics(codes.map((column) => ({ ...column, as: "text" as const })));
  for (const [name, of] of asTexts) statistics.set(name, of);
  const maybeIdentifiers = columns.filter(({ name, type }) => !told(name) && mayIdentify(name, type, statistics.get(name)!));
  const distinct = await facts.distinct(maybeIdentifiers);
  const isIdentifier = (name: string) => distinct.get(name) === statistics.get(name)!.present;
  const counted = columns.filter(({ name }) => {
    const { role, present } = statistics.get(name)!;
    const isText = role === "text" || role === "boolean";
    return present > 0 && (told(name) || (isText && !isIdentifier(name)));
  });
  const counts = await facts.counts(counted, most);
  const foundOf = (column: SourceColumn): Found => {
    const { name } = column;
    const known = { column, statistics: statistics.get(name)!, isCategory: told(name) };
    return { ...known, distinct: distinct.get(name), counts: counts.get(name) };
  };
  return new Map(columns.map((column) => [column.name, foundOf(column)]));
}

/** Whether no value recurs among the sampled rows, of a text, or of whole numbers that look like an identifier, with strays among them or not. */
function mayIdentify(name: string, type: string, of: ColumnStatistics): boolean {
  const { rows, present, recurs, constant, text, number, strays = 0 } = of;
  if (recurs || constant || present < 3) return false;
  if (text) return true;
  if (number === undefined || present + strays < rows) return false;
  return (isWhole(type) || (strays > 0 && number.decimals === 0)) && identifies(name, number, rows);
}

/**
 * Whether texts are numbers or times, but for a few strays.
 * @throws DataError where a number isn't finite, or numbers are written as people write them.
 */
async function areNumbers(facts: ColumnFacts, { name, form }: SourceColumn, of: ColumnStatistics): Promise<boolean> {
  const { infinite, text, present, recurs } = of;
  const isOfNumbers = text !== undefined && areMostly(text.numbers, present);
  if (infinite !== undefined && (!text || isOfNumbers))
    throw infinityError(facts.name, name, await facts.valueAt(name, infinite), infinite);
  if (!text) return false;
  const { numbers, stray, decorated } = text;
  // Whole numbers that differ in every row are codes, not numbers with mistakes among them, if more than a few of them have letters.
  const mayBeCodes = !recurs && (form === undefined || typeOfForm(form) === "BIGINT");
  if (mayBeCodes && present - numbers > Math.max(3, SOME_STRAYS * present)) return false;
  if (isOfNumbers || stray === undefined || decorated < MOSTLY_DECORATED) return isOfNumbers;
  throw new DataError(
    `${facts.name}: column "${name}" holds numbers written like "${await facts.valueAt(name, stray)}" (row ${rowNumber(stray)}). Write them plainly, such as 1234.5; or ${facts.choose(name, "categories", "exclude")}.`,
  );
}
