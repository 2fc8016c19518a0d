import { DataError } from "../../../core/errors.ts";
import { rowNumber } from "../../../core/rows.ts";
import { isOfTimes } from "../values/form.ts";
import { typeOfForm } from "../values/forms.ts";
import { nameWords } from "../values/name-words.ts";
import { type CategoryCounts, type ColumnFacts, type ColumnStatistics, FIRST_UNSAFE, type LookedAt } from "./column-facts.ts";
import { isWhole, type SourceColumn } from "./column-types.ts";
import { areMostly } from "./strays.ts";
import { infinite as infinityError } from "./value-errors.ts";

/** Words in the names of identifiers. */
const NAMED_AS_IDENTIFIER = /(^| )(id|key|index|idx|rowid|rownum|row|obs|unnamed 0|identifiant|identificador|kennung|matricule)$/;
/** Words in the names of identifiers that other columns' names also have: smoking_no. */
const NAMED_AS_NUMBER = /(^| )(nr|no|num|number|numero|code|codigo|schlussel|clave)$|nummer$|[a-z]{4}nr$/;
/** Words for things that are numbered consecutively. */
const NUMBERED =
  /(^| )(order|invoice|receipt|ticket|booking|transaction|payment|shipment|case|customer|client|account|user|member|employee|patient|record|serial|auftrag|bestellung|rechnung|beleg|vorgang|buchung|kunde|konto|mitarbeiter|lieferung|commande|facture|dossier|pedido|factura|cliente|cuenta|paciente|empleado)$/;
/** Smallest share of texts with currencies, percent signs or separators at which a column counts as numbers. */
const MOSTLY_DECORATED = 0.9;
/** If numbers never repeat and more than this share of the values are other texts, those texts aren't mistakes. */
const SOME_STRAYS = 0.02;

/** In fewer rows than this, whole numbers may be consecutive and begin at 0 or 1 by chance. */
const FEW_ROWS = 20;
/** Number of rows at a table's beginning that may be unseen because they are held out. */
const HELD_OUT = 3;

/**
 * Returns whether a column of different whole numbers is an identifier: its name says so, it numbers orders or customers
 * consecutively, or it counts the rows from 0 or 1. The years of a series are consecutive too, but are learned.
 */
export function identifies(name: string, { low, high }: { readonly low: number; readonly high: number }, rows: number): boolean {
  const areSideBySide = high - low < 2 * rows;
  const words = nameWords(name);
  if (NAMED_AS_IDENTIFIER.test(words)) return true;
  if (NAMED_AS_NUMBER.test(words)) return areSideBySide || rows >= FEW_ROWS;
  return areSideBySide && rows >= FEW_ROWS && (NUMBERED.test(words) || (low >= 0 && low <= 1 + HELD_OUT));
}

/** Whether some whole numbers have more digits than a float64 can hold. */
const isUnsafe = ({ number }: ColumnStatistics): boolean =>
  number !== undefined && Math.max(Math.abs(number.low), Math.abs(number.high)) >= FIRST_UNSAFE;

/** Facts about a column, before it is decided how to learn it. */
export interface Found {
  readonly column: SourceColumn;
  readonly statistics: ColumnStatistics;
  /** Number of different values, if the column may be an identifier. */
  readonly distinct?: number;
  readonly counts?: CategoryCounts;
  /** Whether the user or the file declares the column a category. */
  readonly isCategory: boolean;
}

/**
 * Collects the facts that decide how columns are learned, with as few passes over the table as possible: one for all statistics,
 * and one more each for texts that are numbers, possible identifiers, and categories, if there are any.
 * @throws DataError with the column and row if numbers are written with currencies or separators, or a number isn't finite.
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
  // Texts that are numbers or times are read as those, unless a number couldn't hold all their digits.
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

/** Whether a column may be an identifier: no text repeats in the sample, or no whole number does and its name or range fits. */
function mayIdentify(name: string, type: string, of: ColumnStatistics): boolean {
  const { rows, present, recurs, constant, text, number, strays = 0 } = of;
  if (recurs || constant || present < 3) return false;
  if (text) return true;
  if (number === undefined || present + strays < rows) return false;
  return (isWhole(type) || (strays > 0 && number.decimals === 0)) && identifies(name, number, rows);
}

/**
 * Returns whether texts are numbers or times, apart from a few.
 * @throws DataError if a number isn't finite, or numbers are written with currencies, percent signs or separators.
 */
async function areNumbers(facts: ColumnFacts, { name, form }: SourceColumn, of: ColumnStatistics): Promise<boolean> {
  const { infinite, text, present, recurs } = of;
  const isOfNumbers = text !== undefined && areMostly(text.numbers, present);
  if (infinite !== undefined && (!text || isOfNumbers))
    throw infinityError(facts.name, name, await facts.valueAt(name, infinite), infinite);
  if (!text) return false;
  const { numbers, stray, decorated } = text;
  // If whole numbers all differ and more than a few other values have letters, the column holds codes, not numbers with mistakes.
  const mayBeCodes = !recurs && (form === undefined || typeOfForm(form) === "BIGINT");
  if (mayBeCodes && present - numbers > Math.max(3, SOME_STRAYS * present)) return false;
  if (isOfNumbers || stray === undefined || decorated < MOSTLY_DECORATED) return isOfNumbers;
  throw new DataError(
    `${facts.name}: column "${name}" contains numbers in a format that can't be read, such as "${await facts.valueAt(name, stray)}" (row ${rowNumber(stray)}). Write plain numbers such as 1234.5, or ${facts.choose(name, "categories", "exclude")}.`,
  );
}
